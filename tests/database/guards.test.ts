import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { eventKey } from '#server/activities/tables.ts'
import type { Transaction } from '#server/db/database.ts'
import { binding, consent, residentSecret } from '#server/identity/tables.ts'
import { wallet } from '#server/ledger/tables.ts'
import { partner, usedAssertion } from '#server/partners/tables.ts'
import { reward, rewardUse } from '#server/rewards/tables.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'

type Copied = Parameters<Transaction['insert']>[0]

/** Writes a row of a table once more, changed so that only one key is left to notice. */
async function again(district: District, table: unknown, change: object): Promise<string> {
  const from = table as typeof partner
  const [row] = await district.ctx.db.reader.select().from(from).limit(1)
  if (!row) throw new Error('there is no row to repeat')
  return outcomeOf(
    district,
    async tx => void (await tx.insert(from as Copied).values({ ...row, ...change } as never)),
  )
}

async function outcomeOf(district: District, work: (tx: Transaction) => Promise<void>): Promise<string> {
  return district.ctx.db.transaction(work).then(
    () => 'written',
    (error: Error & { cause?: Error }) =>
      /unique|check|duplicate/i.test(String(error.cause ?? error)) ? 'refused' : String(error),
  )
}

async function livelyDistrict() {
  const district = await buildDistrict()
  const metro = await district.partner()
  const rider = await district.rider(metro, 'card-1')
  await district.report(metro, { id: 'ride-1', data: {} })
  const rewardId = await district.reward()
  return { district, metro, rider, rewardId }
}

describe('the database itself refuses', () => {
  it.each<[string, unknown, object]>([
    ['a second activity of one revision', eventKey, { eventId: 'other' }],
    ['a second owner of a card', binding, { id: 'bnd_other', residentId: 'res_other' }],
    ['a second consent to the same', consent, { id: 'con_other' }],
    ['a second resident with one phone', residentSecret, { residentId: 'res_other' }],
    ['a second partner of one code', partner, { id: 'par_other' }],
  ])('%s', async (_, table, change) => {
    const { district } = await livelyDistrict()
    expect(await again(district, table, change)).toBe('refused')
  })

  it('an assertion that was used, and a use beyond the limit', async () => {
    const { district, metro, rider, rewardId } = await livelyDistrict()
    const used = { partnerId: metro.id, jti: 'a', expiresAt: district.clock.now() }
    const use = async (tx: Transaction) => void (await tx.insert(usedAssertion).values(used))
    expect([await outcomeOf(district, use), await outcomeOf(district, use)]).toEqual(['written', 'refused'])
    const beyond = { rewardId, residentId: rider.id, used: 3, most: 2 }
    expect(await outcomeOf(district, async tx => void (await tx.insert(rewardUse).values(beyond)))).toBe(
      'refused',
    )
  })

  it('a wallet, and a stock, below zero', async () => {
    const { district, rider, rewardId } = await livelyDistrict()
    for (const account of ['spendable', 'held', 'debt', 'carbon'] as const) {
      const below = (tx: Transaction) =>
        tx
          .update(wallet)
          .set({ [account]: -1 })
          .where(eq(wallet.residentId, rider.id))
      expect(await outcomeOf(district, async tx => void (await below(tx)))).toBe('refused')
    }
    const oversold = (tx: Transaction) => tx.update(reward).set({ stock: -1 }).where(eq(reward.id, rewardId))
    expect(await outcomeOf(district, async tx => void (await oversold(tx)))).toBe('refused')
  })
})
