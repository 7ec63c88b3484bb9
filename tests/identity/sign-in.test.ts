import { describe, expect, it } from 'vitest'
import { resident, residentSecret, session, signInCode } from '#server/identity/tables.ts'
import { wallet } from '#server/ledger/tables.ts'
import { merchant, staff } from '#server/merchants/tables.ts'
import { phoneIndexOf } from '#server/identity/phone.ts'
import { type FrontOffice, minutes, openFrontOffice, outcomes, phones, times } from './front-office.ts'

const wrongFor = (code: string): string => (code === '000000' ? '111111' : '000000')

function tryCode(office: FrontOffice, code: string, more: object = {}) {
  const body = { phone: phones.li, code, audience: 'resident', consentToTerms: true, ...more }
  return office.ask('POST', '/api/v1/session', { body })
}

describe('signing in by phone', () => {
  it('enrols a resident with a wallet at the first time and finds them again later', async () => {
    const office = await openFrontOffice()
    const first = await office.signIn(phones.li)
    office.pass(minutes(2))
    const again = await office.signIn(phones.li)
    const [one, two] = await Promise.all([
      office.ask('GET', '/api/v1/me', { as: first }),
      office.ask('GET', '/api/v1/me', { as: again }),
    ])
    expect(one.json).toMatchObject({
      nickname: '居民',
      phone: '138****0001',
      householdId: null,
      attendant: false,
    })
    expect(two.json.id).toBe(one.json.id)
    expect(await office.ctx.db.reader.select().from(wallet)).toHaveLength(1)
  })

  it('keeps neither the phone, the nickname, the code nor the token in readable form', async () => {
    const office = await openFrontOffice()
    const token = await office.signIn(phones.li)
    const { reader } = office.ctx.db
    const rows = await Promise.all([
      reader.select().from(residentSecret),
      reader.select().from(session),
      reader.select().from(signInCode),
    ])
    const stored = JSON.stringify(rows)
    for (const secret of [phones.li, '居民', token, `"${office.lastCode(phones.li)}"`]) {
      expect(stored).not.toContain(secret)
    }
  })

  it('asks for the terms at the first time, and the code stays good', async () => {
    const office = await openFrontOffice()
    const { code } = await office.requestCode(phones.li)
    const refused = await tryCode(office, code, { consentToTerms: undefined })
    expect(refused.json.code).toBe('terms-not-accepted')
    expect((await tryCode(office, code)).status).toBe(200)
  })

  it('takes a code once', async () => {
    const office = await openFrontOffice()
    const { code } = await office.requestCode(phones.li)
    const answers = await times(20, () => tryCode(office, code))
    expect(outcomes(answers)[200]).toBe(1)
    expect(await office.ctx.db.reader.select().from(resident)).toHaveLength(1)
    expect(await office.ctx.db.reader.select().from(session)).toHaveLength(1)
  })

  it('refuses a sixth guess even if it is right', async () => {
    const office = await openFrontOffice()
    const { code } = await office.requestCode(phones.li)
    for (let guess = 1; guess <= 4; guess++) {
      expect((await tryCode(office, wrongFor(code))).json.code).toBe('code-wrong')
    }
    expect((await tryCode(office, wrongFor(code))).json.code).toBe('code-locked')
    expect((await tryCode(office, code)).json.code).toBe('code-locked')
  })

  it('counts wrong guesses that arrive all at once', async () => {
    const office = await openFrontOffice()
    const { code } = await office.requestCode(phones.li)
    await times(30, () => tryCode(office, wrongFor(code)))
    expect((await tryCode(office, code)).json.code).toBe('code-locked')
  })

  it('refuses an expired code, and the code before the newest', async () => {
    const office = await openFrontOffice()
    const old = await office.requestCode(phones.li)
    office.pass(minutes(2))
    const newer = await office.requestCode(phones.li)
    if (old.code !== newer.code) expect((await tryCode(office, old.code)).json.code).toBe('code-wrong')
    office.pass(minutes(5))
    expect((await tryCode(office, newer.code)).json.code).toBe('code-wrong')
  })

  it('opens no other audience with a resident’s code', async () => {
    const office = await openFrontOffice()
    await office.attendant(phones.li)
    const { code } = await office.requestCode(phones.li)
    const refused = await tryCode(office, code, { audience: 'attendant' })
    expect(refused.json.code).toBe('code-wrong')
  })

  it('makes one resident when an attendant enrols the same phone at the same time', async () => {
    const office = await openFrontOffice()
    await office.attendant(phones.wang)
    const desk = await office.signIn(phones.wang, 'attendant')
    const { code } = await office.requestCode(phones.li)
    const enrol = (index: number) =>
      office.ask('POST', '/api/v1/attendant/residents', {
        as: desk,
        body: { phone: phones.li },
        headers: { 'idempotency-key': `enrol-${index}` },
      })
    const answers = await Promise.all([tryCode(office, code), enrol(1), enrol(2), enrol(3)])
    expect(outcomes(answers)).toEqual({ 200: 4 })
    expect(await office.ctx.db.reader.select().from(resident)).toHaveLength(1)
  })
})

