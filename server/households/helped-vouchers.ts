import { and, desc, eq, inArray } from 'drizzle-orm'
import type { ResidentId, VoucherId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { nicknamesOf } from '../identity/residents.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { findVouchers, type VoucherRow, voucherView } from '../vouchers/queries.ts'
import { helpedVoucher } from './tables.ts'

/** A voucher that this person redeemed for somebody. Refuses `voucher-not-found` for any other. */
export async function ownHelpedVoucher(
  reader: Reader,
  byId: ResidentId,
  voucherId: VoucherId,
): Promise<VoucherRow> {
  const [helped] = await reader
    .select({ voucherId: helpedVoucher.voucherId })
    .from(helpedVoucher)
    .where(and(eq(helpedVoucher.voucherId, voucherId), eq(helpedVoucher.byId, byId)))
  const [row] = helped ? await findVouchers(reader, [voucherId]) : []
  return row ?? refuse('voucher-not-found')
}

/** Vouchers that this person redeemed for others, the newest first, each with whose it is. */
export async function listHelpedVouchers(
  reader: Reader,
  ctx: Pick<Context, 'keys' | 'now'>,
  byId: ResidentId,
) {
  const rows = await reader
    .select({ voucherId: helpedVoucher.voucherId })
    .from(helpedVoucher)
    .where(and(eq(helpedVoucher.byId, byId), inArray(helpedVoucher.byKind, ['aide', 'guardian'])))
    .orderBy(desc(helpedVoucher.at), desc(helpedVoucher.voucherId))
    .limit(limits.pageRows)
  const found = await findVouchers(
    reader,
    rows.map(row => row.voucherId),
  )
  const nicknames = await nicknamesOf(reader, ctx, [...new Set(found.map(row => row.residentId))])
  const order = new Map(rows.map((row, at) => [row.voucherId, at]))
  return found
    .toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .map(row => ({ for: nicknames.get(row.residentId) ?? '', voucher: voucherView(row, ctx.now()) }))
}
