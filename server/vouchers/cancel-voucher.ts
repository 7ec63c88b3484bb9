import type { ResidentId, VoucherId } from '#shared/domain/ids.ts'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { returnRewards } from '../rewards/return-rewards.ts'
import { ownVoucher } from './queries.ts'
import { refundVoucher } from './refund-voucher.ts'

/**
 * A resident gives an unused voucher back and gets the points. Refuses `voucher-not-found`,
 * `voucher-already-used`, `voucher-cancelled` and `voucher-lapsed`.
 */
export async function cancelVoucher(
  tx: Transaction,
  ctx: Context,
  asked: { readonly residentId: ResidentId; readonly voucherId: VoucherId },
): Promise<void> {
  const { residentId, voucherId } = asked
  await ownVoucher(tx, residentId, voucherId)
  const returned = await refundVoucher(tx, ctx, { voucherId, residentId, step: 'cancel', by: residentId })
  if (returned) return returnRewards(tx, ctx, [returned])
  const obstacle = obstacleToUse(await ownVoucher(tx, residentId, voucherId), ctx.now())
  return obstacle ? refuse(obstacle.code, obstacle.facts) : refuse('too-busy')
}
