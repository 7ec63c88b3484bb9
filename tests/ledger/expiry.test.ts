import { describe, expect, it } from 'vitest'
import { lot, transfer } from '#server/ledger/tables.ts'
import { expirePoints } from '#server/ledger/expire-points.ts'
import { redeemReward } from '#server/rewards/redeem-reward.ts'
import { cancelVoucher } from '#server/vouchers/cancel-voucher.ts'
import { lapseVouchers } from '#server/vouchers/lapse-vouchers.ts'
import type { ResidentId, RewardId } from '#shared/domain/ids.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'

const lastDay = '2026-12-31'
const lastInstant = '2026-12-31T15:59:59.999Z'
const firstInstantAfter = '2026-12-31T16:00:00.000Z'

const redeem = (town: District, residentId: ResidentId, rewardId: RewardId) =>
  town.write(tx => redeemReward(tx, town.ctx, { residentId, rewardId, deviceKey: null }))

const lotsOf = async (town: District) =>
  (await town.ctx.db.reader.select().from(lot))
    .filter(one => one.remaining > 0)
    .map(one => [one.expiresOn, one.remaining])
    .sort()

const expired = async (town: District) =>
  (await town.ctx.db.reader.select().from(transfer))
    .filter(one => one.template === 'expire')
    .map(one => one.amount)

describe('points that expire', () => {
  it('are spendable through their Shanghai day, and dead in the next one’s first instant', async () => {
    const town = await buildDistrict()
    const person = await town.resident()
    await town.give(person.id, 10, lastDay)
    const rewardId = await town.reward({ points: 4 })
    town.clock.set(lastInstant)
    await redeem(town, person.id, rewardId)
    expect(await town.wallet(person)).toMatchObject({
      spendable: 600,
      expiringNext: { on: lastDay, centipoints: 600 },
    })
    town.clock.set(firstInstantAfter)
    expect(await town.wallet(person)).toMatchObject({ spendable: 0, expiringNext: null })
    await expect(redeem(town, person.id, rewardId)).rejects.toMatchObject({ code: 'balance-too-low' })
  })

  it('are gone whether the job runs in time, late, twice, or on two machines at once', async () => {
    const town = await buildDistrict()
    const person = await town.resident()
    await town.give(person.id, 10, lastDay)
    await town.give(person.id, 5, '2027-01-31')
    await town.give(person.id, 3, '2027-02-28')
    town.clock.set(lastInstant)
    expect(await expirePoints(town.ctx)).toBe(0)
    town.clock.set('2027-02-10T02:00:00Z')
    const second = await town.secondProcess()
    await Promise.all([expirePoints(town.ctx), expirePoints(second)])
    expect(await expirePoints(town.ctx)).toBe(0)
    expect((await expired(town)).sort()).toEqual([1_000, 500])
    expect(await lotsOf(town)).toEqual([['2027-02-28', 300]])
    expect(await town.wallet(person)).toMatchObject({ spendable: 300, expiringNext: { on: '2027-02-28' } })
  })

  it('are posted by the next command of their owner when the job is late', async () => {
    const town = await buildDistrict()
    const person = await town.resident()
    await town.give(person.id, 10, lastDay)
    await town.give(person.id, 5, '2027-06-30')
    const rewardId = await town.reward({ points: 5 })
    town.clock.set(firstInstantAfter)
    await redeem(town, person.id, rewardId)
    expect(await expired(town)).toEqual([1_000])
    expect(await town.wallet(person)).toMatchObject({ spendable: 0 })
  })

  it('of many residents go in one sweep', async () => {
    const town = await buildDistrict()
    for (let at = 0; at < 30; at++) await town.resident({ points: 1 })
    town.clock.set('2028-12-01T00:00:00Z')
    expect(await expirePoints(town.ctx)).toBe(30)
    expect(await expirePoints(town.ctx)).toBe(0)
  })

  it('last until the end of the 24th month from the day they were posted, not from the deed', async () => {
    const town = await buildDistrict({ at: '2026-11-30T16:30:00Z' })
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    await town.report(metro, { id: 'e-1', time: '2026-11-30T02:00:00Z' })
    expect((await town.wallet(rider)).expiringNext).toEqual({ on: '2028-12-31', centipoints: 110 })
  })
})

