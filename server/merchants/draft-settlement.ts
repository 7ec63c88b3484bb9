import { and, asc, desc, eq, inArray, isNull, lt } from 'drizzle-orm'
import { addDays, type Day, dayOf, startOf } from '#shared/domain/calendar.ts'
import type { MerchantId, SettlementId } from '#shared/domain/ids.ts'
import { periodFrom } from '#shared/domain/settlement.ts'
import { settledSteps } from '#shared/domain/voucher.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { insertRows } from '../db/rowset.ts'
import { limits } from '../limits.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { voucherStep } from '../vouchers/tables.ts'
import { merchant, settlement, settlementLine } from './tables.ts'

/**
 * States what a merchant is owed through a day: every acceptance, undo and compensation up to the end of
 * that Shanghai day that no settlement holds yet. Steps of earlier days that came in late are part of it:
 * corrections fall into the next one. Refuses `not-permitted`, `merchant-not-found`, `settlement-day-open`
 * and `settlement-empty`.
 */
export async function draftSettlement(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  asked: { readonly merchantId: MerchantId; readonly throughOn: Day },
): Promise<SettlementId> {
  requirePermission(actor, 'settlement.draft')
  const { merchantId, throughOn } = asked
  const now = ctx.now()
  if (throughOn >= dayOf(now)) refuse('settlement-day-open')
  // One draft of a merchant at a time: two would collect the same steps.
  const [known] = await locked(
    tx.select({ id: merchant.id }).from(merchant).where(eq(merchant.id, merchantId)),
  )
  if (!known) refuse('merchant-not-found')
  const first = (await openSteps(tx, merchantId, throughOn, 1))[0] ?? refuse('settlement-empty')
  const fromOn = periodFrom(await lastThrough(tx, merchantId), dayOf(first.at))
  if (fromOn > throughOn) refuse('settlement-empty')
  const id: SettlementId = ctx.newId('set')
  const opened = { id, merchantId, fromOn, throughOn, state: 'draft', createdAt: now } as const
  await tx.insert(settlement).values({ ...opened, lines: 0, totalFen: 0 })
  const totals = await collectLines(tx, id, merchantId, throughOn)
  await tx.update(settlement).set(totals).where(eq(settlement.id, id))
  const after = { merchantId, fromOn, throughOn, ...totals }
  await recordAudit(tx, ctx, actor, { action: 'settlement.draft', subject: id, after })
  return id
}

async function lastThrough(tx: Transaction, merchantId: MerchantId): Promise<Day | null> {
  const [last] = await tx
    .select({ throughOn: settlement.throughOn })
    .from(settlement)
    .where(eq(settlement.merchantId, merchantId))
    .orderBy(desc(settlement.throughOn))
    .limit(1)
  return last?.throughOn ?? null
}

/** Steps that count in money and stand in no settlement yet, the oldest first. */
function openSteps(tx: Transaction, merchantId: MerchantId, throughOn: Day, most: number) {
  return tx
    .select({
      voucherStepId: voucherStep.id,
      voucherId: voucherStep.voucherId,
      amountFen: voucherStep.settlementFen,
      at: voucherStep.at,
    })
    .from(voucherStep)
    .leftJoin(settlementLine, eq(settlementLine.voucherStepId, voucherStep.id))
    .where(
      and(
        eq(voucherStep.merchantId, merchantId),
        inArray(voucherStep.step, settledSteps),
        lt(voucherStep.at, startOf(addDays(throughOn, 1))),
        isNull(settlementLine.voucherStepId),
      ),
    )
    .orderBy(asc(voucherStep.at), asc(voucherStep.id))
    .limit(most)
}

async function collectLines(
  tx: Transaction,
  settlementId: SettlementId,
  merchantId: MerchantId,
  throughOn: Day,
): Promise<{ lines: number; totalFen: number }> {
  const totals = { lines: 0, totalFen: 0 }
  for (;;) {
    const steps = await openSteps(tx, merchantId, throughOn, limits.chunkRows)
    await insertRows(
      tx,
      settlementLine,
      steps.map(step => ({ ...step, settlementId })),
    )
    totals.lines += steps.length
    totals.totalFen += steps.reduce((sum, step) => sum + step.amountFen, 0)
    if (steps.length < limits.chunkRows) return totals
  }
}
