import { and, eq, gt } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { VoucherId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { blindIndex } from '../identity/sealing.ts'
import { chargeTry, forgiveTries, lockAfterLastTry } from '../merchants/typed-number-lock.ts'
import { refuse } from '../refusal.ts'
import { voucher, voucherNumber } from './tables.ts'

/**
 * Which of this merchant's vouchers a typed number names now. Wrong numbers are counted for the one who
 * types, and the count is on disk before the refusal: it is thrown after the transaction. Refuses
 * `number-locked` and, alike for an unknown, an old and another merchant's number, `voucher-unknown`.
 */
export async function findByNumber(ctx: Context, staff: StaffActor, number: string): Promise<VoucherId> {
  const { staffId } = staff
  const { seconds, voucherId } = await ctx.db.transaction(async tx => {
    const wait = await chargeTry(tx, ctx, staffId)
    if (wait > 0) return { seconds: wait, voucherId: undefined }
    const found = await namedVoucher(tx, ctx, staff, number)
    await (found ? forgiveTries(tx, staffId) : lockAfterLastTry(tx, ctx, staffId))
    return { seconds: 0, voucherId: found }
  })
  if (seconds > 0) refuse('number-locked', { seconds })
  return voucherId ?? refuse('voucher-unknown')
}

async function namedVoucher(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  number: string,
): Promise<VoucherId | undefined> {
  const [row] = await tx
    .select({ id: voucher.id })
    .from(voucherNumber)
    .innerJoin(voucher, eq(voucher.id, voucherNumber.voucherId))
    .where(
      and(
        eq(voucherNumber.numberHash, blindIndex(ctx.keys, 'number', number)),
        gt(voucherNumber.expiresAt, ctx.now()),
        eq(voucher.merchantId, staff.merchantId),
      ),
    )
  return row?.id
}
