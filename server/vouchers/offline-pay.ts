import { and, eq, gt, sql } from 'drizzle-orm'
import type { StaffId } from '#shared/domain/ids.ts'
import { acceptVoucher as acceptPosting, compensateVoucher } from '#shared/domain/postings-voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { post } from '../ledger/post.ts'
import { refuse } from '../refusal.ts'
import type { VoucherRow } from './queries.ts'
import { recordStep } from './record-step.ts'
import { voucher } from './tables.ts'

/** A voucher that a till took without network, and that may be booked now. */
export interface LateUse {
  readonly held: VoucherRow
  /** Whoever sent it. */
  readonly staffId: StaffId
  readonly takenAt: Date
  readonly entryId: string
}

/**
 * The first use: the voucher ends and the merchant is owed its settlement, as of when the till took it. The
 * state stands in the statement, as in `acceptVoucher`. Refuses `too-busy` when somebody was faster since it
 * was read: the till sends it again.
 */
export async function acceptLate(tx: Transaction, ctx: Context, use: LateUse): Promise<void> {
  const { held, staffId, takenAt } = use
  const { id: voucherId, merchantId, residentId, settlementFen, priceCentipoints: centipoints } = held
  const acceptances = sql`${voucher.acceptances} + 1`
  const [taken] = await tx
    .update(voucher)
    .set({ state: 'accepted', acceptedAt: takenAt, acceptedBy: staffId, acceptances })
    .where(
      and(
        eq(voucher.id, voucherId),
        eq(voucher.state, 'issued'),
        eq(voucher.acceptances, held.acceptances),
        gt(voucher.notAfter, takenAt),
      ),
    )
    .returning({ acceptances: voucher.acceptances })
  if (!taken) return refuse('too-busy')
  const act = { reference: `${voucherId}/${taken.acceptances}`, residentId, occurredAt: takenAt }
  await post(tx, ctx, acceptPosting(act, { voucherId, merchantId, centipoints }))
  await recordStep(tx, ctx, { voucherId, merchantId, step: 'accept', by: staffId, settlementFen })
}

/**
 * A second use that the till could not know of: the programme pays the merchant again. The points come from
 * its compensation account, the money is a line of its own in the settlement, with the reason.
 */
export async function compensate(tx: Transaction, ctx: Context, use: LateUse, reason: string): Promise<void> {
  const { held, staffId, takenAt, entryId } = use
  const { id: voucherId, merchantId, settlementFen, priceCentipoints: centipoints } = held
  const act = { reference: `${voucherId}/offline-${entryId.slice(0, 16)}`, occurredAt: takenAt }
  await post(tx, ctx, compensateVoucher(act, { voucherId, merchantId, centipoints }))
  await recordStep(tx, ctx, { voucherId, merchantId, step: 'compensate', by: staffId, reason, settlementFen })
}
