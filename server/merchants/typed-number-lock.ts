import { and, eq, gte, isNull, lte, or, sql } from 'drizzle-orm'
import type { StaffId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { staff } from './tables.ts'

/**
 * Charges a try at a typed number before it is looked up, so that many at once cannot all pass; the row
 * waits for the transaction's end. Returns 0, or the seconds until typing is open again.
 */
export async function chargeTry(tx: Transaction, ctx: Context, staffId: StaffId): Promise<number> {
  const now = ctx.now()
  const open = or(isNull(staff.numbersLockedUntil), lte(staff.numbersLockedUntil, now))
  const [charged] = await tx
    .update(staff)
    .set({ wrongNumbers: sql`${staff.wrongNumbers} + 1`, numbersLockedUntil: null })
    .where(and(eq(staff.id, staffId), open))
    .returning({ id: staff.id })
  if (charged) return 0
  const [row] = await tx.select({ until: staff.numbersLockedUntil }).from(staff).where(eq(staff.id, staffId))
  return Math.max(1, Math.ceil(((row?.until ?? now).getTime() - now.getTime()) / 1000))
}

/** A right number forgives the wrong ones before it. */
export async function forgiveTries(tx: Transaction, staffId: StaffId): Promise<void> {
  await tx.update(staff).set({ wrongNumbers: 0 }).where(eq(staff.id, staffId))
}

/** After a wrong number: locks typing when it was the last try. */
export async function lockAfterLastTry(tx: Transaction, ctx: Context, staffId: StaffId): Promise<void> {
  const until = new Date(ctx.now().getTime() + limits.typedNumberLockMs)
  await tx
    .update(staff)
    .set({ wrongNumbers: 0, numbersLockedUntil: until })
    .where(and(eq(staff.id, staffId), gte(staff.wrongNumbers, limits.typedNumberTries)))
}
