import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { MerchantId, VoucherId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { findCardHolder } from '../identity/cards.ts'
import { blindIndex } from '../identity/sealing.ts'
import { voucher } from '../vouchers/tables.ts'
import { printedVoucher } from './tables.ts'

/**
 * The voucher that a paper names at this merchant, online only: the one a slip was printed for, or of a
 * card's holder the one to be used soonest that lives on no phone. A blocked card and an old slip name none.
 */
export async function findByPaper(
  ctx: Pick<Context, 'db' | 'keys' | 'now'>,
  merchantId: MerchantId,
  code: string,
): Promise<VoucherId | undefined> {
  const { reader } = ctx.db
  const printed = await slipVoucher(reader, ctx, code)
  if (printed) return printed
  const holder = await findCardHolder(reader, ctx, code)
  if (!holder) return undefined
  const [soonest] = await reader
    .select({ id: voucher.id })
    .from(voucher)
    .where(
      and(
        eq(voucher.residentId, holder.residentId),
        eq(voucher.merchantId, merchantId),
        eq(voucher.state, 'issued'),
        isNull(voucher.deviceKey),
        gt(voucher.notAfter, ctx.now()),
      ),
    )
    .orderBy(asc(voucher.notAfter), asc(voucher.id))
    .limit(1)
  return soonest?.id
}

async function slipVoucher(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  code: string,
): Promise<VoucherId | undefined> {
  const [row] = await reader
    .select({ voucherId: printedVoucher.voucherId })
    .from(printedVoucher)
    .where(
      and(
        eq(printedVoucher.codeIndex, blindIndex(ctx.keys, 'number', 'paper', code)),
        isNull(printedVoucher.endedAt),
      ),
    )
  return row?.voucherId
}
