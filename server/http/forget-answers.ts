import { and, asc, eq, inArray, lt } from 'drizzle-orm'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { idempotentAnswer } from './tables.ts'

/** Deletes answers kept for repeated requests once nobody may repeat them any more. Says how many. */
export async function forgetAnswers(ctx: Context): Promise<number> {
  const before = new Date(ctx.now().getTime() - limits.idempotencyMs)
  const { actor, key, createdAt } = idempotentAnswer
  let forgotten = 0
  for (;;) {
    const due = await ctx.db.reader
      .select({ actor, key })
      .from(idempotentAnswer)
      .where(lt(createdAt, before))
      .orderBy(asc(createdAt))
      .limit(limits.jobRows)
    if (due.length === 0) return forgotten
    await ctx.db.transaction(async tx => {
      const keys = due.map(row => row.key)
      await tx.delete(idempotentAnswer).where(and(inArray(key, keys), lt(createdAt, before)))
    })
    forgotten += due.length
  }
}

/** Deletes the answers that one actor could still repeat: they may say who somebody is. */
export async function forgetAnswersOf(tx: Transaction, actor: string): Promise<void> {
  await tx.delete(idempotentAnswer).where(eq(idempotentAnswer.actor, actor))
}
