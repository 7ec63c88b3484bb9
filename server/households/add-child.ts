import { and, count, eq, isNull } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import { mayBeMinorUntil } from '#shared/domain/minor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { enrolResident } from '../identity/enrol-resident.ts'
import { ensureHousehold, joinHousehold } from '../identity/households.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { lockHousehold, rollOf } from './roll.ts'
import { recordServed } from './served-acts.ts'
import { ward } from './tables.ts'

/** The wording a guardian agrees to; a new wording is a new version. */
const guardianConsentVersion = 1

export interface ChildGiven {
  readonly nickname: string
  /** Month from which they are no longer under 14, such as `2031-05`. */
  readonly minorUntil: string
}

/**
 * A guardian registers a child under 14, who is nowhere but in the guardian's household: no phone, a
 * nickname, and the month the age flag falls. Refuses `child-month-invalid`, `children-full` and
 * `household-full`.
 */
export async function addChild(
  tx: Transaction,
  ctx: Context,
  guardianId: ResidentId,
  given: ChildGiven,
): Promise<ResidentId> {
  const { nickname, minorUntil } = given
  if (!mayBeMinorUntil(minorUntil, dayOf(ctx.now()), limits.minorYears)) {
    refuse('child-month-invalid', { years: limits.minorYears })
  }
  const householdId = await ensureHousehold(tx, ctx, guardianId)
  await lockHousehold(tx, householdId)
  if ((await rollOf(tx, householdId)).length >= limits.householdMembers)
    refuse('household-full', { most: limits.householdMembers })
  const [children] = await tx
    .select({ count: count() })
    .from(ward)
    .where(and(eq(ward.guardianId, guardianId), isNull(ward.withdrawnAt)))
  if ((children?.count ?? 0) >= limits.childrenPerGuardian)
    refuse('children-full', { most: limits.childrenPerGuardian })
  const { residentId: childId } = await enrolResident(tx, ctx, { phone: null, nickname })
  await joinHousehold(tx, ctx, childId, householdId)
  await tx.insert(ward).values({
    childId,
    guardianId,
    householdId,
    minorUntil,
    consentVersion: guardianConsentVersion,
    consentedAt: ctx.now(),
    withdrawnAt: null,
  })
  const guardian = { kind: 'resident', residentId: guardianId } as const
  await recordAudit(tx, ctx, guardian, { action: 'child.add', subject: childId, after: { householdId } })
  const step = { residentId: childId, byKind: 'guardian', byId: guardianId } as const
  await recordServed(tx, ctx, { ...step, act: 'child.add', subject: childId })
  return childId
}
