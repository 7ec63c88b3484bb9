import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Voucher } from '#shared/contract/vouchers.ts'
import type { ResidentId, VoucherId } from '#shared/domain/ids.ts'
import { stateAt } from '#shared/domain/voucher.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { cut, type Page } from '../http/page.ts'
import { helpedVoucher } from '../households/tables.ts'
import { merchant } from '../merchants/tables.ts'
import { refuse } from '../refusal.ts'
import { reward } from '../rewards/tables.ts'
import { voucher } from './tables.ts'

const columns = {
  id: voucher.id,
  residentId: voucher.residentId,
  state: voucher.state,
  rewardId: voucher.rewardId,
  title: reward.title,
  description: reward.description,
  merchantId: voucher.merchantId,
  merchantName: merchant.name,
  merchantAddress: merchant.address,
  priceCentipoints: voucher.priceCentipoints,
  settlementFen: voucher.settlementFen,
  payer: voucher.payer,
  fiscalYear: voucher.fiscalYear,
  deviceKey: voucher.deviceKey,
  issuedAt: voucher.issuedAt,
  notAfter: voucher.notAfter,
  acceptedAt: voucher.acceptedAt,
  acceptances: voucher.acceptances,
  redeemedBy: helpedVoucher.byKind,
  redeemedById: helpedVoucher.byId,
}

function selectVouchers(reader: Pick<Reader, 'select'>) {
  return reader
    .select(columns)
    .from(voucher)
    .innerJoin(reward, eq(reward.id, voucher.rewardId))
    .innerJoin(merchant, eq(merchant.id, voucher.merchantId))
    .leftJoin(helpedVoucher, eq(helpedVoucher.voucherId, voucher.id))
}

const voucherOf = statement<{ id: VoucherId }>()((db, given) =>
  selectVouchers(db).where(eq(voucher.id, given('id', voucher.id))),
)

/** A voucher with its reward and merchant, whoever holds it; undefined when there is none of this id. */
export async function findVoucher(reader: Reader | Transaction, id: VoucherId) {
  const [row] = await reader.execute(voucherOf, { id })
  return row
}

/** Several vouchers, whoever holds them, in no order. */
export async function findVouchers(
  reader: Reader | Transaction,
  ids: readonly VoucherId[],
): Promise<VoucherRow[]> {
  return ids.length === 0 ? [] : selectVouchers(reader).where(inArray(voucher.id, [...ids]))
}

export type VoucherRow = NonNullable<Awaited<ReturnType<typeof findVoucher>>>

/** One of a resident's own vouchers. Refuses `voucher-not-found` for any other. */
export async function ownVoucher(
  reader: Reader | Transaction,
  residentId: ResidentId,
  id: VoucherId,
): Promise<VoucherRow> {
  const row = await findVoucher(reader, id)
  return row?.residentId === residentId ? row : refuse('voucher-not-found')
}

/** One page of a resident's vouchers, the newest first. */
export async function listVouchers(
  reader: Reader,
  residentId: ResidentId,
  now: Date,
  { after, limit }: Page,
): Promise<{ vouchers: Voucher[]; next: string | null }> {
  const before =
    after &&
    sql`(${voucher.issuedAt}, ${voucher.id})
      < (${sql.param(new Date(after.at), voucher.issuedAt)}, ${after.id})`
  const rows = await selectVouchers(reader)
    .where(and(eq(voucher.residentId, residentId), before ?? undefined))
    .orderBy(desc(voucher.issuedAt), desc(voucher.id))
    .limit(limit + 1)
  const { shown, next } = cut(rows, limit, row => ({ at: row.issuedAt.getTime(), id: row.id }))
  return {
    vouchers: shown.map(row => voucherView(row, now)),
    next,
  }
}

export function voucherView(row: VoucherRow, now: Date): Voucher {
  return {
    id: row.id,
    state: stateAt(row, now),
    reward: { id: row.rewardId, title: row.title, description: row.description },
    merchant: { id: row.merchantId, name: row.merchantName, address: row.merchantAddress },
    priceCentipoints: row.priceCentipoints,
    settlementFen: row.settlementFen,
    payer: row.payer,
    fiscalYear: row.fiscalYear,
    deviceKey: row.deviceKey,
    issuedAt: row.issuedAt.toISOString(),
    notAfter: row.notAfter.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    redeemedBy: row.redeemedBy ?? 'self',
  }
}
