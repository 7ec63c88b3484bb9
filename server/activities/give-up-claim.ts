import { and, eq, gt, inArray, lt } from 'drizzle-orm'
import { dayMs } from '#shared/domain/calendar.ts'
import type { ClaimWindow } from '#shared/domain/deed.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Transaction } from '../db/database.ts'
import { claim, review } from './tables.ts'

/**
 * Frees a resident's time from deeds that a reviewer refused, so that one of them can be credited after all.
 * What stands keeps its claim.
 */
export async function giveUpRefused(
  tx: Transaction,
  residentId: ResidentId,
  { class: claimClass, fromAt, untilAt }: ClaimWindow,
): Promise<void> {
  const refused = tx
    .select({ activityId: review.activityId })
    .from(review)
    .innerJoin(claim, eq(claim.activityId, review.activityId))
    .where(and(eq(claim.residentId, residentId), eq(review.outcome, 'refused')))
  await tx.delete(claim).where(
    and(
      eq(claim.residentId, residentId),
      eq(claim.class, claimClass),
      lt(claim.fromAt, untilAt),
      // No claim is longer than a day.
      gt(claim.fromAt, new Date(fromAt.getTime() - dayMs)),
      gt(claim.untilAt, fromAt),
      inArray(claim.activityId, refused),
    ),
  )
}