describe('asking for a code', () => {
  it('answers alike for staff that is there and staff that is not, and texts only the first', async () => {
    const office = await openFrontOffice()
    await office.attendant(phones.wang)
    const [known, unknown] = [
      await office.requestCode(phones.wang, 'attendant'),
      await office.requestCode(phones.li, 'attendant'),
    ]
    expect(unknown.status).toBe(known.status)
    expect(unknown.json).toEqual(known.json)
    expect(known.code).toMatch(/^\d{6}$/)
    expect(unknown.code).toBe('none')
  })

  it('sends one a minute, five an hour and ten a day', async () => {
    const office = await openFrontOffice()
    const sent: string[] = []
    const askAfter = async (ms: number) => {
      office.pass(ms)
      const { status, json } = await office.requestCode(phones.li)
      sent.push(status === 200 ? 'sent' : `wait ${json.facts.seconds}`)
    }
    await askAfter(0)
    await askAfter(30_000)
    await askAfter(30_000)
    for (let more = 0; more < 3; more++) await askAfter(minutes(1))
    await askAfter(minutes(1))
    expect(sent).toEqual(['sent', 'wait 30', 'sent', 'sent', 'sent', 'sent', 'wait 3300'])
    office.pass(minutes(60))
    for (let more = 0; more < 5; more++) await askAfter(minutes(1))
    await askAfter(minutes(60))
    expect(sent.slice(7, 12)).toEqual(Array(5).fill('sent'))
    expect(sent[12]).toMatch(/^wait \d{5}$/)
  })

  it('sends one when many ask at once', async () => {
    const office = await openFrontOffice()
    const answers = await times(20, () => office.requestCode(phones.li))
    expect(outcomes(answers)).toEqual({ 200: 1, 'too-many-requests': 19 })
  })

  it.each([
    ['a phone of another shape', { phone: '23800000001', audience: 'resident' }],
    ['an audience that has no phone', { phone: phones.li, audience: 'administrator' }],
    ['a field nobody knows', { phone: phones.li, audience: 'resident', role: 'system' }],
    ['a phone that is a number', { phone: 13800000001, audience: 'resident' }],
  ])('refuses %s', async (_, body) => {
    const office = await openFrontOffice()
    const answer = await office.ask('POST', '/api/v1/session/code', { body })
    expect(answer.json).toMatchObject({ code: 'request-invalid', status: 400 })
  })

  it('refuses without a gateway, known or not, and shows no codes', async () => {
    const office = await openFrontOffice({})
    await office.attendant(phones.wang)
    const answers = [
      await office.requestCode(phones.wang, 'attendant'),
      await office.requestCode(phones.li, 'attendant'),
      await office.requestCode(phones.li),
    ]
    expect(outcomes(answers)).toEqual({ 'sms-unavailable': 3 })
    expect((await office.ask('GET', '/api/v1/demo/codes')).status).toBe(404)
  })

  it('shows the last codes in the demo', async () => {
    const office = await openFrontOffice()
    const { code } = await office.requestCode(phones.li)
    const { json } = await office.ask('GET', '/api/v1/demo/codes')
    expect(json.codes).toEqual([{ phone: phones.li, code, at: '2026-11-23T02:00:00.000Z' }])
  })
})

