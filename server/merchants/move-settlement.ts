import { and, eq, inArray } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { SettlementId } from '#shared/domain/ids.ts'
import { settlementMove, type SettlementStep } from '#shared/domain/settlement.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { insertRows } from '../db/rowset.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { ownSettlement } from './settlement-queries.ts'
import { lineObjection, settlement, settlementLine } from './tables.ts'

type Change = Partial<
  Pick<typeof settlement.$inferInsert, 'disputeReason' | 'decidedAt' | 'paidAt' | 'paymentReference'>
>

/** Takes one step of a settlement's life; a step it has taken already changes nothing and is no mistake. */
async function move(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  asked: { readonly id: SettlementId; readonly step: SettlementStep; readonly change: Change },
): Promise<void> {
  const { id, step, change } = asked
  const { from, to } = settlementMove(step)
  const [moved] = await tx
    .update(settlement)
    .set({ ...change, state: to })
    .where(and(eq(settlement.id, id), eq(settlement.state, from)))
    .returning({ id: settlement.id })
  if (moved) {
    const { disputeReason: reason, paymentReference } = change
    const after = { state: to, reason, paymentReference }
    return recordAudit(tx, ctx, actor, {
      action: `settlement.${step}`,
      subject: id,
      before: { state: from },
      after,
    })
  }
  const [current] = await tx.select().from(settlement).where(eq(settlement.id, id))
  if (!current) return refuse('settlement-not-found')
  const samePayment = step !== 'pay' || current.paymentReference === change.paymentReference
  if (current.state !== to || !samePayment) refuse('settlement-state', { state: current.state })
}

/** Money is the owner's business. */
async function assertOwner(tx: Transaction, actor: StaffActor, id: SettlementId): Promise<void> {
  await ownSettlement(tx, actor.merchantId, id)
  if (actor.role !== 'owner') refuse('not-permitted')
}

/**
 * The owner agrees: the period is closed for good. Refuses `settlement-not-found`, `not-permitted`,
 * `settlement-state`.
 */
export async function confirmSettlement(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  id: SettlementId,
): Promise<void> {
  await assertOwner(tx, actor, id)
  await move(tx, ctx, actor, { id, step: 'confirm', change: { decidedAt: ctx.now(), disputeReason: null } })
}

export interface Dispute {
  readonly id: SettlementId
  readonly reason: string
  readonly lines?: readonly { readonly id: string; readonly reason: string }[] | undefined
}

/**
 * The owner disagrees and says why, of the whole and of single lines. Refuses `settlement-not-found`,
 * `not-permitted`, `settlement-state` and `settlement-line-not-found`.
 */
export async function disputeSettlement(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  asked: Dispute,
): Promise<void> {
  await assertOwner(tx, actor, asked.id)
  const change = { decidedAt: ctx.now(), disputeReason: asked.reason }
  await move(tx, ctx, actor, { id: asked.id, step: 'dispute', change })
  await object(tx, ctx, actor, asked)
}

async function object(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  { id: settlementId, lines = [] }: Dispute,
): Promise<void> {
  if (lines.length === 0) return
  const ids = [...new Set(lines.map(line => line.id))]
  const known = await tx
    .select({ id: settlementLine.voucherStepId })
    .from(settlementLine)
    .where(and(eq(settlementLine.settlementId, settlementId), inArray(settlementLine.voucherStepId, ids)))
  if (known.length < ids.length) refuse('settlement-line-not-found')
  const made = { settlementId, by: actor.staffId, at: ctx.now() }
  const rows = lines.map(line => ({
    ...made,
    id: ctx.newId('obj'),
    voucherStepId: line.id,
    reason: line.reason,
  }))
  await insertRows(tx, lineObjection, rows)
}

/**
 * The programme has answered a dispute: the merchant decides again. What was wrong is corrected by steps of
 * the voucher, which fall into the next settlement. Refuses `not-permitted`, `settlement-not-found`,
 * `settlement-state`.
 */
export async function returnSettlement(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  id: SettlementId,
): Promise<void> {
  requirePermission(actor, 'settlement.draft')
  await move(tx, ctx, actor, { id, step: 'return', change: { decidedAt: null } })
}

/**
 * The money has left, under this reference. Refuses `not-permitted`, `settlement-not-found` and
 * `settlement-state`.
 */
export async function paySettlement(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  asked: { readonly id: SettlementId; readonly paymentReference: string },
): Promise<void> {
  requirePermission(actor, 'settlement.pay')
  const { id, paymentReference } = asked
  await move(tx, ctx, actor, { id, step: 'pay', change: { paidAt: ctx.now(), paymentReference } })
}
