import { and, desc, eq } from 'drizzle-orm'
import type { UndoAsked } from '#shared/contract/staff.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { MerchantId, VoucherId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { recordAudit } from '../audit/record.ts'
import { staff } from '../merchants/tables.ts'
import { refuse } from '../refusal.ts'
import { reward } from '../rewards/tables.ts'
import { undoRequest } from './offline-tables.ts'
import { findVoucher } from './queries.ts'
import { voucher } from './tables.ts'
import { undoVoucher } from './undo-voucher.ts'

const requestsShown = 50

/**
 * A clerk asks the owner to undo an acceptance for which it is too late without them. Refuses
 * `voucher-unknown`, `voucher-not-accepted` and `undo-asked`.
 */
export async function askUndo(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  asked: { readonly voucherId: VoucherId; readonly reason: string },
): Promise<string> {
  const { merchantId, staffId: askedBy } = actor
  const held = await findVoucher(tx, asked.voucherId)
  if (held?.merchantId !== merchantId) refuse('voucher-unknown')
  if (held?.state !== 'accepted') refuse('voucher-not-accepted')
  const id: string = ctx.newId('udr')
  const [made] = await tx
    .insert(undoRequest)
    .values({ id, merchantId, ...asked, askedBy, askedAt: ctx.now(), state: 'open' })
    .onConflictDoNothing()
    .returning({ id: undoRequest.id })
  if (!made) refuse('undo-asked')
  return id
}

/**
 * The owner says yes, and the voucher is undone with the clerk's reason; or no. Refuses `not-permitted`,
 * `undo-request-not-found`, `undo-request-decided` and whatever keeps the owner from undoing it:
 * `voucher-not-accepted`, `settlement-closed`.
 */
export async function decideUndo(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  asked: { readonly id: string; readonly approve: boolean },
): Promise<void> {
  if (actor.role !== 'owner') refuse('not-permitted')
  const { id, approve } = asked
  const own = and(eq(undoRequest.id, id), eq(undoRequest.merchantId, actor.merchantId))
  const [decided] = await tx
    .update(undoRequest)
    .set({
      state: approve ? 'approved' : 'declined',
      decidedBy: actor.staffId,
      decidedAt: ctx.now(),
    })
    .where(and(own, eq(undoRequest.state, 'open')))
    .returning()
  if (!decided) {
    const [known] = await tx.select({ id: undoRequest.id }).from(undoRequest).where(own)
    return refuse(known ? 'undo-request-decided' : 'undo-request-not-found')
  }
  const { voucherId, reason } = decided
  if (approve) await undoVoucher(tx, ctx, actor, { voucherId, reason })
  const action = approve ? 'undo.approve' : 'undo.decline'
  await recordAudit(tx, ctx, actor, { action, subject: id, after: { voucherId } })
}

/** What was asked of the owner, the newest first. */
export async function listUndoRequests(reader: Reader, merchantId: MerchantId): Promise<UndoAsked[]> {
  const rows = await reader
    .select({
      row: undoRequest,
      title: reward.title,
      settlementFen: voucher.settlementFen,
      acceptedAt: voucher.acceptedAt,
      askedBy: staff.nickname,
    })
    .from(undoRequest)
    .innerJoin(voucher, eq(voucher.id, undoRequest.voucherId))
    .innerJoin(reward, eq(reward.id, voucher.rewardId))
    .innerJoin(staff, eq(staff.id, undoRequest.askedBy))
    .where(eq(undoRequest.merchantId, merchantId))
    .orderBy(desc(undoRequest.askedAt), desc(undoRequest.id))
    .limit(requestsShown)
  return rows.map(({ row, title, settlementFen, acceptedAt, askedBy }) => ({
    id: row.id,
    voucherId: row.voucherId,
    title,
    settlementFen,
    acceptedAt: acceptedAt?.toISOString() ?? null,
    reason: row.reason,
    askedBy,
    askedAt: row.askedAt.toISOString(),
    state: row.state,
  }))
}
