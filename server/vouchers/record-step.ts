import type { MerchantId, VoucherId } from '#shared/domain/ids.ts'
import type { RecordedStep } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { insertion } from '../db/statement.ts'
import { voucherStep } from './tables.ts'

export interface StepTaken {
  readonly voucherId: VoucherId
  readonly merchantId: MerchantId
  readonly step: RecordedStep
  /** The staff member, the resident, or the job. */
  readonly by: string
  readonly reason?: string
  /**
   * What the step adds to what the merchant is owed: above zero when accepted or compensated, below when
   * undone, else nothing.
   */
  readonly settlementFen: number
}

const insertStep = insertion(voucherStep)

/** Writes one step of a voucher's life, in the transaction that takes it. */
export async function recordStep(
  tx: Transaction,
  ctx: Context,
  { reason, ...taken }: StepTaken,
): Promise<void> {
  await tx.execute(insertStep, {
    ...taken,
    id: ctx.newId('vst'),
    at: ctx.now(),
    reason: reason ?? null,
  })
}
