import { and, desc, eq, ne, sql } from 'drizzle-orm'
import type { OfflineConflict, OfflineResult } from '#shared/contract/tills.ts'
import type { MerchantId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { cut, type Page } from '../http/page.ts'
import { merchant } from '../merchants/tables.ts'
import { tillDevice } from '../merchants/till-tables.ts'
import { reward } from '../rewards/tables.ts'
import { offlineAcceptance } from './offline-tables.ts'
import { voucher } from './tables.ts'

function selectResults(reader: Reader | Transaction) {
  return reader
    .select({ row: offlineAcceptance, till: tillDevice.name, title: reward.title, merchant: merchant.name })
    .from(offlineAcceptance)
    .innerJoin(merchant, eq(merchant.id, offlineAcceptance.merchantId))
    .leftJoin(tillDevice, eq(tillDevice.id, offlineAcceptance.deviceId))
    .leftJoin(voucher, eq(voucher.id, offlineAcceptance.voucherId))
    .leftJoin(reward, eq(reward.id, voucher.rewardId))
}

type Selected = Awaited<ReturnType<typeof selectResults>>[number]

function resultView({ row, till, title }: Selected): OfflineResult {
  return {
    id: row.id,
    seq: row.seq,
    outcome: row.outcome,
    code: row.code,
    takenAt: row.takenAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    till,
    voucherId: row.voucherId,
    title,
    settlementFen: row.settlementFen,
    usedAt: row.usedAt?.toISOString() ?? null,
  }
}

/** What became of an entry; null when it has not been sent yet. */
export async function readResult(reader: Reader | Transaction, id: string): Promise<OfflineResult | null> {
  const [row] = await selectResults(reader).where(eq(offlineAcceptance.id, id))
  return row ? resultView(row) : null
}

/** One page of what tills took without network, the newest first: of one shop or of all. */
async function listRows(
  reader: Reader,
  wanted: { readonly merchantId: MerchantId | null; readonly conflictsOnly: boolean },
  { after, limit }: Page,
) {
  const { receivedAt, id, merchantId, outcome } = offlineAcceptance
  const rows = await selectResults(reader)
    .where(
      and(
        wanted.merchantId ? eq(merchantId, wanted.merchantId) : undefined,
        wanted.conflictsOnly ? ne(outcome, 'accepted') : undefined,
        after
          ? sql`(${receivedAt}, ${id}) < (${sql.param(new Date(after.at), receivedAt)}, ${after.id})`
          : undefined,
      ),
    )
    .orderBy(desc(receivedAt), desc(id))
    .limit(limit + 1)
  return cut(rows, limit, ({ row }) => ({ at: row.receivedAt.getTime(), id: row.id }))
}

/** A shop's own, the newest first. */
export async function listOffline(
  reader: Reader,
  wanted: { readonly merchantId: MerchantId; readonly conflictsOnly: boolean },
  page: Page,
): Promise<{ results: OfflineResult[]; next: string | null }> {
  const { shown, next } = await listRows(reader, wanted, page)
  return { results: shown.map(resultView), next }
}

/** Second uses and refused entries of all shops, the newest first: for administrators. */
export async function listConflicts(
  reader: Reader,
  page: Page,
): Promise<{ conflicts: OfflineConflict[]; next: string | null }> {
  const { shown, next } = await listRows(reader, { merchantId: null, conflictsOnly: true }, page)
  const conflicts = shown.map(one => ({
    ...resultView(one),
    merchantId: one.row.merchantId,
    merchant: one.merchant,
    deviceId: one.row.deviceId,
  }))
  return { conflicts, next }
}
