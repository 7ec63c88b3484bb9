import { and, eq, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { withdrawAppeal } from './answer-appeal.ts'
import { appeal } from './tables.ts'

/** Takes back every appeal of a resident who closes the account that still waits for an answer. */
export async function withdrawAllAppeals(
  tx: Transaction,
  ctx: Context,
  residentId: ResidentId,
): Promise<void> {
  const waiting = await tx
    .select({ id: appeal.id })
    .from(appeal)
    .where(and(eq(appeal.residentId, residentId), isNull(appeal.decidedAt)))
  for (const { id } of waiting) await withdrawAppeal(tx, ctx, residentId, id)
}
