import { describe, expect, it } from 'vitest'
import { binCode, binding, bindingCode } from '#server/identity/tables.ts'
import {
  type FrontOffice,
  metro,
  minutes,
  openFrontOffice,
  outcomes,
  phones,
  times,
  waste,
} from './front-office.ts'

const wrong = 'ZZZZZZZZ'

function bind(office: FrontOffice, as: string, partner: string, code: string, more: object = {}) {
  return office.ask('POST', '/api/v1/me/bindings', { as, body: { partner, code, ...more } })
}

describe('consent', () => {
  it('is given per partner and action type, once, and can be withdrawn and given again', async () => {
    const office = await openFrontOffice()
    await office.partner(metro)
    const as = await office.signIn(phones.li)
    const body = { partner: 'metro', actionType: 'metro-ride' }
    const give = () => office.ask('POST', '/api/v1/me/consents', { as, body })
    const answers = await times(10, give)
    const ids = new Set(answers.map(answer => answer.json.id))
    expect(ids.size).toBe(1)
    expect(answers[0]!.json).toMatchObject({ channel: 'app', version: 1, withdrawnAt: null })
    const path = `/api/v1/me/consents/${[...ids][0]}`
    expect((await office.ask('DELETE', path, { as })).status).toBe(204)
    expect((await office.ask('DELETE', path, { as })).status).toBe(204)
    office.pass(1)
    const again = await give()
    expect(ids.has(again.json.id)).toBe(false)
    const { json } = await office.ask('GET', '/api/v1/me/consents', { as })
    expect(json.consents.map((one: { withdrawnAt: string | null }) => one.withdrawnAt === null)).toEqual([
      true,
      false,
    ])
  })

  it('is refused for a partner that is not there or does not report the action', async () => {
    const office = await openFrontOffice()
    await office.partner(metro)
    const as = await office.signIn(phones.li)
    const give = (body: object) => office.ask('POST', '/api/v1/me/consents', { as, body })
    const answers = [
      await give({ partner: 'nobody', actionType: 'metro-ride' }),
      await give({ partner: 'metro', actionType: 'walk' }),
      await give({ partner: 'metro', actionType: 'metro-ride', residentId: 'res_other' }),
    ]
    expect(outcomes(answers)).toEqual({ 'not-found': 2, 'request-invalid': 1 })
  })

  it('of somebody else cannot be withdrawn', async () => {
    const office = await openFrontOffice()
    await office.partner(metro)
    const [li, wang] = [await office.signIn(phones.li), await office.signIn(phones.wang)]
    const body = { partner: 'metro', actionType: 'metro-ride' }
    const { json } = await office.ask('POST', '/api/v1/me/consents', { as: li, body })
    const answer = await office.ask('DELETE', `/api/v1/me/consents/${json.id}`, { as: wang })
    expect(answer.json.code).toBe('not-found')
  })
})

