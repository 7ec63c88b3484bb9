import type { ResidentId, RewardId } from '#shared/domain/ids.ts'
import type { Transaction } from '../db/database.ts'
import { addToRows } from '../db/rowset.ts'
import { reward, rewardUse } from './tables.ts'

export interface Returned {
  readonly rewardId: RewardId
  readonly residentId: ResidentId
}

/**
 * Puts rewards nobody used back on the shelf, and gives the people their turn back. Stock comes last, in one
 * order.
 */
export async function returnRewards(tx: Transaction, returned: readonly Returned[]): Promise<void> {
  const uses = counted(returned, one => `${one.residentId}/${one.rewardId}`)
  await addToRows(
    tx,
    rewardUse,
    [rewardUse.residentId, rewardUse.rewardId],
    [rewardUse.used],
    uses.map(({ one, times }) => ({ ...one, used: -times })),
  )
  const shelves = counted(returned, one => one.rewardId)
  await addToRows(
    tx,
    reward,
    [reward.id],
    [reward.stock],
    shelves.map(({ one, times }) => ({ id: one.rewardId, stock: times })),
  )
}

function counted(returned: readonly Returned[], keyOf: (one: Returned) => string) {
  const byKey = new Map<string, { one: Returned; times: number }>()
  for (const one of returned) {
    const entry = byKey.get(keyOf(one)) ?? { one, times: 0 }
    byKey.set(keyOf(one), { one, times: entry.times + 1 })
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
}
