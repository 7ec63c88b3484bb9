import { and, asc, eq, lte, sql } from 'drizzle-orm'
import type { RewardId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { lockShelf, putOnShelf } from './put-on-shelf.ts'
import { waitingPlace } from './tables.ts'

/**
 * Takes back what was kept for people whose time ran out, and keeps it for the next; one transaction for each
 * reward. Safe to run on several processes at once. Says how many turns ran out.
 */
export async function lapseReservations(ctx: Context): Promise<number> {
  const due = await ctx.db.reader
    .selectDistinct({ rewardId: waitingPlace.rewardId })
    .from(waitingPlace)
    // Written out and not a parameter: only so is the index of open offers found.
    .where(and(sql`${waitingPlace.state} = 'offered'`, lte(waitingPlace.offerUntil, ctx.now())))
    .orderBy(asc(waitingPlace.rewardId))
    .limit(limits.rewardsAtOnce)
  let lapsed = 0
  for (const { rewardId } of due) lapsed += await ctx.db.transaction(tx => lapseOf(tx, ctx, rewardId))
  return lapsed
}

async function lapseOf(tx: Transaction, ctx: Context, rewardId: RewardId): Promise<number> {
  const now = ctx.now()
  await lockShelf(tx, rewardId)
  const lapsed = await tx
    .update(waitingPlace)
    .set({ state: 'lapsed', endedAt: now })
    .where(
      and(
        eq(waitingPlace.rewardId, rewardId),
        sql`${waitingPlace.state} = 'offered'`,
        lte(waitingPlace.offerUntil, now),
      ),
    )
    .returning({ id: waitingPlace.id })
  if (lapsed.length > 0) await putOnShelf(tx, ctx, rewardId, { released: lapsed.length })
  return lapsed.length
}
