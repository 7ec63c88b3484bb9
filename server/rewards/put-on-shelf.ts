import assert from 'node:assert/strict'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { RewardId } from '#shared/domain/ids.ts'
import { offerUntil, sharedOut, type Shelf, type ShelfChange } from '#shared/domain/waiting-list.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { limits } from '../limits.ts'
import { reward, waitingPlace } from './tables.ts'

const shelfColumns = {
  id: reward.id,
  stock: reward.stock,
  waiting: reward.waiting,
  reserved: reward.reserved,
  published: reward.published,
  onSaleUntil: reward.onSaleUntil,
}

/** How a reward's shelf stands, held until the transaction ends; null when there is no such reward. */
export async function lockShelf(tx: Transaction, rewardId: RewardId) {
  const [row] = await locked(tx.select(shelfColumns).from(reward).where(eq(reward.id, rewardId)))
  return row ?? null
}

/**
 * The only way units come onto a shelf: those who wait get theirs first, in the order in which they joined,
 * and only what is left over is for everybody. The reward's row is locked before any place in its queue, as
 * everywhere. Returns the shelf afterwards; null when there is no such reward.
 */
export async function putOnShelf(
  tx: Transaction,
  ctx: Context,
  rewardId: RewardId,
  change: ShelfChange,
): Promise<Shelf | null> {
  const held = await lockShelf(tx, rewardId)
  if (!held) return null
  const { shelf, turns } = sharedOut(held, change)
  await tx.update(reward).set(shelf).where(eq(reward.id, rewardId))
  if (turns > 0) await callNext(tx, ctx, { rewardId, turns, onSaleUntil: held.onSaleUntil })
  return shelf
}

interface Call {
  readonly rewardId: RewardId
  readonly turns: number
  readonly onSaleUntil: Date | null
}

async function callNext(
  tx: Transaction,
  ctx: Context,
  { rewardId, turns, onSaleUntil }: Call,
): Promise<void> {
  const now = ctx.now()
  const next = tx
    .select({ id: waitingPlace.id })
    .from(waitingPlace)
    .where(and(eq(waitingPlace.rewardId, rewardId), eq(waitingPlace.state, 'waiting')))
    .orderBy(asc(waitingPlace.number))
    .limit(turns)
  const called = await tx
    .update(waitingPlace)
    .set({
      state: 'offered',
      offeredAt: now,
      offerUntil: offerUntil(now, limits.reservationDays, onSaleUntil),
    })
    .where(inArray(waitingPlace.id, next))
    .returning({ id: waitingPlace.id })
  assert.equal(called.length, turns, 'the queue is as long as the reward says')
}
