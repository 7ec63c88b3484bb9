import { asc, inArray } from 'drizzle-orm'
import type { ResidentId, RewardId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { addToRows } from '../db/rowset.ts'
import { putOnShelf } from './put-on-shelf.ts'
import { reward, rewardUse } from './tables.ts'

export interface Returned {
  readonly rewardId: RewardId
  readonly residentId: ResidentId
}

/**
 * Puts rewards nobody used back on the shelf, or keeps them for those who wait, and gives the people their
 * turn back. Stock comes last, in one order.
 */
export async function returnRewards(
  tx: Transaction,
  ctx: Context,
  returned: readonly Returned[],
): Promise<void> {
  if (returned.length === 0) return
  const uses = counted(returned, one => `${one.residentId}/${one.rewardId}`)
  await addToRows(
    tx,
    rewardUse,
    [rewardUse.residentId, rewardUse.rewardId],
    [rewardUse.used],
    uses.map(({ one, times }) => ({ ...one, used: -times })),
  )
  const shelves = counted(returned, one => one.rewardId).map(({ one, times }) => ({
    id: one.rewardId,
    times,
  }))
  const waitedFor = await lockWaitedFor(
    tx,
    shelves.map(({ id }) => id),
  )
  const free = shelves.filter(({ id }) => !waitedFor.has(id))
  await addToRows(
    tx,
    reward,
    [reward.id],
    [reward.stock],
    free.map(({ id, times }) => ({ id, stock: times })),
  )
  for (const { id, times } of shelves) if (waitedFor.has(id)) await putOnShelf(tx, ctx, id, { add: times })
}

/** Holds the shelves, and says for which of them somebody waits. */
async function lockWaitedFor(tx: Transaction, ids: readonly RewardId[]): Promise<Set<RewardId>> {
  const rows = await locked(
    tx
      .select({ id: reward.id, waiting: reward.waiting })
      .from(reward)
      .where(inArray(reward.id, [...ids]))
      .orderBy(asc(reward.id)),
  )
  return new Set(rows.filter(({ waiting }) => waiting > 0).map(({ id }) => id))
}

function counted(returned: readonly Returned[], keyOf: (one: Returned) => string) {
  const byKey = new Map<string, { one: Returned; times: number }>()
  for (const one of returned) {
    const entry = byKey.get(keyOf(one)) ?? { one, times: 0 }
    byKey.set(keyOf(one), { one, times: entry.times + 1 })
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
}
