import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { Settlement, SettlementLine } from '#shared/contract/settlements.ts'
import type { MerchantId, SettlementId } from '#shared/domain/ids.ts'
import { isClosed } from '#shared/domain/settlement.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { cut, type Page } from '../http/page.ts'
import { refuse } from '../refusal.ts'
import { voucherStep } from '../vouchers/tables.ts'
import { settlement, settlementLine } from './tables.ts'

type SettlementRow = typeof settlement.$inferSelect

/** A merchant's own settlement. Refuses `settlement-not-found` for any other. */
export async function ownSettlement(
  reader: Reader | Transaction,
  merchantId: MerchantId,
  id: SettlementId,
): Promise<SettlementRow> {
  const own = and(eq(settlement.id, id), eq(settlement.merchantId, merchantId))
  const [row] = await reader.select().from(settlement).where(own)
  return row ?? refuse('settlement-not-found')
}

/** One page of settlements, the newest first; of one merchant, or of all. */
export async function listSettlements(
  reader: Reader,
  merchantId: MerchantId | null,
  { after, limit }: Page,
): Promise<{ settlements: Settlement[]; next: string | null }> {
  const { createdAt, id } = settlement
  const rows = await reader
    .select()
    .from(settlement)
    .where(
      and(
        merchantId ? eq(settlement.merchantId, merchantId) : undefined,
        after
          ? sql`(${createdAt}, ${id}) < (${sql.param(new Date(after.at), createdAt)}, ${after.id})`
          : undefined,
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(limit + 1)
  const { shown, next } = cut(rows, limit, row => ({ at: row.createdAt.getTime(), id: row.id }))
  return {
    settlements: shown.map(settlementView),
    next,
  }
}

/** One page of a settlement's lines, in the order of time. */
export async function listLines(
  reader: Reader,
  settlementId: SettlementId,
  { after, limit }: Page,
): Promise<{ entries: SettlementLine[]; next: string | null }> {
  const { at, voucherStepId, voucherId, amountFen } = settlementLine
  const rows = await reader
    .select({ voucherStepId, voucherId, step: voucherStep.step, at, amountFen })
    .from(settlementLine)
    .innerJoin(voucherStep, eq(voucherStep.id, voucherStepId))
    .where(
      and(
        eq(settlementLine.settlementId, settlementId),
        after
          ? sql`(${at}, ${voucherStepId}) > (${sql.param(new Date(after.at), at)}, ${after.id})`
          : undefined,
      ),
    )
    .orderBy(asc(at), asc(voucherStepId))
    .limit(limit + 1)
  const { shown, next } = cut(rows, limit, row => ({ at: row.at.getTime(), id: row.voucherStepId }))
  return {
    entries: shown.map(row => ({
      id: row.voucherStepId,
      voucherId: row.voucherId,
      step: row.step === 'undo' ? 'undo' : 'accept',
      at: row.at.toISOString(),
      amountFen: row.amountFen,
    })),
    next,
  }
}

/** True when this step of a voucher stands in a closed settlement. */
export async function inClosedPeriod(reader: Reader | Transaction, voucherStepId: string): Promise<boolean> {
  const [row] = await reader
    .select({ state: settlement.state })
    .from(settlementLine)
    .innerJoin(settlement, eq(settlement.id, settlementLine.settlementId))
    .where(eq(settlementLine.voucherStepId, voucherStepId))
  return row !== undefined && isClosed(row.state)
}

export function settlementView(row: SettlementRow): Settlement {
  return {
    id: row.id,
    merchantId: row.merchantId,
    fromOn: row.fromOn,
    throughOn: row.throughOn,
    state: row.state,
    lines: row.lines,
    totalFen: row.totalFen,
    disputeReason: row.disputeReason,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    paidAt: row.paidAt?.toISOString() ?? null,
    paymentReference: row.paymentReference,
  }
}
