import { and, desc, eq, gte, inArray, lt, or, sql } from 'drizzle-orm'
import type { ActivityId, ResidentId } from '#shared/domain/ids.ts'
import type { Reader } from '../db/database.ts'
import { activity, decision, deedShare, review } from './tables.ts'

const shown = {
  id: activity.id,
  source: activity.source,
  sourceActivityId: activity.sourceActivityId,
  revision: activity.revision,
  actionType: activity.actionType,
  evidence: activity.evidence,
  outcome: activity.outcome,
  occurredAt: activity.occurredAt,
  receivedAt: activity.receivedAt,
  facts: activity.facts,
  replaces: activity.replaces,
  centipoints: decision.centipoints,
  grams: decision.grams,
  review: review.outcome,
  reviewReason: review.reason,
} as const

export type ActivityRow = Awaited<ReturnType<typeof listActivities>>[number]

/** Where a page of records goes on: after the one at this instant and id. */
export interface ActivityCursor {
  readonly occurredAt: Date
  readonly id: ActivityId
}

/**
 * A resident's records, newest first; every revision is a record of its own that names the one it replaces.
 */
export function listActivities(
  reader: Reader,
  residentId: ResidentId,
  after: ActivityCursor | null,
  rows: number,
) {
  const further = after
    ? or(
        lt(activity.occurredAt, after.occurredAt),
        and(eq(activity.occurredAt, after.occurredAt), lt(activity.id, after.id)),
      )
    : undefined
  return reader
    .select(shown)
    .from(activity)
    .leftJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .leftJoin(review, eq(review.activityId, activity.id))
    .where(and(eq(activity.residentId, residentId), further))
    .orderBy(desc(activity.occurredAt), desc(activity.id))
    .limit(rows)
}

/** One record with its receipt; only the resident's own, and those whose points they share in. */
export async function findActivity(reader: Reader, residentId: ResidentId, id: ActivityId) {
  const [row] = await reader
    .select({ ...shown, receipt: decision.receipt })
    .from(activity)
    .leftJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .leftJoin(review, eq(review.activityId, activity.id))
    .where(
      and(
        eq(activity.id, id),
        or(
          eq(activity.residentId, residentId),
          sql`${activity.id} in (${reader
            .select({ id: deedShare.activityId })
            .from(deedShare)
            .where(and(eq(deedShare.residentId, residentId), eq(deedShare.activityId, id)))})`,
        ),
      ),
    )
  return row ?? null
}

/**
 * What a resident's standing deeds since an instant come to: the latest revision of each, without held and
 * withdrawn ones.
 */
export async function standingDeeds(reader: Reader, residentId: ResidentId, since: Date) {
  const replaced = reader
    .select({ id: activity.replaces })
    .from(activity)
    .where(and(eq(activity.residentId, residentId), sql`${activity.replaces} is not null`))
  return reader
    .select({ actionType: activity.actionType, occurredAt: activity.occurredAt, grams: decision.grams })
    .from(activity)
    .innerJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .leftJoin(review, eq(review.activityId, activity.id))
    .where(
      and(
        eq(activity.residentId, residentId),
        gte(activity.occurredAt, since),
        or(eq(activity.outcome, 'credited'), eq(review.outcome, 'accepted')),
        sql`${activity.id} not in ${replaced}`,
      ),
    )
}

/** Which of these activities a later revision replaced. */
export async function replacedAmong(reader: Reader, residentId: ResidentId, ids: readonly ActivityId[]) {
  if (ids.length === 0) return new Set<ActivityId>()
  const rows = await reader
    .select({ id: activity.replaces })
    .from(activity)
    .where(and(eq(activity.residentId, residentId), inArray(activity.replaces, [...ids])))
  return new Set(rows.map(row => row.id))
}
