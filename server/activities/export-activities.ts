import { and, desc, eq, lt, or } from 'drizzle-orm'
import type { ActivityId, ResidentId } from '#shared/domain/ids.ts'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { activity, decision, review, tripDetail } from './tables.ts'

const columns = {
  id: activity.id,
  source: activity.source,
  sourceActivityId: activity.sourceActivityId,
  revision: activity.revision,
  replaces: activity.replaces,
  actionType: activity.actionType,
  evidence: activity.evidence,
  outcome: activity.outcome,
  occurredAt: activity.occurredAt,
  receivedAt: activity.receivedAt,
  facts: activity.facts,
  centipoints: decision.centipoints,
  grams: decision.grams,
  expiresOn: decision.expiresOn,
  receipt: decision.receipt,
  review: review.outcome,
  reviewReason: review.reason,
  /** Where the trip went, as long as it is kept. */
  places: tripDetail.places,
} as const

/** Everything that is kept about a resident's deeds, the newest first, a page in memory at a time. */
export async function* exportActivities(reader: Reader, residentId: ResidentId) {
  let after: { occurredAt: Date; id: ActivityId } | undefined
  for (;;) {
    const further =
      after &&
      or(
        lt(activity.occurredAt, after.occurredAt),
        and(eq(activity.occurredAt, after.occurredAt), lt(activity.id, after.id)),
      )
    const rows = await reader
      .select(columns)
      .from(activity)
      .leftJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
      .leftJoin(review, eq(review.activityId, activity.id))
      .leftJoin(tripDetail, eq(tripDetail.activityId, activity.id))
      .where(and(eq(activity.residentId, residentId), further))
      .orderBy(desc(activity.occurredAt), desc(activity.id))
      .limit(limits.exportRows)
    yield* rows
    after = rows.at(-1)
    if (rows.length < limits.exportRows) return
  }
}

export type ExportedActivity =
  ReturnType<typeof exportActivities> extends AsyncGenerator<infer Row> ? Row : never
