import { and, eq, isNull } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { ResidentId, VoucherId } from '#shared/domain/ids.ts'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { readableCode } from '../identity/one-time-code.ts'
import { blindIndex } from '../identity/sealing.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, type VoucherRow } from '../vouchers/queries.ts'
import { voucher } from '../vouchers/tables.ts'
import { printedVoucher } from './tables.ts'

/** 100 bits, as on a card: nobody finds it by trying. */
const codeLength = 20

export interface PrintedVoucher {
  readonly voucher: VoucherRow
  /** Told once, for the paper; the database has its hash. */
  readonly code: string
}

/**
 * Gives a voucher without a phone a code for paper, which counters check online; a code printed before is
 * worth nothing from then on. Refuses `voucher-not-found` for another resident's, `voucher-has-phone`, and
 * whatever keeps the voucher from being used.
 */
export async function printVoucher(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  asked: { readonly residentId: ResidentId; readonly voucherId: VoucherId },
): Promise<PrintedVoucher> {
  const { residentId, voucherId } = asked
  await locked(tx.select({ id: voucher.id }).from(voucher).where(eq(voucher.id, voucherId)))
  const held = await findVoucher(tx, voucherId)
  if (held?.residentId !== residentId) return refuse('voucher-not-found')
  if (held.deviceKey !== null) refuse('voucher-has-phone')
  const now = ctx.now()
  const obstacle = obstacleToUse(held, now)
  if (obstacle) refuse(obstacle.code, obstacle.facts)
  await tx
    .update(printedVoucher)
    .set({ endedAt: now })
    .where(and(eq(printedVoucher.voucherId, voucherId), isNull(printedVoucher.endedAt)))
  const code = readableCode(codeLength)
  await tx.insert(printedVoucher).values({
    codeIndex: blindIndex(ctx.keys, 'number', 'paper', code),
    voucherId,
    printedBy: attendant.attendantId,
    printedAt: now,
    endedAt: null,
  })
  return { voucher: held, code }
}
