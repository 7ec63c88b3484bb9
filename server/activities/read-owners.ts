import { and, eq } from 'drizzle-orm'
import type { ReportedEvent } from '#shared/domain/cloud-event.ts'
import type { SplitShare } from '#shared/domain/household-split.ts'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Transaction } from '../db/database.ts'
import { rowset } from '../db/rowset.ts'
import { activity, eventKey } from './tables.ts'

/** Whose deed an event reports. */
export interface Owner {
  readonly residentId: ResidentId
  readonly householdId: HouseholdId | null
  /** Who shares the points of a bin; none where they go to the resident. */
  readonly shares?: readonly SplitShare[]
}

/**
 * The residents of activities that are withdrawn, by the source's activity id: what they have bound now is
 * no matter.
 */
export async function readOwners(
  tx: Transaction,
  source: string,
  events: readonly ReportedEvent[],
): Promise<ReadonlyMap<string, Owner>> {
  const withdrawn = events.filter(event => event.kind === 'retracted')
  if (withdrawn.length === 0) return new Map()
  const ids = [...new Set(withdrawn.map(event => event.sourceActivityId))].sort()
  const given = rowset(
    { sourceActivityId: eventKey.sourceActivityId },
    ids.map(sourceActivityId => ({ sourceActivityId })),
  )
  const rows = await tx
    .select({
      sourceActivityId: eventKey.sourceActivityId,
      residentId: activity.residentId,
      householdId: activity.householdId,
    })
    .from(given.from)
    .crossJoin(eventKey)
    .innerJoin(activity, eq(activity.id, eventKey.activityId))
    .where(and(eq(eventKey.source, source), eq(eventKey.sourceActivityId, given.column.sourceActivityId)))
  return new Map(rows.map(row => [row.sourceActivityId, row]))
}
