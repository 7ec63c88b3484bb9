import { and, eq, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { ward } from './tables.ts'

/** Ends what a guardian consented to for a child who is being forgotten; nothing for an adult. */
export async function endWard(
  tx: Transaction,
  ctx: Pick<Context, 'now'>,
  childId: ResidentId,
): Promise<void> {
  await tx
    .update(ward)
    .set({ withdrawnAt: ctx.now() })
    .where(and(eq(ward.childId, childId), isNull(ward.withdrawnAt)))
}