describe('a session', () => {
  it('lets merchant staff in by their phone, as long as they work there', async () => {
    const office = await openFrontOffice()
    const { ctx } = office
    await ctx.db.transaction(async tx => {
      const merchantId = ctx.newId('mer')
      const createdAt = ctx.now()
      const shop = {
        id: merchantId,
        name: '示例商户',
        address: '示例路 1 号',
        active: true,
        demo: true,
        createdAt,
      }
      await tx.insert(merchant).values(shop)
      const phoneIndex = phoneIndexOf(ctx.keys, phones.zhao)
      const person = {
        id: ctx.newId('stf'),
        merchantId,
        phoneIndex,
        phoneSealed: '',
        nickname: '店员',
        createdAt,
      }
      await tx.insert(staff).values({ ...person, role: 'clerk', active: true })
    })
    expect(await office.signIn(phones.zhao, 'merchant')).toMatch(/^[\w-]{43}$/)
    await ctx.db.transaction(async tx => void (await tx.update(staff).set({ active: false })))
    office.pass(minutes(2))
    expect((await office.requestCode(phones.zhao, 'merchant')).status).toBe(200)
    expect(ctx.sms.recent?.()).toHaveLength(1)
  })

  it('travels in a cookie no script can read, secure under https', async () => {
    const office = await openFrontOffice({ DEMO: '1', PUBLIC_URL: 'https://carbon.example' })
    const { code } = await office.requestCode(phones.li)
    const { headers, json } = await tryCode(office, code)
    const cookie = headers.get('set-cookie') ?? ''
    expect(cookie).toContain(`__Host-resident=${json.token}`)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part)
    const own = { cookie: `__Host-resident=${json.token}` }
    expect((await office.ask('GET', '/api/v1/me', { headers: own })).status).toBe(200)
  })

  it('ends on this device, or on all of them', async () => {
    const office = await openFrontOffice()
    const tokens: string[] = []
    for (let device = 0; device < 3; device++) {
      tokens.push(await office.signIn(phones.li))
      office.pass(minutes(2))
    }
    const seen = async () =>
      Promise.all(tokens.map(async as => (await office.ask('GET', '/api/v1/me', { as })).status))
    expect((await office.ask('DELETE', '/api/v1/session', { as: tokens[0] })).status).toBe(204)
    expect(await seen()).toEqual([401, 200, 200])
    expect((await office.ask('POST', '/api/v1/session/everywhere-out', { as: tokens[1] })).status).toBe(204)
    expect(await seen()).toEqual([401, 401, 401])
    const again = await office.ask('POST', '/api/v1/session/everywhere-out', { as: tokens[1] })
    expect(again.json.code).toBe('not-signed-in')
  })

  it('is not ended by the page of another site', async () => {
    const office = await openFrontOffice()
    const token = await office.signIn(phones.li)
    const headers = { cookie: `resident=${token}`, origin: 'https://elsewhere.example' }
    const answer = await office.ask('DELETE', '/api/v1/session', { headers })
    expect(answer.json.code).toBe('origin-foreign')
    expect((await office.ask('GET', '/api/v1/me', { as: token })).status).toBe(200)
  })

  it('is over after thirty days', async () => {
    const office = await openFrontOffice()
    const token = await office.signIn(phones.li)
    office.pass(minutes(30 * 24 * 60))
    expect((await office.ask('GET', '/api/v1/me', { as: token })).json.code).toBe('not-signed-in')
  })

  it('renames its resident, and refuses names that turn a screen around', async () => {
    const office = await openFrontOffice()
    const token = await office.signIn(phones.li)
    const rename = (nickname: string) => office.ask('PATCH', '/api/v1/me', { as: token, body: { nickname } })
    expect((await rename(' 小山 ')).json.nickname).toBe('小山')
    for (const bad of ['', '   ', 'x'.repeat(21), 'a\u202eb', 'a\nb']) {
      expect((await rename(bad)).status).toBe(400)
    }
    expect((await office.ask('GET', '/api/v1/me', { as: token })).json.nickname).toBe('小山')
  })
})
