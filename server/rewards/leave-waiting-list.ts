import { and, asc, eq, sql } from 'drizzle-orm'
import type { ResidentId, RewardId, WaitingPlaceId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { lockShelf, putOnShelf } from './put-on-shelf.ts'
import { reward, waitingPlace } from './tables.ts'

/**
 * Gives up a place in a queue, or the unit that is kept for it: that goes to the next at once. Leaving a
 * place that has ended changes nothing. Refuses `waiting-place-not-found` for what is not one's own.
 */
export async function leaveWaitingList(
  tx: Transaction,
  ctx: Context,
  asked: { readonly residentId: ResidentId; readonly placeId: WaitingPlaceId },
): Promise<void> {
  const { residentId, placeId } = asked
  const [place] = await tx
    .select({ rewardId: waitingPlace.rewardId })
    .from(waitingPlace)
    .where(and(eq(waitingPlace.id, placeId), eq(waitingPlace.residentId, residentId)))
  if (!place) return refuse('waiting-place-not-found')
  await giveUp(tx, ctx, { placeId, rewardId: place.rewardId })
}

/** Gives up every place of a resident who closes the account. */
export async function leaveAllWaitingLists(
  tx: Transaction,
  ctx: Context,
  residentId: ResidentId,
): Promise<void> {
  const places = await tx
    .select({ placeId: waitingPlace.id, rewardId: waitingPlace.rewardId })
    .from(waitingPlace)
    .where(and(eq(waitingPlace.residentId, residentId), sql`${waitingPlace.state} in ('waiting', 'offered')`))
    .orderBy(asc(waitingPlace.rewardId))
  for (const place of places) await giveUp(tx, ctx, place)
}

interface Given {
  readonly placeId: WaitingPlaceId
  readonly rewardId: RewardId
}

async function giveUp(tx: Transaction, ctx: Context, { placeId, rewardId }: Given): Promise<void> {
  await lockShelf(tx, rewardId)
  const endedAt = ctx.now()
  const leave = (state: 'waiting' | 'offered') =>
    tx
      .update(waitingPlace)
      .set({ state: 'left', endedAt })
      .where(and(eq(waitingPlace.id, placeId), eq(waitingPlace.state, state)))
      .returning({ id: waitingPlace.id })
  const [waited] = await leave('waiting')
  if (waited) {
    await tx
      .update(reward)
      .set({ waiting: sql`${reward.waiting} - 1` })
      .where(eq(reward.id, rewardId))
    return
  }
  const [offered] = await leave('offered')
  if (offered) await putOnShelf(tx, ctx, rewardId, { released: 1 })
}
