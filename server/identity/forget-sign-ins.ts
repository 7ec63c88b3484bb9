import { lt } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { attempts, bindingCode, session, signInCode } from './tables.ts'

/**
 * Deletes what no bound looks at any more: codes, counts of tries and sessions that ended days ago. For a
 * nightly job.
 */
export async function forgetSignIns(ctx: Pick<Context, 'db' | 'now'>): Promise<void> {
  const before = new Date(ctx.now().getTime() - limits.signInRemainsMs)
  await ctx.db.transaction(async tx => {
    await tx.delete(signInCode).where(lt(signInCode.createdAt, before))
    await tx.delete(bindingCode).where(lt(bindingCode.expiresAt, before))
    await tx.delete(attempts).where(lt(attempts.since, before))
    await tx.delete(session).where(lt(session.expiresAt, before))
  })
}
