import { and, asc, eq, isNull } from 'drizzle-orm'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { settleDeparture } from '../households/depart.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { binCode, household, householdMember } from './tables.ts'

type Making = Pick<Context, 'now' | 'newId'>

/** Where a resident lives now; null when in no household. */
export async function householdOf(
  reader: Reader | Transaction,
  residentId: ResidentId,
): Promise<HouseholdId | null> {
  const [row] = await reader
    .select({ householdId: householdMember.householdId })
    .from(householdMember)
    .where(and(eq(householdMember.residentId, residentId), isNull(householdMember.leftAt)))
  return row?.householdId ?? null
}

/** The members of a household, the longest-standing first. */
function membersOf(reader: Reader | Transaction, householdId: HouseholdId) {
  return reader
    .select({ residentId: householdMember.residentId, joinedAt: householdMember.joinedAt })
    .from(householdMember)
    .where(and(eq(householdMember.householdId, householdId), isNull(householdMember.leftAt)))
    .orderBy(asc(householdMember.joinedAt), asc(householdMember.id))
    .limit(limits.householdMembersListed)
}

/** The household of a resident, made now when they have none. */
export async function ensureHousehold(
  tx: Transaction,
  ctx: Making,
  residentId: ResidentId,
): Promise<HouseholdId> {
  const present = await householdOf(tx, residentId)
  if (present) return present
  const householdId = ctx.newId('hou')
  await tx.insert(household).values({ id: householdId, createdAt: ctx.now() })
  if (await moveIn(tx, ctx, residentId, householdId)) return householdId
  // Somebody at another counter was quicker: theirs it is.
  await tx.delete(household).where(eq(household.id, householdId))
  return (await householdOf(tx, residentId)) ?? refuse('too-busy')
}

async function moveIn(
  tx: Transaction,
  ctx: Making,
  residentId: ResidentId,
  householdId: HouseholdId,
): Promise<boolean> {
  const [row] = await tx
    .insert(householdMember)
    .values({ id: ctx.newId('hme'), householdId, residentId, joinedAt: ctx.now(), leftAt: null })
    .onConflictDoNothing()
    .returning({ id: householdMember.id })
  return row !== undefined
}

/** Moves a resident into a household, out of the one they were in. */
export async function joinHousehold(
  tx: Transaction,
  ctx: Making,
  residentId: ResidentId,
  householdId: HouseholdId,
): Promise<void> {
  const present = await householdOf(tx, residentId)
  if (present === householdId) return
  if (present) await leaveHousehold(tx, ctx, residentId)
  if (!(await moveIn(tx, ctx, residentId, householdId))) refuse('too-busy')
}

/**
 * Moves a resident out. The bins stay with the household: what they bound passes to the longest-standing
 * member who stays, and is unbound when nobody does. Refuses `not-found` when they are in no household and
 * `guardian-stays` when a child of theirs is.
 */
export async function leaveHousehold(tx: Transaction, ctx: Making, residentId: ResidentId): Promise<void> {
  const householdId = (await householdOf(tx, residentId)) ?? refuse('not-found')
  // The last two members may leave at once: the second must see that the first has gone.
  await locked(tx.select({ id: household.id }).from(household).where(eq(household.id, householdId)))
  await settleDeparture(tx, ctx, { householdId, residentId })
  const now = ctx.now()
  const [left] = await tx
    .update(householdMember)
    .set({ leftAt: now })
    .where(and(eq(householdMember.residentId, residentId), isNull(householdMember.leftAt)))
    .returning({ id: householdMember.id })
  if (!left) refuse('not-found')
  const [heir] = await membersOf(tx, householdId)
  const theirs = and(
    eq(binCode.householdId, householdId),
    eq(binCode.residentId, residentId),
    isNull(binCode.unboundAt),
  )
  const bins = await tx.update(binCode).set({ unboundAt: now }).where(theirs).returning()
  if (!heir) return
  for (const bin of bins) {
    const id = ctx.newId('bin')
    await tx
      .insert(binCode)
      .values({ ...bin, id, residentId: heir.residentId, boundAt: now, unboundAt: null })
  }
}
