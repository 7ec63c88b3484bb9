import { describe, expect, it } from 'vitest'
import { attestationCode } from '#server/merchants/tables.ts'
import { idempotentAnswer } from '#server/http/tables.ts'
import type { Attested, AttestedTable } from '#shared/contract/merchants.ts'
import { buildDistrict, type District } from '../support/district.ts'
import type { TestResident, TestStaff } from '../support/people.ts'
import type { SomeBody } from '../support/request.ts'

type Seat = AttestedTable['codes'][number]

const ownCode = async (district: District, as: TestResident): Promise<string> =>
  (await district.get('/me/code', { as })).body.code

const ownCup = (district: District, as: TestStaff, residentCode: string, key?: string) =>
  district.post<Attested & SomeBody>('/merchant/attest/own-cup', {
    as,
    body: { residentCode },
    ...(key ? { key } : {}),
  })

const claim = (district: District, as: TestResident, code: string) =>
  district.post<Attested & SomeBody>('/me/attestation-codes', { as, body: { code } })

async function restaurant() {
  const district = await buildDistrict()
  const merchantId = await district.merchant()
  return { district, merchantId, clerk: await district.staff(merchantId), diner: await district.resident() }
}

async function tableFor(district: District, as: TestStaff, diners: number) {
  const { body } = await district.post<AttestedTable>('/merchant/attest/clean-plate', {
    as,
    body: { diners },
  })
  return { id: body.attestationId, codes: body.codes.map((one: Seat) => one.code) }
}

describe('an own cup', () => {
  it('is credited when staff scan the customer’s own code', async () => {
    const { district, clerk, diner } = await restaurant()
    const { status, body } = await ownCup(district, clerk, await ownCode(district, diner))
    expect(status).toBe(201)
    expect(body).toMatchObject({ actionType: 'own-cup', outcome: 'credited', grams: 0, code: null })
    expect((await district.wallet(diner)).spendable).toBe(body.centipoints)
    const receipt = await district.get(`/me/activities/${body.activityId}`, { as: diner })
    expect(receipt.status).toBe(200)
  })

  it('counts once when the till sends the same request again, and once for one visit', async () => {
    const { district, clerk, diner } = await restaurant()
    const code = await ownCode(district, diner)
    const first = await ownCup(district, clerk, code, 'same')
    district.clock.advance({ minutes: 2 })
    expect((await ownCup(district, clerk, code, 'same')).body).toEqual(first.body)
    const second = await ownCup(district, clerk, await ownCode(district, diner))
    expect(second.body).toMatchObject({ outcome: 'refused', code: 'already-claimed' })
    expect((await district.wallet(diner)).spendable).toBe(first.body.centipoints)
  })

  it('is not confirmed for oneself', async () => {
    const { district, merchantId } = await restaurant()
    const self = await district.resident({ phone: '13911112222' })
    const selfAtWork = await district.staff(merchantId, { phone: '13911112222' })
    const { status, body } = await ownCup(district, selfAtWork, await ownCode(district, self))
    expect([status, body.code]).toEqual([403, 'own-attestation'])
  })

  it('needs a code that is good now', async () => {
    const { district, clerk, diner } = await restaurant()
    const code = await ownCode(district, diner)
    const forged = code.replace(/.{4}$/, 'AAAA')
    for (const text of [forged, 'CHR1.x', 'ABCDEFGHJKLMNPQRSTUV', diner.id])
      expect((await ownCup(district, clerk, text)).body.code).toBe('code-invalid')
    district.clock.advance({ seconds: 59 })
    expect((await ownCup(district, clerk, code)).status).toBe(201)
    district.clock.advance({ seconds: 1 })
    expect((await ownCup(district, clerk, code)).body.code).toBe('code-expired')
  })

  it('is credited once when ten tills scan the same person at once', async () => {
    const { district, merchantId, diner } = await restaurant()
    const code = await ownCode(district, diner)
    const tills = []
    for (let at = 0; at < 10; at++) tills.push(await district.staff(merchantId))
    for (const till of tills) await till.token()
    const answers = await Promise.all(tills.map(till => ownCup(district, till, code)))
    expect(answers.map(({ status }) => status)).toEqual(tills.map(() => 201))
    expect(answers.filter(({ body }) => body.outcome === 'credited')).toHaveLength(1)
  })

  it('is credited to the holder of a paper card', async () => {
    const { district, clerk } = await restaurant()
    const attendant = await district.attendant()
    const elder = await district.resident({ phone: null })
    const card = await district.post('/attendant/cards', { as: attendant, body: { residentId: elder.id } })
    expect(card.status).toBe(201)
    const { body } = await ownCup(district, clerk, card.body.code)
    expect(body.outcome).toBe('credited')
    expect((await district.wallet(elder)).spendable).toBe(body.centipoints)
  })
})

