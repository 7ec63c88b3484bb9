import { and, count, eq, gte, sql } from 'drizzle-orm'
import type { ResidentId, RewardId, WaitingPlaceId } from '#shared/domain/ids.ts'
import { saleObstacle } from '#shared/domain/reward-offer.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { lockShelf } from './put-on-shelf.ts'
import { findOffer } from './queries.ts'
import { reward, rewardUse, waitingPlace } from './tables.ts'

/**
 * Gives a resident the last place in the queue for a reward that is sold out; whoever stands there already
 * keeps the place they have. Refuses `reward-not-found`, `reward-not-on-sale`, `reward-in-stock`,
 * `per-person-limit`, `waiting-list-full` and `waiting-places-full`.
 */
export async function joinWaitingList(
  tx: Transaction,
  ctx: Context,
  asked: { readonly residentId: ResidentId; readonly rewardId: RewardId },
): Promise<WaitingPlaceId> {
  const { residentId, rewardId } = asked
  const now = ctx.now()
  const offer = (await findOffer(tx, rewardId)) ?? refuse('reward-not-found')
  const obstacle = saleObstacle(offer, now)
  if (obstacle === 'reward-not-found' || obstacle === 'reward-not-on-sale') refuse(obstacle)
  await assertWithinLimit(tx, residentId, offer)
  // From here nobody else joins, leaves or is called until this transaction ends.
  const shelf = (await lockShelf(tx, rewardId)) ?? refuse('reward-not-found')
  const open = await openPlace(tx, residentId, rewardId)
  if (open) return open
  if (shelf.stock > 0) refuse('reward-in-stock')
  if (shelf.waiting >= limits.waitingPerReward) refuse('waiting-list-full')
  await assertFewPlaces(tx, residentId)
  const id: WaitingPlaceId = ctx.newId('wpl')
  const number = (await lastNumber(tx, rewardId)) + 1
  await tx.insert(waitingPlace).values({ id, rewardId, residentId, number, state: 'waiting', joinedAt: now })
  await tx
    .update(reward)
    .set({ waiting: sql`${reward.waiting} + 1` })
    .where(eq(reward.id, rewardId))
  return id
}

async function assertWithinLimit(
  tx: Transaction,
  residentId: ResidentId,
  { id, perPerson: most }: { readonly id: RewardId; readonly perPerson: number },
): Promise<void> {
  const [full] = await tx
    .select({ used: rewardUse.used })
    .from(rewardUse)
    .where(and(eq(rewardUse.residentId, residentId), eq(rewardUse.rewardId, id), gte(rewardUse.used, most)))
  if (full) refuse('per-person-limit', { most })
}

async function openPlace(
  tx: Transaction,
  residentId: ResidentId,
  rewardId: RewardId,
): Promise<WaitingPlaceId | null> {
  const [row] = await tx
    .select({ id: waitingPlace.id })
    .from(waitingPlace)
    .where(
      and(
        eq(waitingPlace.residentId, residentId),
        eq(waitingPlace.rewardId, rewardId),
        sql`${waitingPlace.state} in ('waiting', 'offered')`,
      ),
    )
  return row?.id ?? null
}

async function assertFewPlaces(tx: Transaction, residentId: ResidentId): Promise<void> {
  const [row] = await tx
    .select({ places: count() })
    .from(waitingPlace)
    .where(and(eq(waitingPlace.residentId, residentId), sql`${waitingPlace.state} in ('waiting', 'offered')`))
  const most = limits.waitingPlacesPerResident
  if ((row?.places ?? 0) >= most) refuse('waiting-places-full', { most })
}

async function lastNumber(tx: Transaction, rewardId: RewardId): Promise<number> {
  const [row] = await tx
    .select({ last: sql`coalesce(max(${waitingPlace.number}), 0)`.mapWith(Number) })
    .from(waitingPlace)
    .where(eq(waitingPlace.rewardId, rewardId))
  return row?.last ?? 0
}
