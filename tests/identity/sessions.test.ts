import { describe, expect, it } from 'vitest'
import { deviceName } from '#shared/domain/device-name.ts'
import { type FrontOffice, minutes, openFrontOffice, phones } from './front-office.ts'

const wechat =
  'Mozilla/5.0 (Linux; Android 14; 2211133C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 ' +
  'Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MicroMessenger/8.0.49'

async function signInFrom(office: FrontOffice, phone: string, userAgent: string): Promise<string> {
  const { code } = await office.requestCode(phone)
  const body = { phone, code, audience: 'resident', consentToTerms: true }
  const { json } = await office.ask('POST', '/api/v1/session', { body, headers: { 'user-agent': userAgent } })
  office.pass(minutes(2))
  return json.token as string
}

const statusOf = async (office: FrontOffice, as: string) =>
  (await office.ask('GET', '/api/v1/me', { as })).status

describe('the list of a resident’s devices', () => {
  it('names each without saying more than is needed, and which one asks', async () => {
    const office = await openFrontOffice()
    const phone = await signInFrom(office, phones.li, wechat)
    const program = await signInFrom(office, phones.li, 'curl/8')
    await signInFrom(office, phones.wang, wechat)
    const { json } = await office.ask('GET', '/api/v1/me/sessions', { as: phone })
    expect(json.sessions).toMatchObject([
      { device: null, self: false },
      { device: 'Android · WeChat', self: true },
    ])
    expect(JSON.stringify(json)).not.toContain(program)
  })

  it('ends one of them at once and leaves the others', async () => {
    const office = await openFrontOffice()
    const lost = await signInFrom(office, phones.li, wechat)
    const kept = await signInFrom(office, phones.li, wechat)
    const { json } = await office.ask('GET', '/api/v1/me/sessions', { as: kept })
    const [, older] = json.sessions
    const path = `/api/v1/me/sessions/${older.id}`
    expect((await office.ask('DELETE', path, { as: kept })).status).toBe(204)
    expect([await statusOf(office, lost), await statusOf(office, kept)]).toEqual([401, 200])
    expect((await office.ask('DELETE', path, { as: kept })).json.code).toBe('not-found')
  })

  it('ends nobody else’s', async () => {
    const office = await openFrontOffice()
    const li = await signInFrom(office, phones.li, wechat)
    const wang = await signInFrom(office, phones.wang, wechat)
    const { json } = await office.ask('GET', '/api/v1/me/sessions', { as: li })
    const answer = await office.ask('DELETE', `/api/v1/me/sessions/${json.sessions[0].id}`, { as: wang })
    expect(answer.json.code).toBe('not-found')
    expect(await statusOf(office, li)).toBe(200)
  })

  it('holds no session that is over', async () => {
    const office = await openFrontOffice()
    await signInFrom(office, phones.li, wechat)
    office.pass(minutes(30 * 24 * 60))
    const now = await signInFrom(office, phones.li, wechat)
    const { json } = await office.ask('GET', '/api/v1/me/sessions', { as: now })
    expect(json.sessions).toHaveLength(1)
  })
})

describe('signing out of a browser that holds several sessions', () => {
  async function browserOfBoth() {
    const office = await openFrontOffice()
    await office.attendant(phones.li)
    const resident = await office.signIn(phones.li)
    office.pass(minutes(2))
    const attendant = await office.signIn(phones.li, 'attendant')
    const cookie = `resident=${resident}; attendant=${attendant}`
    const headers = { cookie, origin: 'http://district' }
    const seen = async () => [
      await statusOf(office, resident),
      (await office.ask('GET', '/api/v1/attendant/me', { as: attendant })).status,
    ]
    return { office, headers, seen }
  }

  it('ends the one that was asked for, and keeps the cookies of the others', async () => {
    const { office, headers, seen } = await browserOfBoth()
    const answer = await office.ask('DELETE', '/api/v1/session?audience=attendant', { headers })
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie().map(one => one.split('=')[0])).toEqual(['attendant'])
    expect(await seen()).toEqual([200, 401])
  })

  it('ends one person’s everywhere and leaves the other', async () => {
    const { office, headers, seen } = await browserOfBoth()
    const path = '/api/v1/session/everywhere-out?audience=resident'
    expect((await office.ask('POST', path, { headers })).status).toBe(204)
    expect(await seen()).toEqual([401, 200])
  })

  it('ends all where none is named, and refuses an audience nobody knows', async () => {
    const { office, headers, seen } = await browserOfBoth()
    const strange = await office.ask('DELETE', '/api/v1/session?audience=everybody', { headers })
    expect(strange.json.code).toBe('request-invalid')
    expect((await office.ask('DELETE', '/api/v1/session', { headers })).status).toBe(204)
    expect(await seen()).toEqual([401, 401])
  })
})

it.each([
  [wechat, 'Android · WeChat'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) … Version/17.5 Mobile/15E148 Safari/604.1',
    'iPhone · Safari',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
    'Windows · Edge',
  ],
  ['curl/8.5.0', null],
  [undefined, null],
])('a browser that calls itself %s is shown as %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name)
})
