import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { reward } from '#server/rewards/tables.ts'
import { lapseVouchers } from '#server/vouchers/lapse-vouchers.ts'
import type { Voucher, VoucherPage } from '#shared/contract/vouchers.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { buildDistrict, type District } from '../support/district.ts'
import {
  accept,
  acceptWith,
  type Held,
  inspect,
  newPhone,
  type Or,
  readVoucher,
  redeem,
  shopWithReward,
  shownCode,
  undo,
} from './phone.ts'

const stockOf = async (district: District, id: RewardId) =>
  (await district.ctx.db.reader.select({ stock: reward.stock }).from(reward).where(eq(reward.id, id)))[0]
    ?.stock

const cancel = (district: District, held: Held, key?: string) =>
  district.post<Or<Voucher>>(`/me/vouchers/${held.id}/cancel`, { as: held.owner, ...(key ? { key } : {}) })

async function shopAndVoucher(given: { points?: number; stock?: number } = {}) {
  const district = await buildDistrict()
  const shop = await shopWithReward(district, given)
  return { district, ...shop, held: await redeem(district, shop.resident, shop.rewardId) }
}

describe('cancelling a voucher', () => {
  it('gives back the points, the stock and the turn', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 10 })
    const rewardId = await district.reward({ stock: 1, perPerson: 1 })
    const held = await redeem(district, resident, rewardId)

    const { status, body } = await cancel(district, held)

    expect([status, body.state]).toEqual([200, 'cancelled'])
    expect(await district.wallet(resident)).toMatchObject({ spendable: 1000 })
    expect(await stockOf(district, rewardId)).toBe(1)
    await redeem(district, resident, rewardId)
  })

  it('fills the lots the points came from, or gives 30 days where those end sooner', async () => {
    const district = await buildDistrict()
    const resident = await district.resident()
    await district.give(resident.id, 4, '2026-11-24')
    await district.give(resident.id, 9, '2027-12-31')
    const held = await redeem(district, resident, await district.reward({ points: 10 }))
    district.clock.set('2026-11-25T02:00:00Z')
    await cancel(district, held)
    const wallet = await district.wallet(resident)
    expect(wallet).toMatchObject({ spendable: 1300, expiringNext: { on: '2026-12-25', centipoints: 400 } })
  })

  it('answers a repeat as it answered first, and moves nothing twice', async () => {
    const { district, resident, held } = await shopAndVoucher()
    const first = await cancel(district, held, 'same')
    expect((await cancel(district, held, 'same')).body).toEqual(first.body)
    expect((await cancel(district, held)).body.code).toBe('voucher-cancelled')
    expect(await district.wallet(resident)).toMatchObject({ spendable: 5000 })
  })

  it('is refused for a used voucher, for one past its time and for somebody else’s', async () => {
    const { district, clerk, resident, rewardId, held } = await shopAndVoucher()
    const stranger = await district.resident()
    expect((await cancel(district, { ...held, owner: stranger })).body.code).toBe('voucher-not-found')
    await accept(district, clerk, held)
    expect((await cancel(district, held)).body.code).toBe('voucher-already-used')
    const other = await redeem(district, resident, rewardId)
    district.clock.set('2026-12-23T16:00:00Z')
    expect((await cancel(district, other)).body.code).toBe('voucher-lapsed')
  })

  it('leaves nothing to scan', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const code = await shownCode(district, held)
    await cancel(district, held)
    expect((await inspect(district, clerk, code)).body.code).toBe('voucher-cancelled')
    expect((await district.get(`/me/vouchers/${held.id}/certificate`, { as: held.owner })).status).toBe(409)
  })

  it('and accepting at once: one of them wins, and the points are in one place', async () => {
    for (let round = 0; round < 6; round++) {
      const { district, clerk, resident, held } = await shopAndVoucher()
      const { acceptanceToken } = (await inspect(district, clerk, await shownCode(district, held))).body
      const accepting = () => acceptWith(district, clerk, acceptanceToken)
      const both =
        round % 2 === 0 ? [accepting(), cancel(district, held)] : [cancel(district, held), accepting()]
      const answers = await Promise.all(both)
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      const { state } = await readVoucher(district, held)
      expect((await district.wallet(resident)).spendable).toBe(state === 'cancelled' ? 5000 : 4000)
      await district.close()
    }
  })

  it('is done once of twenty at once', async () => {
    const { district, resident, rewardId, held } = await shopAndVoucher({ stock: 1 })
    await Promise.all(Array.from({ length: 20 }, () => cancel(district, held)))
    expect(await district.wallet(resident)).toMatchObject({ spendable: 5000 })
    expect(await stockOf(district, rewardId)).toBe(1)
  })
})

