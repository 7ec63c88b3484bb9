import { and, eq, gt, sql } from 'drizzle-orm'
import type { ResidentId, RewardId, VoucherId, WaitingPlaceId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { reward, waitingPlace } from './tables.ts'

/** A unit that is kept for somebody who waited. */
export interface Reservation {
  readonly placeId: WaitingPlaceId
  readonly rewardId: RewardId
}

/**
 * The unit kept for a resident now, if there is one. Where nothing is kept for anybody, nothing is asked of
 * the database.
 */
export async function findReservation(
  reader: Reader | Transaction,
  offer: { readonly id: RewardId; readonly reserved: number },
  residentId: ResidentId,
  now: Date,
): Promise<Reservation | null> {
  if (offer.reserved === 0) return null
  const [row] = await reader
    .select({ placeId: waitingPlace.id })
    .from(waitingPlace)
    .where(
      and(
        eq(waitingPlace.residentId, residentId),
        eq(waitingPlace.rewardId, offer.id),
        // Written out and not a parameter: only so is the index of open places found.
        sql`${waitingPlace.state} in ('waiting', 'offered')`,
        gt(waitingPlace.offerUntil, now),
      ),
    )
  return row ? { placeId: row.placeId, rewardId: offer.id } : null
}

/**
 * Turns a kept unit into a voucher. It is off the shelf already, so that stock stays as it is. The reward's
 * row comes before the place, as for everybody who moves a queue. Refuses `reservation-over` when the time
 * ran out meanwhile.
 */
export async function useReservation(
  tx: Transaction,
  ctx: Context,
  { placeId, rewardId }: Reservation,
  voucherId: VoucherId,
): Promise<void> {
  const now = ctx.now()
  await tx
    .update(reward)
    .set({ reserved: sql`${reward.reserved} - 1` })
    .where(eq(reward.id, rewardId))
  const [used] = await tx
    .update(waitingPlace)
    .set({ state: 'redeemed', voucherId, endedAt: now })
    .where(
      and(eq(waitingPlace.id, placeId), eq(waitingPlace.state, 'offered'), gt(waitingPlace.offerUntil, now)),
    )
    .returning({ id: waitingPlace.id })
  if (!used) refuse('reservation-over')
}
