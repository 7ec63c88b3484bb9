import type { MerchantId, ResidentId, RewardId, VoucherId } from '#shared/domain/ids.ts'
import { notAfterOf } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { insertion } from '../db/statement.ts'
import { recordStep } from './record-step.ts'
import { voucher } from './tables.ts'

export interface NewVoucher {
  readonly voucherId: VoucherId
  readonly residentId: ResidentId
  readonly rewardId: RewardId
  readonly deviceKey: string | null
  readonly offer: {
    readonly merchantId: MerchantId
    readonly priceCentipoints: number
    readonly settlementFen: number
    readonly payer: string
    readonly fiscalYear: number
    readonly validDays: number
  }
}

const insertVoucher = insertion(voucher)

/**
 * Writes the voucher of a redemption; what it costs, what is paid for it and by whom stay as they are today.
 */
export async function issueVoucher(tx: Transaction, ctx: Context, issued: NewVoucher): Promise<void> {
  const { voucherId, residentId, rewardId, deviceKey, offer } = issued
  const { merchantId, priceCentipoints, settlementFen, payer, fiscalYear } = offer
  const now = ctx.now()
  await tx.execute(insertVoucher, {
    id: voucherId,
    rewardId,
    residentId,
    merchantId,
    state: 'issued',
    priceCentipoints,
    settlementFen,
    payer,
    fiscalYear,
    deviceKey,
    issuedAt: now,
    notAfter: notAfterOf(now, offer.validDays),
    acceptedAt: null,
    acceptedBy: null,
    acceptances: 0,
  })
  await recordStep(tx, ctx, { voucherId, merchantId, step: 'issue', by: residentId, settlementFen: 0 })
}
