import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { ResidentId, RewardId, VoucherId } from '#shared/domain/ids.ts'
import { formatPoints } from '#shared/domain/points.ts'
import { type Lot } from '#shared/domain/postings.ts'
import { redeemPoints } from '#shared/domain/postings-voucher.ts'
import { saleObstacle } from '#shared/domain/reward-offer.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { post } from '../ledger/post.ts'
import { lockWallet, settleExpiry } from '../ledger/wallets.ts'
import { refuse } from '../refusal.ts'
import { issueVoucher } from '../vouchers/issue-voucher.ts'
import { findOffer, type OfferRow } from './queries.ts'
import { findReservation, useReservation } from './reservation.ts'
import { reward, rewardUse } from './tables.ts'

export interface Redemption {
  readonly residentId: ResidentId
  readonly rewardId: RewardId
  /** Compressed public key of the phone that will show the voucher; null for a paper card. */
  readonly deviceKey: string | null
}

/**
 * Buys one voucher with points. The wallet is locked first and stock comes last, so that a buyer holds the
 * row that all buyers want for as short as can be, and nobody is turned away for a sale that does not come
 * about. What is kept for somebody who waited is off the stock already. Refuses `reward-not-found`,
 * `reward-not-on-sale`, `reward-sold-out`, `per-person-limit`, `balance-too-low` and `reservation-over`.
 */
export async function redeemReward(tx: Transaction, ctx: Context, asked: Redemption): Promise<VoucherId> {
  const { residentId, rewardId, deviceKey } = asked
  const now = ctx.now()
  const offer = (await findOffer(tx, rewardId)) ?? refuse('reward-not-found')
  const kept = await findReservation(tx, offer, residentId, now)
  const obstacle = saleObstacle(offer, now)
  if (obstacle && !(kept && obstacle === 'reward-sold-out')) refuse(obstacle)
  await lockWallet(tx, residentId)
  const lots = await settleExpiry(tx, ctx, residentId)
  await countUse(tx, residentId, offer)
  const voucherId: VoucherId = ctx.newId('vch')
  await pay(tx, ctx, { residentId, voucherId, centipoints: offer.priceCentipoints, lots, now })
  await issueVoucher(tx, ctx, { voucherId, residentId, rewardId, deviceKey, offer })
  await (kept ? useReservation(tx, ctx, kept, voucherId) : takeFromStock(tx, rewardId))
  return voucherId
}

const oneMore = statement<{ rewardId: RewardId; residentId: ResidentId; most: number }>()((db, given) => {
  const most = given('most', rewardUse.most)
  return db
    .insert(rewardUse)
    .values({
      rewardId: given('rewardId', rewardUse.rewardId),
      residentId: given('residentId', rewardUse.residentId),
      used: 1,
      most,
    })
    .onConflictDoUpdate({
      target: [rewardUse.residentId, rewardUse.rewardId],
      set: { used: sql`${rewardUse.used} + 1`, most },
      setWhere: lt(rewardUse.used, most),
    })
    .returning({ used: rewardUse.used })
})

/** One more of this reward for this person; the limit that holds is today's. */
async function countUse(tx: Transaction, residentId: ResidentId, offer: OfferRow): Promise<void> {
  const most = offer.perPerson
  const [counted] = await tx.execute(oneMore, { rewardId: offer.id, residentId, most })
  if (!counted) refuse('per-person-limit', { most })
}

interface Payment {
  readonly residentId: ResidentId
  readonly voucherId: VoucherId
  readonly centipoints: number
  readonly lots: readonly Lot[]
  readonly now: Date
}

async function pay(tx: Transaction, ctx: Context, payment: Payment): Promise<void> {
  const { residentId, voucherId, centipoints, lots, now } = payment
  const act = { reference: voucherId, residentId, occurredAt: now }
  const posting = redeemPoints(act, { centipoints, voucherId }, lots)
  if (!posting) {
    const have = lots.reduce((sum, lot) => sum + lot.remaining, 0)
    return refuse('balance-too-low', { needed: formatPoints(centipoints), have: formatPoints(have) })
  }
  await post(tx, ctx, posting)
}

const oneLess = statement<{ id: RewardId }>()((db, given) =>
  db
    .update(reward)
    .set({ stock: sql`${reward.stock} - 1` })
    .where(and(eq(reward.id, given('id', reward.id)), gt(reward.stock, 0)))
    .returning({ stock: reward.stock }),
)

async function takeFromStock(tx: Transaction, rewardId: RewardId): Promise<void> {
  const [taken] = await tx.execute(oneLess, { id: rewardId })
  if (!taken) refuse('reward-sold-out')
}
