import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveWeb } from '#server/http/static.ts'

let folder: string
let web: ReturnType<typeof serveWeb>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carbon-web-'))
  mkdirSync(join(folder, 'assets'))
  mkdirSync(join(folder, 'merchant'))
  writeFileSync(join(folder, 'index.html'), '<p>residents</p>')
  writeFileSync(join(folder, 'merchant/index.html'), '<p>counter</p>')
  writeFileSync(join(folder, 'service-worker.js'), 'plain')
  writeFileSync(join(folder, 'assets/a-1.js'), 'plain')
  writeFileSync(join(folder, 'assets/a-1.js.br'), 'brotli')
  writeFileSync(join(folder, 'assets/a-1.js.gz'), 'gzip')
  web = serveWeb(folder)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const get = (path: string, encodings = '') => web.request(path, { headers: { 'accept-encoding': encodings } })

it.each([
  ['/', 'residents'],
  ['/rewards/rew_1', 'residents'],
  ['/merchants', 'residents'],
  ['/merchant', 'counter'],
  ['/merchant/today', 'counter'],
])('at %s stands the page of the %s', async (path, text) => {
  const answer = await get(path)
  expect(await answer.text()).toBe(`<p>${text}</p>`)
  expect(answer.headers.get('cache-control')).toBe('no-cache')
})

it.each([
  ['gzip, deflate, br', 'br', 'brotli'],
  ['gzip', 'gzip', 'gzip'],
  ['', null, 'plain'],
])('who understands “%s” gets a file as %s', async (encodings, encoding, text) => {
  const answer = await get('/assets/a-1.js', encodings)
  expect(answer.headers.get('content-encoding')).toBe(encoding)
  expect(answer.headers.get('content-type')).toContain('javascript')
  expect(answer.headers.get('cache-control')).toContain('immutable')
  expect(await answer.text()).toBe(text)
})

it('what installs the app is asked for each time, and what is not there is not found', async () => {
  expect((await get('/service-worker.js')).headers.get('cache-control')).toBe('no-cache')
  expect((await get('/assets/a-2.js')).status).toBe(404)
  expect((await web.request('/', { method: 'POST' })).status).toBe(404)
})
