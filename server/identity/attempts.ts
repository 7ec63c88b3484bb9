import { and, eq, gte, lt, lte, sql } from 'drizzle-orm'
import type { Transaction } from '../db/database.ts'
import { attempts } from './tables.ts'

/** Makes everyone who names this key wait until the transaction ends. */
export async function waitForTurn(tx: Transaction, key: string, now: Date): Promise<void> {
  await tx
    .insert(attempts)
    .values({ key, tried: 0, since: now })
    .onConflictDoUpdate({ target: attempts.key, set: { since: now } })
}

/**
 * Counts one try, before it is known whether it will be right, so that many at once cannot all pass. Returns
 * 0, or, when `most` were tried within the window, the seconds until the next one counts.
 */
export async function takeTry(
  tx: Transaction,
  key: string,
  now: Date,
  bound: { readonly most: number; readonly windowMs: number },
): Promise<number> {
  const windowStart = new Date(now.getTime() - bound.windowMs)
  const over = lte(attempts.since, windowStart)
  const [taken] = await tx
    .insert(attempts)
    .values({ key, tried: 1, since: now })
    .onConflictDoUpdate({
      target: attempts.key,
      set: {
        tried: sql`case when ${over} then 1 else ${attempts.tried} + 1 end`,
        since: sql`case when ${over} then ${sql.param(now, attempts.since)} else ${attempts.since} end`,
      },
      setWhere: sql`(${over} or ${lt(attempts.tried, bound.most)})`,
    })
    .returning({ tried: attempts.tried })
  if (taken) return 0
  const [full] = await tx.select({ since: attempts.since }).from(attempts).where(eq(attempts.key, key))
  const waitMs = (full?.since ?? now).getTime() + bound.windowMs - now.getTime()
  return Math.max(1, Math.ceil(waitMs / 1000))
}

/** Seconds until a key that is full has tries again, without taking one; 0 when it has. */
export async function secondsFull(
  tx: Transaction,
  key: string,
  now: Date,
  bound: { readonly most: number; readonly windowMs: number },
): Promise<number> {
  const [row] = await tx.select().from(attempts).where(eq(attempts.key, key))
  const waitMs = row ? row.since.getTime() + bound.windowMs - now.getTime() : 0
  return row && row.tried >= bound.most && waitMs > 0 ? Math.ceil(waitMs / 1000) : 0
}

/** A right try does not count. */
export async function giveBackTry(tx: Transaction, key: string): Promise<void> {
  await tx
    .update(attempts)
    .set({ tried: sql`${attempts.tried} - 1` })
    .where(and(eq(attempts.key, key), gte(attempts.tried, 1)))
}
