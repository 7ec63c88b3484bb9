import { and, asc, lte, sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { lockWallets } from '../ledger/wallets.ts'
import { limits } from '../limits.ts'
import { type Returned, returnRewards } from '../rewards/return-rewards.ts'
import { refundVoucher } from './refund-voucher.ts'
import { voucher, voucherNumber } from './tables.ts'

/**
 * Lapses vouchers past their time, batch by batch: the points go back, the reward returns to the shelf and
 * the person may redeem it again. Safe to run on several processes at once. Says how many lapsed.
 */
export async function lapseVouchers(ctx: Context): Promise<number> {
  let lapsed = 0
  for (let batch = 0; batch < limits.lapseBatches; batch++) {
    const { found, done } = await ctx.db.transaction(tx => lapseBatch(tx, ctx))
    lapsed += done
    if (found < limits.lapseBatch) break
  }
  return lapsed
}

async function lapseBatch(tx: Transaction, ctx: Context): Promise<{ found: number; done: number }> {
  const due = await tx
    .select({ voucherId: voucher.id, residentId: voucher.residentId })
    .from(voucher)
    // Written out and not a parameter: only so is the index of unused vouchers found.
    .where(and(sql`${voucher.state} = 'issued'`, lte(voucher.notAfter, ctx.now())))
    .orderBy(asc(voucher.notAfter), asc(voucher.id))
    .limit(limits.lapseBatch)
  const residentIds = due.map(one => one.residentId)
  await lockWallets(tx, residentIds)
  const returned: Returned[] = []
  for (const one of [...due].sort((a, b) => (a.voucherId < b.voucherId ? -1 : 1))) {
    const refunded = await refundVoucher(tx, ctx, { ...one, step: 'lapse', by: 'job:lapse' })
    if (refunded) returned.push(refunded)
  }
  await returnRewards(tx, ctx, returned)
  return { found: due.length, done: returned.length }
}

/** Deletes typed numbers that are past their minute. */
export async function forgetNumbers(ctx: Context): Promise<void> {
  await ctx.db.transaction(async tx => {
    await tx.delete(voucherNumber).where(lte(voucherNumber.expiresAt, ctx.now()))
  })
}
