import { and, eq, gt, lte } from 'drizzle-orm'
import { addDays, dayOf } from '#shared/domain/calendar.ts'
import type { ResidentId, VoucherId } from '#shared/domain/ids.ts'
import { refundVoucher as refundPosting } from '#shared/domain/postings-voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { post } from '../ledger/post.ts'
import { lockWallet, lotsPaid, settleExpiry } from '../ledger/wallets.ts'
import { limits } from '../limits.ts'
import type { Returned } from '../rewards/return-rewards.ts'
import { recordStep } from './record-step.ts'
import { voucher } from './tables.ts'

export interface Refund {
  readonly voucherId: VoucherId
  readonly residentId: ResidentId
  /** `cancel` takes a voucher within its time, `lapse` one past it. */
  readonly step: 'cancel' | 'lapse'
  readonly by: string
}

/**
 * Ends an unused voucher and gives its points back, into the lots they came from; debt is repaid first.
 * Null, and nothing done, when the voucher is not waiting to be used any more: the state stands in the
 * statement, so of two that want it at once only one gets it. The caller returns the reward, after all
 * wallets are done.
 */
export async function refundVoucher(tx: Transaction, ctx: Context, refund: Refund): Promise<Returned | null> {
  const { voucherId, residentId, step, by } = refund
  const now = ctx.now()
  const { debt } = await lockWallet(tx, residentId)
  await settleExpiry(tx, ctx, residentId)
  const [ended] = await tx
    .update(voucher)
    .set({ state: step === 'cancel' ? 'cancelled' : 'lapsed' })
    .where(
      and(
        eq(voucher.id, voucherId),
        eq(voucher.residentId, residentId),
        eq(voucher.state, 'issued'),
        step === 'cancel' ? gt(voucher.notAfter, now) : lte(voucher.notAfter, now),
      ),
    )
    .returning({
      rewardId: voucher.rewardId,
      merchantId: voucher.merchantId,
      centipoints: voucher.priceCentipoints,
    })
  if (!ended) return null
  const { rewardId, merchantId, centipoints } = ended
  const paidFrom = await lotsPaid(tx, `${voucherId}/redeem`)
  const graceUntil = addDays(dayOf(now), limits.refundGraceDays)
  const act = { reference: voucherId, residentId, occurredAt: now }
  await post(
    tx,
    ctx,
    refundPosting(act, { template: step, voucherId, centipoints, paidFrom, graceUntil, debt }),
  )
  await recordStep(tx, ctx, { voucherId, merchantId, step, by, settlementFen: 0 })
  return { rewardId, residentId }
}
