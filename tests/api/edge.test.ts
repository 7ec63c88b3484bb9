import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '#server/limits.ts'
import { refusals } from '#shared/domain/refusals.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { Asking } from '#tests/support/request.ts'
import { onPort } from './socket.ts'

const own = 'http://district.test'

async function byCookie(district: District, headers: Record<string, string>, method = 'PATCH') {
  const resident = await district.resident()
  const cookie = `resident=${await resident.token()}`
  const sent = method === 'GET' ? {} : { body: { nickname: '小绿' } }
  return district.ask(method, '/me', { ...sent, headers: { cookie, ...headers } })
}

describe('a cookie', () => {
  let district: District
  beforeAll(async () => void (district = await buildDistrict({ kept: true })))
  afterAll(() => district.close())

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a page without an address', { origin: 'null' }],
    ['a longer name', { origin: `${own}.evil.example` }],
    ['another port', { origin: `${own}:8080` }],
    ['nobody', {}],
  ])('that changes something from %s is refused', async (_who, headers) => {
    expect(await byCookie(district, headers)).toMatchObject({ status: 403, body: { code: 'origin-foreign' } })
  })

  it('is taken from our own pages, and for reading from anywhere', async () => {
    expect((await byCookie(district, { origin: own })).status).toBe(200)
    expect((await byCookie(district, { origin: 'https://evil.example' }, 'GET')).status).toBe(200)
  })
})

describe('a token', () => {
  it('is worth nothing when it is made up, of another audience, or over', async () => {
    const district = await buildDistrict()
    const resident = await district.resident()
    const metro = await district.partner()
    const told = async (path: string, token: string) => {
      const { status, headers } = await district.get(path, { headers: { authorization: token } })
      return `${status} ${headers.get('www-authenticate') ?? ''}`
    }
    const good = await resident.token()
    const jwt = await metro.token()
    const forged = [
      `Bearer ${'A'.repeat(43)}`,
      `Bearer ${good}A`,
      `bearer${good}`,
      `Basic ${Buffer.from(`resident:${good}`).toString('base64')}`,
      `Bearer ${jwt}`,
      `Bearer ${jwt.slice(0, -2)}AA`,
      'Bearer a.b.c',
      `Bearer ${'.'.repeat(4_000)}`,
    ]
    for (const token of forged) {
      expect(await told('/me', token), token).toBe('401 Bearer')
      expect(await told('/merchant/me', token), token).toBe('401 Bearer')
    }
    expect(await told('/attendant/me', `Bearer ${good}`)).toBe('401 Bearer')
    expect(await told('/me', `Bearer ${good}`)).toBe('200 ')
    district.clock.advance({ days: 31 })
    expect(await told('/me', `Bearer ${good}`)).toBe('401 Bearer')
    const late = { text: '[]', type: 'application/cloudevents-batch+json' }
    const headers = { authorization: `Bearer ${jwt}` }
    expect(await district.post('/activities', { ...late, headers })).toMatchObject({
      status: 401,
      body: { code: 'token-invalid' },
    })
  })
})

describe('a query', () => {
  let district: District
  let asking: Record<'me' | 'merchant' | 'admin', Asking>
  beforeAll(async () => {
    district = await buildDistrict({ kept: true })
    asking = {
      me: await district.resident(),
      merchant: await district.staff(await district.merchant()),
      admin: await district.administrator('system', 'business', 'audit'),
    }
  })
  afterAll(() => district.close())
  const asker = (path: string) => asking[path.split('/')[1] as 'me'] ?? asking.me

  const lists = ['/rewards', '/me/activities', '/me/vouchers', '/merchant/vouchers', '/merchant/settlements']
  const office = ['/admin/rules', '/admin/audit', '/admin/settlements', '/admin/activities/held']
  const cursors = ['abc', '', '1~%00', '99999999999999~a', "1~'"].map(text => `cursor=${text}`)
  const rowCounts = ['0', '101', '-1', '1.5', 'NaN', '1e400', '1&limit=2'].map(text => `limit=${text}`)
  const wrong = [...cursors, ...rowCounts, 'limit[]=1', 'page=2', '__proto__=1', '%F0%9F=1']
  const right = ['', 'limit=100', 'cursor=9999999999999~zzz', 'cursor=0~a', 'limit=%31']

  it.each([...lists, ...office])('to %s is read strictly', async path => {
    const as = asker(path)
    for (const query of wrong) {
      const { status, body } = await district.get(`${path}?${query}`, { as })
      expect({ query, status, code: body.code }).toEqual({ query, status: 400, code: 'request-invalid' })
    }
    for (const query of right)
      expect((await district.get(`${path}?${query}`, { as })).status, query).toBe(200)
  })

  it.each([
    '/merchant/vouchers?day=0000-01-01',
    '/merchant/vouchers?day=2026-02-30',
    '/merchant/vouchers.csv?day=9999-12-31',
    '/admin/audit?from=0000-01-01T00:00:00Z',
    '/admin/audit?until=9999-12-31T23:59:59Z',
    '/admin/audit?actor=%00',
    '/admin/audit?action=%00',
    '/admin/rules?code=%00',
  ])('of %s is refused', async path => {
    const as = asker(path)
    expect(await district.get(path, { as })).toMatchObject({ status: 400, body: { code: 'request-invalid' } })
  })
})

