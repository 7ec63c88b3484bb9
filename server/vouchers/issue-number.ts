import { randomInt } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { ResidentId, VoucherId } from '#shared/domain/ids.ts'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import { locked } from '../db/lock.ts'
import { blindIndex } from '../identity/sealing.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { ownVoucher } from './queries.ts'
import { voucher, voucherNumber } from './tables.ts'

const digits = 10
const draws = 5

export function newNumber(): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0')
}

/**
 * Ten digits to read out where a code cannot be scanned: online only, for a minute, and the last ones only.
 * Refuses `voucher-not-found` and whatever keeps the voucher from being used.
 */
export async function issueNumber(
  ctx: Context,
  asked: { readonly residentId: ResidentId; readonly voucherId: VoucherId },
): Promise<{ number: string; expiresAt: Date }> {
  const { residentId, voucherId } = asked
  const now = ctx.now()
  const expiresAt = new Date(now.getTime() + limits.typedNumberMs)
  return ctx.db.transaction(async tx => {
    // Two requests at once: the second waits here, and then removes what the first stored.
    await locked(tx.select({ id: voucher.id }).from(voucher).where(eq(voucher.id, voucherId)))
    const obstacle = obstacleToUse(await ownVoucher(tx, residentId, voucherId), now)
    if (obstacle) refuse(obstacle.code, obstacle.facts)
    await tx.delete(voucherNumber).where(eq(voucherNumber.voucherId, voucherId))
    for (let draw = 0; draw < draws; draw++) {
      const number = newNumber()
      const numberHash = blindIndex(ctx.keys, 'number', number)
      const [stored] = await tx
        .insert(voucherNumber)
        .values({ numberHash, voucherId, expiresAt })
        .onConflictDoNothing()
        .returning({ numberHash: voucherNumber.numberHash })
      if (stored) return { number, expiresAt }
    }
    return refuse('too-busy')
  })
}