describe('clean plates of a table', () => {
  it('give each diner a code, which each claims once', async () => {
    const { district, clerk } = await restaurant()
    const { id, codes } = await tableFor(district, clerk, 3)
    expect(new Set(codes).size).toBe(3)
    for (const code of codes) {
      const diner = await district.resident()
      const { status, body } = await claim(district, diner, code)
      expect([status, body.outcome]).toEqual([201, 'credited'])
      expect((await district.wallet(diner)).spendable).toBe(body.centipoints)
      expect((await claim(district, diner, code)).body.activityId).toBe(body.activityId)
    }
    const shown = await district.get<AttestedTable>(`/merchant/attest/clean-plate/${id}`, { as: clerk })
    expect(shown.body.codes.every((one: Seat) => one.claimed)).toBe(true)
    const elsewhere = await district.staff(await district.merchant())
    expect((await district.get(`/merchant/attest/clean-plate/${id}`, { as: elsewhere })).status).toBe(404)
  })

  it('have the same codes when the till asks again, and keep them nowhere', async () => {
    const { district, clerk } = await restaurant()
    const asked = { as: clerk, body: { diners: 2 }, key: 'table-7' }
    const first = await district.post<AttestedTable>('/merchant/attest/clean-plate', asked)
    expect((await district.post('/merchant/attest/clean-plate', asked)).body).toEqual(first.body)
    const { reader } = district.ctx.db
    const stored = [await reader.select().from(attestationCode), await reader.select().from(idempotentAnswer)]
    for (const { code } of first.body.codes) expect(JSON.stringify(stored)).not.toContain(code)
  })

  it('give one code to one person of forty who want it, and one person one code', async () => {
    const { district, clerk, diner } = await restaurant()
    const { codes } = await tableFor(district, clerk, 4)
    const people = []
    for (let at = 0; at < 40; at++) people.push(await district.resident())
    for (const one of people) await one.token()
    const answers = await Promise.all(people.map(one => claim(district, one, codes[0]!)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'attestation-code-used')).toHaveLength(39)

    const own = await Promise.all(codes.slice(1).map(code => claim(district, diner, code)))
    expect(own.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(own.filter(({ body }) => body.code === 'one-code-each')).toHaveLength(2)
  })

  it('are good for half an hour', async () => {
    const { district, clerk, diner } = await restaurant()
    const { codes } = await tableFor(district, clerk, 1)
    district.clock.advance({ minutes: 30 })
    expect((await claim(district, diner, codes[0]!)).body.code).toBe('attestation-code-expired')
  })

  it('are not claimed by the one who confirmed them', async () => {
    const { district, merchantId } = await restaurant()
    const self = await district.resident({ phone: '13911112222' })
    const selfAtWork = await district.staff(merchantId, { phone: '13911112222' })
    const { codes } = await tableFor(district, selfAtWork, 1)
    const { status, body } = await claim(district, self, codes[0]!)
    expect([status, body.code]).toEqual([403, 'own-attestation'])
    expect((await claim(district, await district.resident(), codes[0]!)).status).toBe(201)
  })

  it('cannot be guessed: five wrong codes, then ten minutes of silence', async () => {
    const { district, clerk, diner } = await restaurant()
    const { codes } = await tableFor(district, clerk, 1)
    for (let at = 0; at < 5; at++)
      expect((await claim(district, diner, 'AAAAAAAA')).body.code).toBe('attestation-code-wrong')
    const locked = await claim(district, diner, codes[0]!)
    expect([locked.status, locked.body.code]).toEqual([429, 'too-many-requests'])
    district.clock.advance({ minutes: 10 })
    expect((await claim(district, diner, codes[0]!)).status).toBe(201)
  })

  it.each([0, 21, 1.5, '3'])('are not confirmed for %s diners', async diners => {
    const { district, clerk } = await restaurant()
    const { status } = await district.post('/merchant/attest/clean-plate', { as: clerk, body: { diners } })
    expect(status).toBe(400)
  })
})
