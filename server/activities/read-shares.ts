import { and, asc, eq } from 'drizzle-orm'
import { activityKeyOf } from '#shared/domain/deed-plan.ts'
import type { Deed } from '#shared/domain/deed.ts'
import type { SplitShare } from '#shared/domain/household-split.ts'
import type { ActivityId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { rowset } from '../db/rowset.ts'
import { deedShare, eventKey } from './tables.ts'

/**
 * How the points of activities were shared when they were first reported, by `source/sourceActivityId`.
 * Activities whose points all went to their resident are left out.
 */
export async function readShares(
  tx: Transaction,
  deeds: readonly Deed[],
): Promise<ReadonlyMap<string, readonly SplitShare[]>> {
  const given = rowset({ source: eventKey.source, sourceActivityId: eventKey.sourceActivityId }, deeds)
  const rows = await tx
    .select({
      source: eventKey.source,
      sourceActivityId: eventKey.sourceActivityId,
      activityId: deedShare.activityId,
      residentId: deedShare.residentId,
      percent: deedShare.percent,
    })
    .from(given.from)
    .crossJoin(eventKey)
    .innerJoin(deedShare, eq(deedShare.activityId, eventKey.activityId))
    .where(
      and(
        eq(eventKey.source, given.column.source),
        eq(eventKey.sourceActivityId, given.column.sourceActivityId),
      ),
    )
    .orderBy(asc(eventKey.revision), asc(deedShare.place))
  const first = new Map<string, ActivityId>()
  const shares = new Map<string, SplitShare[]>()
  for (const row of rows) {
    const key = activityKeyOf(row)
    // Every revision repeats them.
    if (!first.has(key)) first.set(key, row.activityId)
    if (first.get(key) !== row.activityId) continue
    shares.set(key, [...(shares.get(key) ?? []), { residentId: row.residentId, percent: row.percent }])
  }
  return shares
}

/** How one activity's points were shared; empty when all went to its resident. */
export function sharesOf(reader: Reader | Transaction, activityId: ActivityId): PromiseLike<SplitShare[]> {
  return reader
    .select({ residentId: deedShare.residentId, percent: deedShare.percent })
    .from(deedShare)
    .where(eq(deedShare.activityId, activityId))
    .orderBy(asc(deedShare.place))
}
