import { and, asc, eq, gt, isNull, notExists, or } from 'drizzle-orm'
import type { z } from 'zod'
import type { HeldPage } from '#shared/contract/admin.ts'
import { activity, decision, eventKey, review } from '../activities/tables.ts'
import type { Reader } from '../db/database.ts'
import { cut, type Page } from '../http/page.ts'

const shown = {
  id: activity.id,
  residentId: activity.residentId,
  source: activity.source,
  actionType: activity.actionType,
  evidence: activity.evidence,
  occurredAt: activity.occurredAt,
  receivedAt: activity.receivedAt,
  facts: activity.facts,
  centipoints: decision.centipoints,
  grams: decision.grams,
} as const

/** What waits for a reviewer, the longest first: held, not reviewed, and not replaced by a later revision. */
export async function heldActivities(
  reader: Reader,
  { after, limit }: Page,
): Promise<z.infer<typeof HeldPage>> {
  const laterRevision = reader
    .select({ revision: eventKey.revision })
    .from(eventKey)
    .where(
      and(
        eq(eventKey.source, activity.source),
        eq(eventKey.sourceActivityId, activity.sourceActivityId),
        gt(eventKey.revision, activity.revision),
      ),
    )
  const at = after && new Date(after.at)
  const rows = await reader
    .select(shown)
    .from(activity)
    .innerJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .leftJoin(review, eq(review.activityId, activity.id))
    .where(
      and(
        eq(activity.outcome, 'held'),
        isNull(review.activityId),
        notExists(laterRevision),
        after && at
          ? or(
              gt(activity.receivedAt, at),
              and(eq(activity.receivedAt, at), gt(activity.id, after.id as typeof activity.$inferSelect.id)),
            )
          : undefined,
      ),
    )
    .orderBy(asc(activity.receivedAt), asc(activity.id))
    .limit(limit + 1)
  const page = cut(rows, limit, row => ({ at: row.receivedAt.getTime(), id: row.id }))
  return {
    activities: page.shown.map(row => ({
      ...row,
      facts: { ...row.facts },
      occurredAt: row.occurredAt.toISOString(),
      receivedAt: row.receivedAt.toISOString(),
    })),
    next: page.next,
  }
}