describe('a problem', () => {
  let district: District
  beforeAll(async () => void (district = await buildDistrict({ kept: true })))
  afterAll(() => district.close())

  it.each([
    ['', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['fr, en;q=0.5, zh;q=0.7', 'zh-CN'],
    ['fr, zh;q=0.5, en;q=0.7', 'en'],
    ['en;q=0', 'zh-CN'],
    ['*', 'zh-CN'],
    [';;;q=,,', 'zh-CN'],
    ['en;q=x', 'zh-CN'],
  ])('asked for in %j speaks %s', async (wanted, spoken) => {
    const { headers, body } = await district.get('/me', { headers: { 'accept-language': wanted } })
    expect(headers.get('content-language')).toBe(spoken)
    expect(body['detail']).toBe(refusals['not-signed-in'][spoken === 'en' ? 'en' : 'zh'])
  })

  it('is a problem document whatever went wrong, with a type that leads somewhere', async () => {
    const as = await district.resident()
    const text = '{}'
    const told = [
      await district.get('/nowhere'),
      await district.get('/api/elsewhere'),
      await district.get('/me'),
      await district.ask('PUT', '/me', { as }),
      await district.ask('PATCH', '/me', { as, text, type: 'text/plain' }),
      await district.ask('PATCH', '/me', { as, text: ' '.repeat(limits.bodyBytes + 1) }),
      await district.ask('PATCH', '/me', { as, text: '{' }),
    ]
    expect(told.map(one => one.status)).toEqual([404, 404, 401, 405, 415, 413, 400])
    for (const { status, body, headers } of told) {
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(body).toMatchObject({
        status,
        type: `/problems/${body.code}`,
        requestId: headers.get('x-request-id'),
      })
      expect((await district.get(String(body['type']))).body).toMatchObject({ code: body.code, status })
    }
  })

  it('has a page for a browser', async () => {
    const page = await district.get<string>('/problems/voucher-lapsed', { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.body).toContain(refusals['voucher-lapsed'].zh)
    expect((await district.get('/problems/constructor')).status).toBe(404)
  })
})

describe('the service', () => {
  it('answers HEAD like GET, without a body', async () => {
    const district = await buildDistrict()
    const { status, body, headers } = await district.ask('HEAD', '/rewards')
    expect({ status, body, type: headers.get('content-type') }).toEqual({
      status: 200,
      body: '',
      type: 'application/json',
    })
  })

  it('is healthy while it can write, and says 503 when its database is gone', async () => {
    const district = await buildDistrict({ kept: true, laws: false })
    const { app, clock } = district
    const health = () => app.request('/api/v1/health')
    expect(await (await health()).json()).toMatchObject({ status: 'ok', deployment: 'jlp-test' })
    await district.close()
    clock.advance({ seconds: 2 })
    const gone = await health()
    expect(gone.status).toBe(503)
    expect(gone.headers.get('retry-after')).toBe('1')
    expect(await gone.json()).toMatchObject({ code: 'unavailable' })
    expect((await app.request('/api/v1/rewards')).status).toBe(503)
  })

  it('slows down whoever signs in again and again from one address, whatever they claim', async () => {
    const district = await buildDistrict()
    const tryFrom = (remoteAddress: string) =>
      district.app.request(
        '/api/v1/session',
        { method: 'POST', headers: { 'x-forwarded-for': crypto.randomUUID(), forwarded: 'for=1.2.3.4' } },
        { incoming: { socket: { remoteAddress } } },
      )
    for (let count = 0; count < limits.addressTries; count++)
      expect((await tryFrom('203.0.113.9')).status).toBe(400)
    const slowed = await tryFrom('::ffff:203.0.113.9')
    expect(slowed.status).toBe(429)
    expect(slowed.headers.get('retry-after')).toBe('1')
    expect((await tryFrom('203.0.113.10')).status).toBe(400)
    district.clock.advance({ seconds: 1 })
    expect((await tryFrom('203.0.113.9')).status).toBe(400)
    for (let count = 0; count <= limits.addressTries; count++)
      await tryFrom(`2001:db8:0:1::${count.toString(16)}`)
    expect((await tryFrom('2001:db8:0:1:ffff::1')).status).toBe(429)
    expect((await tryFrom('2001:db8:0:2::1')).status).toBe(400)
  })
})

describe('a socket', () => {
  let district: District
  let server: Awaited<ReturnType<typeof onPort>>
  beforeAll(async () => {
    district = await buildDistrict({ kept: true })
    server = await onPort(district.app)
  })
  afterAll(async () => {
    await server.close()
    await district.close()
  })

  const line = (text: string) => `${text}\r\nHost: district.test\r\n`
  const post = line('POST /api/v1/session HTTP/1.1') + 'Content-Type: application/json\r\n'
  const big = 'a'.repeat(limits.bodyBytes)
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

  it.each<[string, RegExp, string[]]>([
    ['a body longer than it may be', /413/, [`${post}Content-Length: 99999999\r\n\r\n`, '{']],
    [
      'a chunked one',
      /413/,
      [`${post}Transfer-Encoding: chunked\r\n\r\n`, chunk(big), chunk(big), chunk(big)],
    ],
    ['two lengths', /400/, [`${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n`, '{}']],
    [
      'a length and chunks',
      /400/,
      [`${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`, chunk('{}')],
    ],
    ['a negative length', /400/, [`${post}Content-Length: -1\r\n\r\n`]],
    ['chunks that are none', /400/, [`${post}Transfer-Encoding: chunked\r\n\r\n`, 'zz\r\n']],
    ['headers without end', /431/, [`${post}X-Long: ${'a'.repeat(20_000)}\r\n\r\n`]],
    ['a header with NUL', /400/, [`${post}X-Strange: a\0b\r\n\r\n`]],
    ['TRACE', /40[05]/, [`${line('TRACE /api/v1/me HTTP/1.1')}\r\n`]],
    ['a method of its own', /400/, [`${line('BREW /api/v1/me HTTP/1.1')}\r\n`]],
    ['OPTIONS for everything', /40[045]/, [`${line('OPTIONS * HTTP/1.1')}\r\n`]],
    ['no host', /400/, ['GET /api/v1/me HTTP/1.1\r\n\r\n']],
    ['a host that is none', /40[014]/, ['GET /api/v1/me HTTP/1.1\r\nHost: a b/c\r\n\r\n']],
    ['an address that climbs', /40[014]/, [`${line('GET /api/v1/../../etc/passwd HTTP/1.1')}\r\n`]],
    ['an address with a raw NUL', /400/, [`${line('GET /api/v1/me\0 HTTP/1.1')}\r\n`]],
    ['an address that is no UTF-8', /404/, [`${line('GET /api/v1/rewards/%ff%fe HTTP/1.1')}\r\n`]],
    [
      'another address in front',
      /40[014]/,
      [`${line('GET http://evil.example/api/v1/nowhere HTTP/1.1')}\r\n`],
    ],
    ['no HTTP at all', /400/, ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']],
  ])('that sends %s is answered %s', async (_what, status, chunks) => {
    const told = await server.send(...chunks)
    expect(told.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status.source} `))
    const still = await fetch(`http://127.0.0.1:${server.port}/api/v1/health`)
    expect(still.status).toBe(200)
  })
})
