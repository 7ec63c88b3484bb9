import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { restockReward } from '#server/rewards/restock-reward.ts'
import { reward } from '#server/rewards/tables.ts'
import type { Voucher, VoucherPage } from '#shared/contract/vouchers.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { buildDistrict, type District } from '../support/district.ts'
import { operator } from '../support/people.ts'
import { newPhone, type Or, redeem } from '../vouchers/phone.ts'

const stockOf = async (district: District, id: RewardId) =>
  (await district.ctx.db.reader.select({ stock: reward.stock }).from(reward).where(eq(reward.id, id)))[0]
    ?.stock

describe('redeeming a reward', () => {
  it('turns points into a voucher whose worth is frozen', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 30 })
    const rewardId = await district.reward({
      points: 12.5,
      settlementFen: 800,
      payer: '区级财政',
      validDays: 7,
    })

    const { deviceKey } = await newPhone()
    const { status, body } = await district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, {
      as: resident,
      body: { deviceKey },
    })

    expect(status).toBe(201)
    expect(body).toMatchObject({
      state: 'issued',
      priceCentipoints: 1250,
      settlementFen: 800,
      payer: '区级财政',
      fiscalYear: 2026,
      issuedAt: '2026-11-23T02:00:00.000Z',
      // Seven whole days after 23 November: through the 30th, in Chongqing.
      notAfter: '2026-11-30T16:00:00.000Z',
    })
    expect(await district.wallet(resident)).toMatchObject({ spendable: 1750 })
    expect(await stockOf(district, rewardId)).toBe(99)
    expect((await district.get<VoucherPage>('/me/vouchers', { as: resident })).body.vouchers).toEqual([body])
    expect(JSON.stringify(body)).not.toContain('certificate')
  })

  it('spends the points that expire first', async () => {
    const district = await buildDistrict()
    const resident = await district.resident()
    await district.give(resident.id, 10, '2026-12-31')
    await district.give(resident.id, 10, '2026-11-30')
    await redeem(district, resident, await district.reward({ points: 12 }))

    const { expiringNext } = await district.wallet(resident)
    expect(expiringNext).toEqual({ on: '2026-12-31', centipoints: 800 })
  })

  it('does not spend points that expired yesterday, whether or not the job has run', async () => {
    const district = await buildDistrict({ at: '2026-11-30T15:00:00Z' })
    const resident = await district.resident()
    await district.give(resident.id, 10, '2026-11-30')
    const rewardId = await district.reward({ points: 10 })
    district.clock.set('2026-11-30T16:00:00Z')

    const { deviceKey } = await newPhone()
    const { status, body } = await district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, {
      as: resident,
      body: { deviceKey },
    })
    expect([status, body.code, body.facts]).toEqual([409, 'balance-too-low', { needed: '10', have: '0' }])
    expect(await stockOf(district, rewardId)).toBe(100)
  })

  it.each([
    ['a reward nobody published', { published: false }, 404, 'reward-not-found'],
    ['a reward with no stock', { stock: 0 }, 409, 'reward-sold-out'],
    [
      'a reward a second before its sale',
      { onSaleFrom: new Date('2026-11-23T02:00:01Z') },
      409,
      'reward-not-on-sale',
    ],
    [
      'a reward at the instant its sale ends',
      { onSaleUntil: new Date('2026-11-23T02:00:00Z') },
      409,
      'reward-not-on-sale',
    ],
    ['a reward that costs more than there is', { points: 30.01 }, 409, 'balance-too-low'],
  ] as const)('refuses %s, and leaves everything as it was', async (_, given, status, code) => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 30 })
    const rewardId = await district.reward(given as never)
    const before = await stockOf(district, rewardId)

    const { deviceKey } = await newPhone()
    const answer = await district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, {
      as: resident,
      body: { deviceKey },
    })

    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(await stockOf(district, rewardId)).toBe(before)
    expect(await district.wallet(resident)).toMatchObject({ spendable: 3000 })
  })

  it('says in both languages how many points are missing', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 3 })
    const path = `/rewards/${await district.reward()}/redeem`
    const { deviceKey } = await newPhone()
    for (const language of ['zh', 'en']) {
      const headers = { 'accept-language': language }
      const { body } = await district.post<Or<Voucher>>(path, { as: resident, body: { deviceKey }, headers })
      expect(body.detail).toMatch(/10.*3/)
    }
  })

  it('stops at the limit per person, and counts each person alone', async () => {
    const district = await buildDistrict()
    const [one, other] = [await district.resident({ points: 90 }), await district.resident({ points: 90 })]
    const rewardId = await district.reward({ perPerson: 2 })
    await redeem(district, one, rewardId)
    await redeem(district, one, rewardId)

    const { deviceKey } = await newPhone()
    const third = await district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, {
      as: one,
      body: { deviceKey },
    })
    expect([third.status, third.body.code, third.body.facts]).toEqual([409, 'per-person-limit', { most: 2 }])
    await redeem(district, other, rewardId)
    expect(await stockOf(district, rewardId)).toBe(97)
  })

  it('keeps what a voucher is worth when the reward is changed later', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 30 })
    const rewardId = await district.reward({ settlementFen: 500 })
    const { id } = await redeem(district, resident, rewardId)
    await district.write(async tx => {
      await tx
        .update(reward)
        .set({ settlementFen: 1, payer: '别处', priceCentipoints: 1 })
        .where(eq(reward.id, rewardId))
    })
    const { body } = await district.get(`/me/vouchers/${id}`, { as: resident })
    expect(body).toMatchObject({ settlementFen: 500, payer: '区级财政', priceCentipoints: 1000 })
  })

  it.each([
    [
      'a point that is not on the curve',
      { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
      'device-key-invalid',
    ],
    [
      'a key with its private half',
      { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43), d: 'A'.repeat(43) },
      'request-invalid',
    ],
    ['another curve', { kty: 'EC', crv: 'P-384', x: 'A'.repeat(43), y: 'A'.repeat(43) }, 'request-invalid'],
  ])('refuses %s', async (_, deviceKey, code) => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 30 })
    const answer = await district.post<Or<Voucher>>(`/rewards/${await district.reward()}/redeem`, {
      as: resident,
      body: { deviceKey },
    })
    expect([answer.status, answer.body.code]).toEqual([400, code])
  })
})

