import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { findCardHolder } from '#server/identity/cards.ts'
import { card, resident } from '#server/identity/tables.ts'
import { type FrontOffice, metro, openFrontOffice, outcomes, phones, times, waste } from './front-office.ts'

async function openDesk() {
  const office = await openFrontOffice()
  await office.partner(metro)
  await office.partner(waste)
  await office.attendant(phones.wang)
  const as = await office.signIn(phones.wang, 'attendant')
  let asked = 0
  const desk = (path: string, body?: unknown) => {
    const headers = { 'idempotency-key': `desk-${++asked}` }
    return office.ask('POST', `/api/v1/attendant${path}`, {
      as,
      headers,
      ...(body === undefined ? {} : { body }),
    })
  }
  const enrol = async (body: object = {}): Promise<string> => (await desk('/residents', body)).json.residentId
  return { office, as, desk, enrol }
}

const actions = async (office: FrontOffice) =>
  (await office.ctx.db.reader.select().from(auditEntry))
    .filter(entry => entry.actorKind === 'attendant')
    .map(entry => entry.action)

describe('the desk of a community', () => {
  it('serves someone without a phone, and the audit log tells each act', async () => {
    const { office, as, desk, enrol } = await openDesk()
    expect((await office.ask('GET', '/api/v1/attendant/me', { as })).json).toMatchObject({
      community: '示例社区',
      phone: '138****0002',
    })
    const residentId = await enrol()
    const issued = await desk('/cards', { residentId })
    const cardCode = issued.json.code
    expect(cardCode).toMatch(/^[A-HJ-NP-Z2-9]{20}$/)
    const answers = [
      await desk('/bindings', { cardCode, partner: 'metro', externalId: 'CARD-0001' }),
      await desk('/bindings', { residentId, partner: 'waste', externalId: 'BIN-1' }),
      await desk('/consents', { cardCode, partner: 'metro', actionType: 'metro-ride' }),
    ]
    expect(answers.map(answer => answer.json.kind ?? answer.json.channel)).toEqual([
      'account',
      'bin',
      'paper',
    ])
    expect(await actions(office)).toEqual([
      'resident.enrol',
      'card.issue',
      'binding.make',
      'binding.make',
      'consent.give',
    ])
    const log = JSON.stringify(await office.ctx.db.reader.select().from(auditEntry))
    for (const secret of [cardCode, 'CARD-0001', 'BIN-1', phones.wang]) expect(log).not.toContain(secret)
  })

  it('enrols once for one Idempotency-Key, and finds someone enrolled already', async () => {
    const { office, as, enrol } = await openDesk()
    const twice = () =>
      office.ask('POST', '/api/v1/attendant/residents', {
        as,
        body: {},
        headers: { 'idempotency-key': 'the-same' },
      })
    const answers = await times(5, twice)
    expect(new Set(answers.map(answer => answer.json.residentId)).size).toBe(1)
    expect(await enrol({ phone: phones.li })).toBe(await enrol({ phone: phones.li }))
    expect(await office.ctx.db.reader.select().from(resident)).toHaveLength(2)
    const bare = await office.ask('POST', '/api/v1/attendant/residents', { as, body: {} })
    expect(bare.json.code).toBe('idempotency-key-missing')
  })

  it('gives one card at a time, however many ask', async () => {
    const { office, desk, enrol } = await openDesk()
    const residentId = await enrol()
    const answers = await times(10, () => desk('/cards', { residentId }))
    expect(outcomes(answers)).toEqual({ 201: 1, 'card-active': 9 })
    expect(await office.ctx.db.reader.select().from(card)).toHaveLength(1)
  })

  it('makes a blocked and a replaced card worth nothing', async () => {
    const { office, desk, enrol } = await openDesk()
    const residentId = await enrol()
    const { ctx } = office
    const first = (await desk('/cards', { residentId })).json
    expect(await findCardHolder(ctx.db.reader, ctx, first.code)).toEqual({ cardId: first.id, residentId })
    const second = (await desk(`/cards/${first.id}/replace`)).json
    expect(await findCardHolder(ctx.db.reader, ctx, first.code)).toBeNull()
    expect(await findCardHolder(ctx.db.reader, ctx, second.code)).toMatchObject({ residentId })
    expect((await desk(`/cards/${second.id}/block`)).json).toEqual({ id: second.id, state: 'blocked' })
    expect(await findCardHolder(ctx.db.reader, ctx, second.code)).toBeNull()
    const late = [await desk(`/cards/${first.id}/replace`), await desk(`/cards/${second.id}/block`)]
    expect(outcomes(late)).toEqual({ 'card-not-active': 2 })
    const served = { cardCode: first.code, partner: 'metro', externalId: 'CARD-0001' }
    expect((await desk('/bindings', served)).json.code).toBe('not-found')
    expect((await desk('/cards', { residentId })).status).toBe(201)
  })

  it('replaces a card once when asked twice at the same time', async () => {
    const { office, desk, enrol } = await openDesk()
    const { id } = (await desk('/cards', { residentId: await enrol() })).json
    const answers = await times(10, () => desk(`/cards/${id}/replace`))
    expect(outcomes(answers)).toEqual({ 201: 1, 'card-not-active': 9 })
    const active = (await office.ctx.db.reader.select().from(card)).filter(row => row.state === 'active')
    expect(active).toHaveLength(1)
  })

  it('never serves the attendant, who may live alone', async () => {
    const { office, desk } = await openDesk()
    office.pass(60_000)
    const self = await office.signIn(phones.wang)
    const residentId = (await office.ask('GET', '/api/v1/me', { as: self })).json.id
    const answers = [
      await desk('/residents', { phone: phones.wang }),
      await desk('/cards', { residentId }),
      await desk('/bindings', { residentId, partner: 'metro', externalId: 'CARD-0001' }),
      await desk('/consents', { residentId, partner: 'metro', actionType: 'metro-ride' }),
    ]
    expect(outcomes(answers)).toEqual({ 'serving-oneself': 4 })
    expect((await office.ask('GET', '/api/v1/me', { as: self })).json.attendant).toBe(true)
  })

  it('never serves the attendant’s household', async () => {
    const { office, desk, enrol } = await openDesk()
    office.pass(60_000)
    const self = await office.signIn(phones.wang)
    const family = await enrol({ phone: phones.li })
    const card = (await desk('/cards', { residentId: family })).json
    await shareBin(office, self, await office.signIn(phones.li))
    const paper = { partner: 'metro', actionType: 'metro-ride' }
    const answers = [
      await desk('/bindings', { residentId: family, partner: 'metro', externalId: 'CARD-0001' }),
      await desk('/consents', { residentId: family, ...paper }),
      await desk('/consents', { cardCode: card.code, ...paper }),
      await desk(`/cards/${card.id}/block`),
      await desk(`/cards/${card.id}/replace`),
    ]
    expect(outcomes(answers)).toEqual({ 'serving-oneself': 5 })
  })

  it('is closed to residents, and to attendants who left', async () => {
    const { office, desk } = await openDesk()
    const as = await office.signIn(phones.li)
    const answer = await office.ask('POST', '/api/v1/attendant/cards', { as, body: {} })
    expect(answer.json.code).toBe('not-signed-in')
    const unknown = { residentId: 'res_00000000000000000000000000' }
    expect((await desk('/cards', unknown)).json.code).toBe('not-found')
    const both = { ...unknown, cardCode: 'A'.repeat(20), partner: 'metro', externalId: 'X' }
    expect((await desk('/bindings', both)).json.code).toBe('request-invalid')
    expect((await desk('/bindings', { partner: 'metro', externalId: 'X' })).json.code).toBe('request-invalid')
  })
})

/** Two residents in one household: the second proves the bin of the first and joins. */
async function shareBin(office: FrontOffice, one: string, other: string): Promise<void> {
  const { token } = await office.partner({ ...waste, code: 'waste-two' })
  for (const as of [one, other]) {
    const body = { partner: 'waste-two', code: await office.bindingCode(token, 'BIN-9'), join: true }
    expect((await office.ask('POST', '/api/v1/me/bindings', { as, body })).status).toBe(200)
  }
}
