import { describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import { onError } from '#server/http/problem.ts'
import { requestGate, weightOf } from '#server/http/request-gate.ts'
import { createRouter } from '#server/http/router.ts'
import { limits } from '#server/limits.ts'
import { buildDistrict } from '#tests/support/district.ts'

const { requestsInFlight, requestsForTills, requestUnitBytes } = limits
const forAll = requestsInFlight - requestsForTills

/** An app in which every request stays in flight until `release`. */
function heldApp() {
  const gate = requestGate()
  let release = () => {}
  const held = new Promise<void>(resolve => (release = resolve))
  let reached = 0
  const app = createRouter()
  app.onError(onError)
  app.use('*', async (c, next) => {
    reached++
    c.set('requestId', 'r')
    c.set('bodyText', await c.req.text())
    await next()
  })
  app.use('/api/*', gate.counted)
  app.all('*', async c => {
    await held
    return c.text('done')
  })
  const fetch = gate.before(app.fetch)
  const ask = async (path: string, init: RequestInit = {}) =>
    fetch(new Request(`http://district.test${path}`, init), {})
  const fill = async (count: number, path = '/api/v1/me/wallet', init: RequestInit = {}) => {
    const asked = Array.from({ length: count }, () => ask(path, init))
    await new Promise(setImmediate)
    return asked
  }
  return { gate, ask, fill, release: () => release(), reached: () => reached }
}

describe('the bound on requests in flight', () => {
  it('refuses the next one before the app has seen it, and takes it when there is room', async () => {
    const { ask, fill, gate, release, reached } = heldApp()
    const asked = await fill(forAll)
    expect(gate.inFlight()).toBe(forAll)
    const refused = await ask('/api/v1/me/wallet', { headers: { 'accept-language': 'en' } })
    expect(reached()).toBe(forAll)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await refused.json()).toMatchObject({ code: 'too-busy', status: 503, title: 'too busy' })
    release()
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200)
    expect(gate.inFlight()).toBe(0)
    expect((await ask('/api/v1/me/wallet')).status).toBe(200)
  })

  it('keeps room for the tills, and none for what only looks like one', async () => {
    const { ask, fill, release } = heldApp()
    const asked = await fill(forAll)
    for (const path of ['/api/v1/merchants/near', '/api/v1/merchant-stories', '/api/v1/x?/api/v1/merchant/'])
      expect((await ask(path)).status, path).toBe(503)
    const tills = await fill(requestsForTills, '/api/v1/merchant/vouchers/inspect')
    expect((await ask('/api/v1/merchant/vouchers/inspect')).status).toBe(503)
    release()
    for (const answer of await Promise.all([...asked, ...tills])) expect(answer.status).toBe(200)
  })

  it('lets pass who asks how it is, and what is not the API', async () => {
    const { fill, release } = heldApp()
    const asked = await fill(forAll)
    const watching = await fill(20, '/api/v1/health')
    const pages = await fill(20, '/assets/index.js')
    release()
    for (const answer of await Promise.all([...asked, ...watching, ...pages])) expect(answer.status).toBe(200)
  })

  it('counts a batch by its size', async () => {
    expect(weightOf(0)).toBe(1)
    expect(weightOf(limits.batchBytes)).toBeLessThan(forAll)
    const { ask, fill, gate, release } = heldApp()
    const body = 'x'.repeat(10 * requestUnitBytes)
    const asked = await fill(Math.floor(forAll / 11), '/api/v1/activities', { method: 'POST', body })
    expect(gate.inFlight()).toBe(asked.length * 11)
    expect((await ask('/api/v1/activities', { method: 'POST', body })).status).toBe(503)
    release()
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200)
    expect(gate.inFlight()).toBe(0)
  })

  it('forgets a request that failed', async () => {
    const district = await buildDistrict()
    const gate = requestGate()
    const app = createApp(district.ctx, { gate })
    for (const path of ['/api/v1/me', '/api/v1/nothing', '/api/v1/session']) {
      const answer = await app.request(path, { method: 'POST', body: '{' })
      expect(answer.status, path).toBeGreaterThanOrEqual(400)
    }
    expect(gate.inFlight()).toBe(0)
  })
})
