import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { verifyLedger } from '#server/ledger/verify.ts'
import { redeemReward } from '#server/rewards/redeem-reward.ts'
import { brokenLaws } from '#tests/support/laws.ts'
import { buildDistrict } from '#tests/support/district.ts'

/** A district with a little of everything in its books, whose laws will be broken. */
async function lived() {
  const town = await buildDistrict({ laws: false })
  const metro = await town.partner()
  const budgetId = await town.budget(100)
  await town.publishRule('bus-ride', { budget: budgetId })
  const rider = await town.rider(metro, 'card-1')
  await town.give(rider.id, 10)
  await town.report(metro, { id: 'e-1', time: '2026-11-23T02:00:00Z' })
  const rewardId = await town.reward({ points: 5 })
  await town.write(tx => redeemReward(tx, town.ctx, { residentId: rider.id, rewardId, deviceKey: null }))
  return town
}

describe('the verifier', () => {
  it('finds nothing in books that are right', async () => {
    const town = await lived()
    expect(await verifyLedger(town.ctx)).toEqual([])
    expect(await brokenLaws(town.ctx)).toEqual([])
  })

  it.each([
    ['a point made from nothing', sql`update wallet set spendable = spendable + 1`, 'kept balances'],
    ['a gram that is gone', sql`update wallet set carbon = carbon - 1`, 'kept balances'],
    ['a debt that nobody made', sql`update wallet set debt = 5`, 'what residents owe'],
    ['a lot that lost a point', sql`update lot set remaining = remaining - 1`, 'lots hold'],
    ['a budget filled up by hand', sql`update budget set balance = balance + 10`, 'kept balances'],
    ['a cap that forgot a deed', sql`update tally set used = used - 1`, 'caps and day totals'],
    ['a voucher nobody redeemed', sql`update voucher set state = 'cancelled'`, 'a voucher holds'],
    ['a person who may redeem more', sql`update reward_use set used = 0`, 'per-person limits'],
  ])('names %s', async (_, tampering, law) => {
    const town = await lived()
    await town.write(tx => tx.run(tampering))
    const found = await verifyLedger(town.ctx)
    expect(found.map(one => one.law).join('; ')).toContain(law)
    expect(found.every(one => one.kept !== one.derived && one.subject !== '')).toBe(true)
  })
})