describe('binding an account', () => {
  it('takes a code that the partner made, and shows only the ending of the account', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const as = await office.signIn(phones.li)
    const code = await office.bindingCode(token, 'CARD-0001')
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/)
    const { status, json } = await bind(office, as, 'metro', code.toLowerCase())
    expect(status).toBe(200)
    expect(json.bindings).toMatchObject([
      { kind: 'account', ending: '0001', proof: 'partner-code', unboundAt: null, partner: { code: 'metro' } },
    ])
    const { reader } = office.ctx.db
    const stored = JSON.stringify([
      await reader.select().from(binding),
      await reader.select().from(bindingCode),
    ])
    expect(stored).not.toContain('CARD-0001')
    expect(stored).not.toContain(code)
  })

  it('happens once, however often the same code arrives at once', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const residents = await Promise.all(Object.values(phones).map(phone => office.signIn(phone)))
    const code = await office.bindingCode(token, 'CARD-0001')
    const answers = await times(20, index => bind(office, residents[index % 3]!, 'metro', code))
    expect(outcomes(answers)[200]).toBe(1)
    expect(await office.ctx.db.reader.select().from(binding)).toHaveLength(1)
  })

  it('refuses a used code, an expired one, and one of another partner alike', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    await office.partner({ ...metro, code: 'bikes' })
    const as = await office.signIn(phones.li)
    const used = await office.bindingCode(token, 'CARD-0001')
    await bind(office, as, 'metro', used)
    const late = await office.bindingCode(token, 'CARD-0002')
    const answers = [await bind(office, as, 'metro', used), await bind(office, as, 'bikes', late)]
    office.pass(minutes(10))
    answers.push(await bind(office, as, 'metro', late))
    expect(outcomes(answers)).toEqual({ 'binding-code-wrong': 3 })
  })

  it('refuses a sixth guess even if it is right, and takes it ten minutes later', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const as = await office.signIn(phones.li)
    const answers = await times(5, () => bind(office, as, 'metro', wrong))
    expect(outcomes(answers)).toEqual({ 'binding-code-wrong': 5 })
    const right = await office.bindingCode(token, 'CARD-0001')
    const refused = await bind(office, as, 'metro', right)
    expect(refused.json).toMatchObject({ code: 'too-many-requests', facts: { seconds: 600 } })
    expect(refused.headers.get('retry-after')).toBe('600')
    office.pass(minutes(10))
    const later = await office.bindingCode(token, 'CARD-0001')
    expect((await bind(office, as, 'metro', later)).status).toBe(200)
  })

  it('takes no more than five guesses that arrive all at once', async () => {
    const office = await openFrontOffice()
    await office.partner(metro)
    const as = await office.signIn(phones.li)
    const answers = await times(30, () => bind(office, as, 'metro', wrong))
    expect(outcomes(answers)).toEqual({ 'binding-code-wrong': 5, 'too-many-requests': 25 })
  })

  it('does not count right codes as guesses', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const as = await office.signIn(phones.li)
    for (let card = 1; card <= 8; card++) {
      const code = await office.bindingCode(token, `CARD-000${card}`)
      expect((await bind(office, as, 'metro', code)).status).toBe(200)
    }
  })

  it('passes to who proves it now, and the history tells who had it when', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const [li, wang] = [await office.signIn(phones.li), await office.signIn(phones.wang)]
    await bind(office, li, 'metro', await office.bindingCode(token, 'CARD-0001'))
    office.pass(minutes(10))
    await bind(office, wang, 'metro', await office.bindingCode(token, 'CARD-0001'))
    const [old] = (await office.ask('GET', '/api/v1/me/bindings', { as: li })).json.bindings
    const [now] = (await office.ask('GET', '/api/v1/me/bindings', { as: wang })).json.bindings
    expect(old.unboundAt).toBe(now.boundAt)
    expect(now.unboundAt).toBeNull()
  })

  it('leaves one owner when several prove the same card at once', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const residents = await Promise.all(Object.values(phones).map(phone => office.signIn(phone)))
    const codes = await times(3, () => office.bindingCode(token, 'CARD-0001'))
    const answers = await times(3, index => bind(office, residents[index]!, 'metro', codes[index]!))
    expect(outcomes(answers)).toEqual({ 200: 3 })
    const rows = await office.ctx.db.reader.select().from(binding)
    expect(rows).toHaveLength(3)
    expect(rows.filter(row => row.unboundAt === null)).toHaveLength(1)
  })

  it('stays as it is when its owner proves it again', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const as = await office.signIn(phones.li)
    await bind(office, as, 'metro', await office.bindingCode(token, 'CARD-0001'))
    const { json } = await bind(office, as, 'metro', await office.bindingCode(token, 'CARD-0001'))
    expect(json.bindings).toHaveLength(1)
  })

  it('ends when its owner says so, and for nobody else', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    const [li, wang] = [await office.signIn(phones.li), await office.signIn(phones.wang)]
    const { json } = await bind(office, li, 'metro', await office.bindingCode(token, 'CARD-0001'))
    const path = `/api/v1/me/bindings/${json.bindings[0].id}`
    expect((await office.ask('DELETE', path, { as: wang })).json.code).toBe('not-found')
    expect((await office.ask('DELETE', path, { as: li })).status).toBe(204)
    const [left] = (await office.ask('GET', '/api/v1/me/bindings', { as: li })).json.bindings
    expect(left.unboundAt).not.toBeNull()
  })
})

