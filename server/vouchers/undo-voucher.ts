import { and, desc, eq } from 'drizzle-orm'
import type { Undone } from '#shared/contract/vouchers.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { VoucherId } from '#shared/domain/ids.ts'
import { undoVoucher as undoPosting } from '#shared/domain/postings-voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { post } from '../ledger/post.ts'
import { limits } from '../limits.ts'
import { inClosedPeriod } from '../merchants/settlement-queries.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, type VoucherRow } from './queries.ts'
import { recordStep } from './record-step.ts'
import { voucher, voucherStep } from './tables.ts'

/**
 * Takes an acceptance back: within five minutes by any staff of the merchant, later by the owner, until the
 * period it was settled in is closed. The voucher can be used again. Refuses `voucher-unknown`,
 * `voucher-not-accepted`, `undo-too-late` and `settlement-closed`.
 */
export async function undoVoucher(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  asked: { readonly voucherId: VoucherId; readonly reason: string },
): Promise<Undone> {
  const now = ctx.now()
  const held = await findVoucher(tx, asked.voucherId)
  if (held?.merchantId !== staff.merchantId) return refuse('voucher-unknown')
  const acceptedAt = held.acceptedAt ?? refuse('voucher-not-accepted')
  const late = now.getTime() - acceptedAt.getTime() > limits.undoMs
  if (late && staff.role !== 'owner') refuse('undo-too-late', { minutes: limits.undoMs / 60_000 })
  if (late && (await inClosedPeriod(tx, await lastAcceptance(tx, held.id)))) refuse('settlement-closed')
  await giveStateBack(tx, held)
  const { id: voucherId, merchantId, residentId, acceptances, priceCentipoints: centipoints } = held
  const act = { reference: `${voucherId}/${acceptances}`, residentId, occurredAt: now }
  await post(tx, ctx, undoPosting(act, { voucherId, merchantId, centipoints }))
  const step = { voucherId, merchantId, step: 'undo', by: staff.staffId, reason: asked.reason } as const
  // Never minus zero, which would not come back from the database as it went in.
  await recordStep(tx, ctx, { ...step, settlementFen: 0 - held.settlementFen })
  return { voucherId, settlementFen: held.settlementFen, undoneAt: now.toISOString() }
}

async function giveStateBack(tx: Transaction, held: VoucherRow): Promise<void> {
  const [given] = await tx
    .update(voucher)
    .set({ state: 'issued', acceptedAt: null, acceptedBy: null })
    .where(
      and(eq(voucher.id, held.id), eq(voucher.state, 'accepted'), eq(voucher.acceptances, held.acceptances)),
    )
    .returning({ id: voucher.id })
  if (!given) refuse('voucher-not-accepted')
}

async function lastAcceptance(tx: Transaction, voucherId: VoucherId): Promise<string> {
  const [row] = await tx
    .select({ id: voucherStep.id })
    .from(voucherStep)
    .where(and(eq(voucherStep.voucherId, voucherId), eq(voucherStep.step, 'accept')))
    .orderBy(desc(voucherStep.at), desc(voucherStep.id))
    .limit(1)
  return row?.id ?? refuse('voucher-not-accepted')
}
