import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { Settlement, SettlementLine } from '#shared/contract/settlements.ts'
import type { MerchantId, SettlementId } from '#shared/domain/ids.ts'
import { isClosed } from '#shared/domain/settlement.ts'
import { asSettledStep } from '#shared/domain/voucher.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { cut, type Page } from '../http/page.ts'
import { refuse } from '../refusal.ts'
import { reward } from '../rewards/tables.ts'
import { voucher, voucherStep } from '../vouchers/tables.ts'
import { lineObjection, settlement, settlementLine } from './tables.ts'

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
  const { step, reason } = voucherStep
  const rows = await reader
    .select({ voucherStepId, voucherId, step, reason, title: reward.title, at, amountFen })
    .from(settlementLine)
    .innerJoin(voucherStep, eq(voucherStep.id, voucherStepId))
    .innerJoin(voucher, eq(voucher.id, voucherId))
    .innerJoin(reward, eq(reward.id, voucher.rewardId))
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
  const objections = await objectionsTo(reader, settlementId)
  return {
    entries: shown.map(row => ({
      id: row.voucherStepId,
      voucherId: row.voucherId,
      step: asSettledStep(row.step),
      at: row.at.toISOString(),
      amountFen: row.amountFen,
      title: row.title,
      reason: row.reason,
      objection: objections.get(row.voucherStepId) ?? null,
    })),
    next,
  }
}

/** The last word of the owner on each line they object to. */
async function objectionsTo(reader: Reader, settlementId: SettlementId): Promise<Map<string, string>> {
  const rows = await reader
    .select({ line: lineObjection.voucherStepId, reason: lineObjection.reason })
    .from(lineObjection)
    .where(eq(lineObjection.settlementId, settlementId))
    .orderBy(desc(lineObjection.at), desc(lineObjection.id))
    .limit(objectionsRead)
  return new Map(rows.reverse().map(({ line, reason }) => [line, reason]))
}

const objectionsRead = 1_000

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