describe('spending', () => {
  it('takes the points that expire first, and says which lots paid', async () => {
    const town = await buildDistrict()
    const person = await town.resident()
    await town.give(person.id, 5, '2027-06-30')
    await town.give(person.id, 3, '2026-12-31')
    await town.give(person.id, 4, '2027-03-31')
    const rewardId = await town.reward({ points: 6 })
    await redeem(town, person.id, rewardId)
    expect(await lotsOf(town)).toEqual([
      ['2027-03-31', 100],
      ['2027-06-30', 500],
    ])
  })

  it('of all there is leaves nothing, and of a hundredth more is refused', async () => {
    const town = await buildDistrict()
    const person = await town.resident({ points: 10 })
    const tooDear = await town.reward({ points: 10.01 })
    const rewardId = await town.reward({ points: 10 })
    await expect(redeem(town, person.id, tooDear)).rejects.toMatchObject({ code: 'balance-too-low' })
    await redeem(town, person.id, rewardId)
    expect((await town.wallet(person)).spendable).toBe(0)
  })
})

describe('points that come back', () => {
  async function bought(lots: readonly [number, string][], points: number) {
    const town = await buildDistrict()
    const person = await town.resident()
    for (const [amount, day] of lots) await town.give(person.id, amount, day)
    const rewardId = await town.reward({ points, validDays: 60 })
    const voucherId = await redeem(town, person.id, rewardId)
    const cancel = () => town.write(tx => cancelVoucher(tx, town.ctx, { residentId: person.id, voucherId }))
    return { town, person, cancel }
  }

  it('lie in the lots they came from', async () => {
    const { town, cancel } = await bought(
      [
        [3, '2027-03-31'],
        [5, '2027-06-30'],
      ],
      6,
    )
    await cancel()
    expect(await lotsOf(town)).toEqual([
      ['2027-03-31', 300],
      ['2027-06-30', 500],
    ])
  })

  it('last 30 days more when their lot has expired or soon will, or as long as it does', async () => {
    const { town, person, cancel } = await bought(
      [
        [1, '2026-11-30'],
        [1, '2026-12-31'],
        [1, '2027-01-14'],
        [1, '2027-01-15'],
      ],
      4,
    )
    town.clock.set('2026-12-15T02:00:00Z')
    await cancel()
    expect(await lotsOf(town)).toEqual([
      ['2027-01-14', 300],
      ['2027-01-15', 100],
    ])
    town.clock.set('2027-01-14T15:59:59.999Z')
    expect((await town.wallet(person)).spendable).toBe(400)
    town.clock.set('2027-01-14T16:00:00Z')
    expect((await town.wallet(person)).spendable).toBe(100)
  })

  it('come by themselves when a voucher lapses, whether or not its lot has expired by then', async () => {
    const { town, person } = await bought([[6, '2026-12-31']], 6)
    town.clock.set('2027-02-01T02:00:00Z')
    expect(await lapseVouchers(town.ctx)).toBe(1)
    expect(await lapseVouchers(town.ctx)).toBe(0)
    expect(await town.wallet(person)).toMatchObject({
      spendable: 600,
      expiringNext: { on: '2027-03-03', centipoints: 600 },
    })
  })

  it('repay what is owed first', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const ride = { id: 'e-1', time: '2026-11-23T01:00:00Z' }
    await town.report(metro, ride)
    const rewardId = await town.reward({ points: 1 })
    const voucherId = await redeem(town, rider.id, rewardId)
    await town.report(metro, {
      ...ride,
      id: 'e-2',
      type: 'bus-ride.retracted',
      activityid: 'e-1',
      revision: 2,
    })
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, debt: 100 })
    await town.write(tx => cancelVoucher(tx, town.ctx, { residentId: rider.id, voucherId }))
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, debt: 0 })
  })
})