describe('the same request again', () => {
  it('gives the same voucher, 50 at once, and takes the points once', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 500 })
    const rewardId = await district.reward()
    const { deviceKey } = await newPhone()
    const asked = { as: resident, body: { deviceKey }, key: 'the-same' }

    await resident.token()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, asked)),
    )

    expect(new Set(answers.map(answer => `${answer.status} ${answer.body.id}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(201)
    expect(await district.wallet(resident)).toMatchObject({ spendable: 49_000 })
    expect(await stockOf(district, rewardId)).toBe(99)
  })

  it('gets the first refusal again, even when the points are there by now', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 5 })
    const path = `/rewards/${await district.reward()}/redeem`
    const { deviceKey } = await newPhone()
    const asked = { as: resident, body: { deviceKey }, key: 'once' }
    const first = await district.post<Or<Voucher>>(path, asked)
    await district.give(resident.id, 100)
    expect((await district.post<Or<Voucher>>(path, asked)).body).toEqual(first.body)
    expect((await district.post<Or<Voucher>>(path, { ...asked, key: 'twice' })).status).toBe(201)
  })

  it('is refused without a key', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 50 })
    const { deviceKey } = await newPhone()
    const path = `/rewards/${await district.reward()}/redeem`
    const { status, body } = await district.post<Or<Voucher>>(path, {
      as: resident,
      body: { deviceKey },
      key: null,
    })
    expect([status, body.code]).toEqual([400, 'idempotency-key-missing'])
  })
})

describe('many buyers at once', () => {
  it('sells exactly 100 of 100 to 300 buyers, and turns nobody away while stock lasts', async () => {
    const district = await buildDistrict()
    const rewardId = await district.reward({ stock: 100, perPerson: 1 })
    const buyers = []
    for (let at = 0; at < 300; at++) buyers.push(await district.resident({ points: 10 }))
    for (const buyer of buyers) await buyer.token()
    const { deviceKey } = await newPhone()

    const answers = await Promise.all(
      buyers.map(as =>
        district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, { as, body: { deviceKey } }),
      ),
    )

    const times: Record<string, number> = {}
    for (const { status, body } of answers) {
      const said = status === 201 ? 'sold' : body.code
      times[said] = (times[said] ?? 0) + 1
    }
    expect(times).toEqual({ sold: 100, 'reward-sold-out': 200 })
    expect(await stockOf(district, rewardId)).toBe(0)
  })

  it('gives none of 50 redemptions to an empty wallet, and one to a wallet that holds one', async () => {
    const district = await buildDistrict()
    const [empty, single] = [await district.resident(), await district.resident({ points: 19.99 })]
    const rewardId = await district.reward()
    const { deviceKey } = await newPhone()
    for (const [as, bought] of [
      [empty, 0],
      [single, 1],
    ] as const) {
      await as.token()
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, { as, body: { deviceKey } }),
        ),
      )
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(bought)
      expect(answers.filter(({ body }) => body.code === 'balance-too-low')).toHaveLength(50 - bought)
    }
    expect(await district.wallet(single)).toMatchObject({ spendable: 999 })
  })

  it('sells on after a restock', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 50 })
    const rewardId = await district.reward({ stock: 0 })
    await district.write(tx => restockReward(tx, district.ctx, operator, { rewardId, add: 1 }))
    await redeem(district, resident, rewardId)
    expect(await stockOf(district, rewardId)).toBe(0)
  })
})