describe('a household', () => {
  const bins = (office: FrontOffice) => office.ctx.db.reader.select().from(binCode)
  const home = async (office: FrontOffice, as: string) =>
    (await office.ask('GET', '/api/v1/me/household', { as })).json.household

  it('begins with the first bin', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(waste)
    const as = await office.signIn(phones.li)
    expect(await home(office, as)).toBeNull()
    await bind(office, as, 'waste', await office.bindingCode(token, 'BIN-1'))
    await bind(office, as, 'waste', await office.bindingCode(token, 'BIN-2'))
    const household = await home(office, as)
    expect(household.members).toMatchObject([{ nickname: '居民', self: true }])
    expect(household.bins).toHaveLength(2)
    expect((await office.ask('GET', '/api/v1/me', { as })).json.householdId).toBe(household.id)
  })

  it('takes in who proves its bin and asks to join, and keeps the bins of who moves out', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(waste)
    const [li, wang] = [await office.signIn(phones.li), await office.signIn(phones.wang)]
    await bind(office, li, 'waste', await office.bindingCode(token, 'BIN-1'))
    office.pass(minutes(1))
    await bind(office, wang, 'waste', await office.bindingCode(token, 'BIN-1'), { join: true })
    expect((await home(office, wang)).members).toHaveLength(2)
    office.pass(minutes(1))
    expect((await office.ask('POST', '/api/v1/me/household/leave', { as: li })).status).toBe(204)
    expect(await home(office, li)).toBeNull()
    const household = await home(office, wang)
    expect([household.members.length, household.bins.length]).toEqual([1, 1])
    const rows = await bins(office)
    const [ended, live] = [
      rows.find(row => row.unboundAt !== null)!,
      rows.find(row => row.unboundAt === null)!,
    ]
    expect(live.boundAt).toEqual(ended.unboundAt)
    expect(live.residentId).not.toBe(ended.residentId)
  })

  it('lets go of its bins when the last member leaves, two at once included', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(waste)
    const [li, wang] = [await office.signIn(phones.li), await office.signIn(phones.wang)]
    await bind(office, li, 'waste', await office.bindingCode(token, 'BIN-1'))
    await bind(office, wang, 'waste', await office.bindingCode(token, 'BIN-1'), { join: true })
    const leave = (as: string) => office.ask('POST', '/api/v1/me/household/leave', { as })
    const answers = await Promise.all([leave(li), leave(wang), leave(li), leave(wang)])
    expect(outcomes(answers)).toEqual({ 204: 2, 'not-found': 2 })
    expect((await bins(office)).filter(row => row.unboundAt === null)).toEqual([])
  })

  it('loses its bin to a household that proves it', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(waste)
    const [li, wang] = [await office.signIn(phones.li), await office.signIn(phones.wang)]
    await bind(office, li, 'waste', await office.bindingCode(token, 'BIN-1'))
    await bind(office, wang, 'waste', await office.bindingCode(token, 'BIN-1'))
    expect((await home(office, li)).bins).toEqual([])
    expect((await home(office, wang)).bins).toHaveLength(1)
  })

  it('is made once when one resident binds two bins at once', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(waste)
    const as = await office.signIn(phones.li)
    const codes = await times(4, index => office.bindingCode(token, `BIN-${index}`))
    const answers = await times(4, index => bind(office, as, 'waste', codes[index]!))
    expect(outcomes(answers)).toEqual({ 200: 4 })
    expect(new Set((await bins(office)).map(row => row.householdId)).size).toBe(1)
  })
})
