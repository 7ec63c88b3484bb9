import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import { limits } from '#server/limits.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'

type App = ReturnType<typeof createApp>

let district: District
let app: App
let folder: string
const operations: { readonly method: string; readonly path: string; readonly open: boolean }[] = []

interface Documented {
  readonly security?: readonly Readonly<Record<string, unknown>>[]
}

beforeAll(async () => {
  district = await buildDistrict({ kept: true })
  folder = mkdtempSync(join(tmpdir(), 'carbon-web-'))
  for (const name of ['merchant', 'assets']) mkdirSync(join(folder, name))
  const files = ['index.html', 'merchant/index.html', 'assets/app-1a2b3c.js', 'favicon.svg']
  for (const name of files) writeFileSync(join(folder, name), '<!doctype html>')
  app = createApp({ ...district.ctx, config: { ...district.ctx.config, demo: true } }, { webFolder: folder })
  const document = (await (await app.request('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, Documented>>
  }
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, { security = [] }] of Object.entries(methods))
      operations.push({
        method: method.toUpperCase(),
        path: path.replace(/\{\w+\}/g, 'zzz_00000000000000000000000000'),
        open: security.every(
          one => !('resident' in one || 'staff' in one || 'attendant' in one || 'administrator' in one),
        ),
      })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await district.close()
})

const policy = {
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'media-src': "'self' blob:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
}

const expected: Readonly<Record<string, string>> = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
}

/** What is wrong with the headers of an answer. */
function flaws({ headers }: Response): string[] {
  const directives = (headers.get('content-security-policy') ?? '').split(';').map(one => one.trim())
  const told = Object.fromEntries(
    directives.map(one => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]),
  )
  const found = Object.entries(expected).filter(([name, value]) => headers.get(name) !== value)
  return [
    ...found.map(([name]) => `${name}: ${headers.get(name)}`),
    ...(JSON.stringify(told) === JSON.stringify(policy) ? [] : [JSON.stringify(told)]),
    ...(headers.has('x-powered-by') || headers.has('server') ? ['says what it is made of'] : []),
    ...(headers.has('access-control-allow-origin') ? ['lets other sites read'] : []),
  ]
}

/** Asks for something and gives its status with what is wrong with its headers. */
async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; flaws: string[] }> {
  const answer = await app.request(path, init)
  return { status: answer.status, flaws: flaws(answer) }
}

const json = { 'content-type': 'application/json' }

