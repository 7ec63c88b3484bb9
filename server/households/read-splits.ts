import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import { type SplitShare, sharesFor, splitOn } from '#shared/domain/household-split.ts'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { rowset } from '../db/rowset.ts'
import { householdMember, resident } from '../identity/tables.ts'
import { householdSplit } from './tables.ts'

export interface Splits {
  /** Who gets what of a deed for this household's bin; empty where all goes to the binder. */
  sharesOf(householdId: HouseholdId, binder: ResidentId, occurredAt: Date): readonly SplitShare[]
}

const undivided: Splits = { sharesOf: () => [] }

/** How households share the points of their bins, in at most two statements whatever their number. */
export async function readSplits(
  reader: Reader | Transaction,
  householdIds: readonly HouseholdId[],
): Promise<Splits> {
  const ids = [...new Set(householdIds)].sort()
  if (ids.length === 0) return undivided
  const given = rowset(
    { householdId: householdSplit.householdId },
    ids.map(householdId => ({ householdId })),
  )
  const splits = await reader
    .select({
      householdId: householdSplit.householdId,
      shares: householdSplit.shares,
      effectiveOn: householdSplit.effectiveOn,
    })
    .from(given.from)
    .crossJoin(householdSplit)
    .where(
      and(
        eq(householdSplit.householdId, given.column.householdId),
        isNotNull(householdSplit.effectiveOn),
        isNull(householdSplit.endedAt),
      ),
    )
  if (splits.length === 0) return undivided
  const stays = await readStays(reader, [...new Set(splits.map(split => split.householdId))].sort())
  return {
    sharesOf(householdId, binder, occurredAt) {
      const agreed = splits.flatMap(({ effectiveOn, ...split }) =>
        split.householdId === householdId && effectiveOn !== null ? [{ ...split, effectiveOn }] : [],
      )
      const inForce = splitOn(agreed, dayOf(occurredAt))
      if (!inForce) return []
      const lives = (residentId: ResidentId) =>
        stays.some(
          stay =>
            stay.householdId === householdId &&
            stay.residentId === residentId &&
            stay.joinedAt <= occurredAt &&
            (stay.leftAt === null || occurredAt < stay.leftAt),
        )
      return sharesFor(binder, inForce.shares, lives)
    },
  }
}

/** Who lived there when; those who closed their account are left out. */
function readStays(reader: Reader | Transaction, householdIds: readonly HouseholdId[]) {
  const given = rowset(
    { householdId: householdMember.householdId },
    householdIds.map(householdId => ({ householdId })),
  )
  return reader
    .select({
      householdId: householdMember.householdId,
      residentId: householdMember.residentId,
      joinedAt: householdMember.joinedAt,
      leftAt: householdMember.leftAt,
    })
    .from(given.from)
    .crossJoin(householdMember)
    .innerJoin(resident, eq(resident.id, householdMember.residentId))
    .where(and(eq(householdMember.householdId, given.column.householdId), isNull(resident.closedAt)))
}
