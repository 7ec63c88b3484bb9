import { and, asc, eq } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import type { Returned } from '../rewards/return-rewards.ts'
import { refundVoucher } from './refund-voucher.ts'
import { voucher } from './tables.ts'

/**
 * Ends every unused voucher of a resident who closes the account; the points go back to the wallet. The
 * caller returns the rewards, after all wallets are done.
 */
export async function cancelAllVouchers(
  tx: Transaction,
  ctx: Context,
  residentId: ResidentId,
): Promise<Returned[]> {
  const open = await tx
    .select({ voucherId: voucher.id, notAfter: voucher.notAfter })
    .from(voucher)
    .where(and(eq(voucher.residentId, residentId), eq(voucher.state, 'issued')))
    .orderBy(asc(voucher.id))
  const returned: Returned[] = []
  for (const { voucherId, notAfter } of open) {
    const step = notAfter > ctx.now() ? 'cancel' : 'lapse'
    const refunded = await refundVoucher(tx, ctx, { voucherId, residentId, step, by: residentId })
    if (refunded) returned.push(refunded)
  }
  return returned
}