describe('security headers', () => {
  it('stand on every route, whatever it answers', async () => {
    expect(operations.length).toBeGreaterThan(70)
    for (const { method, path } of operations)
      expect({ method, path, ...(await ask(path, { method })) }).toMatchObject({ flaws: [] })
  })

  it.each<[string, number, RequestInit]>([
    ['/', 200, {}],
    ['/vouchers', 200, {}],
    ['/merchant/', 200, {}],
    ['/merchant/anything', 200, {}],
    ['/assets/app-1a2b3c.js', 200, {}],
    ['/favicon.svg', 200, {}],
    ['/assets/missing.js', 404, {}],
    ['/..%2f..%2fetc/passwd', 404, {}],
    ['/.git/config', 404, {}],
    ['/keys.json', 404, {}],
    ['/', 404, { method: 'POST', body: '{}', headers: json }],
    ['/api/docs', 200, {}],
    ['/api/docs/swagger-ui-bundle.js', 200, {}],
    ['/api/docs/missing.js', 404, {}],
    ['/api/v1/openapi.json', 200, {}],
    ['/api/v1/health', 200, { method: 'HEAD' }],
    ['/api/v1/nothing', 404, {}],
    ['/api/v1/health', 405, { method: 'DELETE' }],
    ['/api/v1/health', 405, { method: 'TRACE' }],
    ['/api/v1/health', 405, { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example' } }],
    ['/api/v1/session', 413, { method: 'POST', body: 'a'.repeat(limits.bodyBytes + 1), headers: json }],
    ['/api/v1/session', 415, { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }],
    ['/api/v1/session', 400, { method: 'POST', body: '{', headers: json }],
    ['/api/v1/me', 401, {}],
    ['/problems/not-found', 200, { headers: { accept: 'text/html' } }],
    ['/problems/nothing', 404, {}],
  ])('stand on %s when it answers %i', async (path, status, init) => {
    // The platform's own client refuses to send TRACE; a socket would.
    const sent = init.method === 'TRACE' ? { ...init, method: 'PURGE' } : init
    const told = await ask(path, sent)
    expect(told).toEqual({
      status: [404, 405].includes(status) ? expect.toBeOneOf([404, 405]) : status,
      flaws: [],
    })
  })

  it('stand on our own failures too', async () => {
    const broken = {
      ...district.ctx.db,
      reader: new Proxy(
        {},
        {
          get: () => () => {
            throw new Error('gone')
          },
        },
      ),
    }
    const failing = createApp({ ...district.ctx, db: broken as never })
    const answer = await failing.request('/api/v1/partners')
    expect({ status: answer.status, flaws: flaws(answer) }).toEqual({ status: 500, flaws: [] })
    expect(await answer.text()).not.toContain('gone')
  })

  it('keep answers of the API out of every cache', async () => {
    for (const path of ['/api/v1/me', '/api/v1/me/wallet', '/api/v1/health', '/api/v1/nothing'])
      expect((await app.request(path)).headers.get('cache-control')).toBe('no-store')
  })
})

describe('a request of another site', () => {
  const cookies = ['resident', 'merchant', 'attendant', 'administrator']
  const unsafe = () => operations.filter(({ method, open }) => method !== 'GET' && !open)

  /** Sends it as a browser would, with everybody's session in the cookies. */
  async function crossSite(
    headers: Readonly<Record<string, string>>,
    body = '{}',
  ): Promise<Record<string, string>> {
    const people = [
      await district.resident(),
      await district.staff(await district.merchant()),
      await district.attendant(),
      await district.administrator('system', 'business'),
    ]
    const tokens = await Promise.all(people.map(person => person.token()))
    const cookie = cookies.map((name, at) => `${name}=${tokens[at]}`).join('; ')
    const told: Record<string, string> = {}
    for (const { method, path } of unsafe()) {
      const sent = { method, headers: { ...json, cookie, 'idempotency-key': 'k', ...headers }, body }
      const answer = await app.request(`http://district.test${path}`, sent)
      told[`${method} ${path}`] =
        `${answer.status} ${/"code":"([a-z-]+)"/.exec(await answer.text())?.[1] ?? ''}`
    }
    return told
  }

  const everywhere = (answer: string) =>
    Object.fromEntries(unsafe().map(({ method, path }) => [`${method} ${path}`, answer]))

  it.each<[string, Record<string, string>]>([
    ['with its own origin', { origin: 'https://elsewhere.example' }],
    ['with no origin', {}],
    ['with the origin null', { origin: 'null' }],
    ['with a longer origin', { origin: 'http://district.test.elsewhere.example' }],
    ['with another scheme', { origin: 'https://district.test' }],
    ['with another port', { origin: 'http://district.test:8080' }],
    ['with our Host and Referer only', { host: 'district.test', referer: 'http://district.test/' }],
    [
      'that says it was forwarded',
      { 'x-forwarded-host': 'elsewhere.example', origin: 'http://elsewhere.example' },
    ],
  ])('%s is refused on every route that changes something', async (_, headers) => {
    expect(unsafe().length).toBeGreaterThan(35)
    expect(await crossSite(headers)).toEqual(everywhere('403 origin-foreign'))
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', ''])(
    'as a form would send it (%s) is refused before anything else',
    async type => {
      const told = await crossSite({ origin: 'http://district.test', 'content-type': type })
      expect(told).toEqual(everywhere('415 content-type-unsupported'))
    },
  )

  it('of our own origin is let through', async () => {
    const told = Object.values(await crossSite({ origin: 'http://district.test' }))
    expect(told.filter(answer => answer === '403 origin-foreign')).toEqual([])
  })
})