describe('a voucher nobody used', () => {
  it('has lapsed for everybody from the first instant after its time, before the job has run', async () => {
    const { district, held } = await shopAndVoucher()
    const read = async () => (await readVoucher(district, held)).state
    district.clock.set('2026-12-23T15:59:59.999Z')
    expect(await read()).toBe('issued')
    district.clock.set('2026-12-23T16:00:00Z')
    expect(await read()).toBe('lapsed')
  })

  it('gives back points, stock and turn when the job comes, once', async () => {
    const { district, resident, rewardId, clerk, held } = await shopAndVoucher({ stock: 3 })
    await redeem(district, resident, rewardId)
    await accept(district, clerk, held)
    district.clock.set('2026-12-23T15:59:59.999Z')
    expect(await lapseVouchers(district.ctx)).toBe(0)
    district.clock.set('2026-12-23T16:00:00Z')
    expect(await lapseVouchers(district.ctx)).toBe(1)
    expect(await lapseVouchers(district.ctx)).toBe(0)
    expect(await district.wallet(resident)).toMatchObject({ spendable: 4000 })
    expect(await stockOf(district, rewardId)).toBe(2)
  })

  it('lapses once when two processes run the job together', async () => {
    const { district, rewardId } = await shopAndVoucher({ stock: 40 })
    const residents = []
    for (let at = 0; at < 12; at++) residents.push(await district.resident({ points: 20 }))
    for (const resident of residents) for (const _ of [1, 2]) await redeem(district, resident, rewardId)
    district.clock.set('2026-12-23T16:00:00Z')
    const other = await district.secondProcess()
    const done = await Promise.all([
      lapseVouchers(district.ctx),
      lapseVouchers(other),
      lapseVouchers(district.ctx),
    ])
    expect(done.reduce((sum, one) => sum + one, 0)).toBe(25)
    for (const resident of residents)
      expect(await district.wallet(resident)).toMatchObject({ spendable: 2000 })
    expect(await stockOf(district, rewardId)).toBe(40)
  })

  it('lapses after an undo that came past its time', async () => {
    const { district, owner, resident, held } = await shopAndVoucher()
    district.clock.set('2026-12-23T15:59:00Z')
    await accept(district, owner, held)
    district.clock.set('2026-12-23T16:02:00Z')
    expect((await undo(district, owner, held.id)).status).toBe(200)
    expect(await lapseVouchers(district.ctx)).toBe(1)
    expect(await district.wallet(resident)).toMatchObject({ spendable: 5000 })
  })
})

describe('my vouchers', () => {
  it('come newest first, page by page, and are mine alone', async () => {
    const { district, resident, rewardId, held } = await shopAndVoucher()
    const ids = [held.id]
    for (let at = 0; at < 4; at++) {
      if (at === 2) district.clock.advance({ minutes: 1 })
      ids.unshift((await redeem(district, resident, rewardId)).id)
    }
    const seen: string[] = []
    let path = '/me/vouchers?limit=2'
    for (;;) {
      const { body } = await district.get<VoucherPage>(path, { as: resident })
      seen.push(...body.vouchers.map(one => one.id))
      if (!body.next) break
      path = `/me/vouchers?limit=2&cursor=${body.next}`
    }
    expect(seen).toEqual(ids)
    const stranger = await district.resident()
    expect((await district.get<VoucherPage>('/me/vouchers', { as: stranger })).body.vouchers).toEqual([])
    for (const part of ['', '/certificate'])
      expect((await district.get(`/me/vouchers/${held.id}${part}`, { as: stranger })).status).toBe(404)
    expect((await district.get(`/me/vouchers/${held.id}`)).status).toBe(401)
  })

  it('are bound to the phone that redeemed them', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const copied = { ...held, phone: await newPhone() }
    expect((await inspect(district, clerk, await shownCode(district, copied))).body.code).toBe('code-invalid')
  })
})
