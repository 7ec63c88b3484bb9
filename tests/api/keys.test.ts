import { describe, expect, it } from 'vitest'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { TestResident } from '#tests/support/people.ts'
import { newPhone, shopWithReward } from '#tests/vouchers/phone.ts'

async function redeeming(district: District, as: TestResident, rewardId: string) {
  const { deviceKey } = await newPhone()
  const text = JSON.stringify({ deviceKey })
  return (key: string | null, given: { text?: string; as?: TestResident } = {}) =>
    district.post(`/rewards/${rewardId}/redeem`, { as, key, text, ...given })
}

describe('an Idempotency-Key', () => {
  it('sent again with the same body gets the first answer, and nothing is bought twice', async () => {
    const district = await buildDistrict()
    const { resident, rewardId } = await shopWithReward(district, { points: 50 })
    const redeem = await redeeming(district, resident, rewardId)
    const first = await redeem('key-1')
    const again = await redeem('"key-1"')
    expect(first.status).toBe(201)
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: first.body })
    expect((await district.wallet(resident)).spendable).toBe(4_000)
  })

  it('sent fifty times at once buys once, and everybody is told the same', async () => {
    const district = await buildDistrict()
    const { resident, rewardId } = await shopWithReward(district, { points: 50 })
    const redeem = await redeeming(district, resident, rewardId)
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem('key-1')))
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(201)
    expect((await district.wallet(resident)).spendable).toBe(4_000)
  })

  it('used for something else is refused: another body, another route', async () => {
    const district = await buildDistrict()
    const { resident, rewardId } = await shopWithReward(district, { points: 50 })
    const redeem = await redeeming(district, resident, rewardId)
    const { body: voucher } = await redeem('key-1')
    const other = { deviceKey: (await newPhone()).deviceKey }
    expect(await redeem('key-1', { text: JSON.stringify(other) })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    })
    const cancelled = await district.post(`/me/vouchers/${voucher.id}/cancel`, { as: resident, key: 'key-1' })
    expect(cancelled).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } })
    expect((await district.wallet(resident)).spendable).toBe(4_000)
  })

  it('used by fifty with different bodies at once serves one of them', async () => {
    const district = await buildDistrict()
    const { resident, rewardId } = await shopWithReward(district, { points: 50 })
    const redeem = await redeeming(district, resident, rewardId)
    const texts = await Promise.all(
      Array.from({ length: 50 }, async () => JSON.stringify({ deviceKey: (await newPhone()).deviceKey })),
    )
    const answers = await Promise.all(texts.map(text => redeem('key-1', { text })))
    expect(answers.filter(one => one.status === 201)).toHaveLength(1)
    expect(answers.filter(one => one.body.code === 'idempotency-key-reused')).toHaveLength(49)
    expect((await district.wallet(resident)).spendable).toBe(4_000)
  })

  it('belongs to who sent it', async () => {
    const district = await buildDistrict()
    const { resident, rewardId } = await shopWithReward(district, { points: 50 })
    const neighbour = await district.resident({ points: 50 })
    const redeem = await redeeming(district, resident, rewardId)
    const [mine, theirs] = [await redeem('key-1'), await redeem('key-1', { as: neighbour })]
    expect([mine.status, theirs.status]).toEqual([201, 201])
    expect(mine.body.id).not.toBe(theirs.body.id)
  })

  it('remembers a refusal of the business too, but not that somebody was not signed in', async () => {
    const district = await buildDistrict()
    const { rewardId } = await shopWithReward(district)
    const poor = await district.resident()
    const redeem = await redeeming(district, poor, rewardId)
    const signedOut = { ...poor, token: async () => 'A'.repeat(43) }
    expect((await redeem('key-1', { as: signedOut })).status).toBe(401)
    const refused = await redeem('key-1')
    expect(refused).toMatchObject({ status: 409, body: { code: 'balance-too-low' } })
    await district.give(poor.id, 50)
    const again = await redeem('key-1')
    expect({ status: again.status, body: again.body }).toEqual({ status: 409, body: refused.body })
    expect(again.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect((await redeem('key-2')).status).toBe(201)
  })

  it.each(['', '""', 'a'.repeat(65), 'a b', 'a"b', 'ключ', '../key', "1' or '1'='1"])(
    'of the form %j is refused',
    async key => {
      const district = await buildDistrict()
      const { resident, rewardId } = await shopWithReward(district)
      const { deviceKey } = await newPhone()
      const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') }
      const answer = await district.post(`/rewards/${rewardId}/redeem`, {
        as: resident,
        key: null,
        body: { deviceKey },
        headers,
      })
      expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency-key-invalid' } })
    },
  )
})
