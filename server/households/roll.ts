import { and, asc, eq, isNull } from 'drizzle-orm'
import type { HouseholdId, MemberId, ResidentId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { household, householdMember } from '../identity/tables.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { ward } from './tables.ts'

export interface Member {
  readonly memberId: MemberId
  readonly residentId: ResidentId
  readonly joinedAt: Date
  /** The guardian of a child; null for adults. */
  readonly guardianId: ResidentId | null
}

/** Who lives in a household now, the longest-standing first. */
export async function rollOf(reader: Reader | Transaction, householdId: HouseholdId): Promise<Member[]> {
  const rows = await reader
    .select({
      memberId: householdMember.id,
      residentId: householdMember.residentId,
      joinedAt: householdMember.joinedAt,
      guardianId: ward.guardianId,
    })
    .from(householdMember)
    .leftJoin(ward, and(eq(ward.childId, householdMember.residentId), isNull(ward.withdrawnAt)))
    .where(and(eq(householdMember.householdId, householdId), isNull(householdMember.leftAt)))
    .orderBy(asc(householdMember.joinedAt), asc(householdMember.id))
    .limit(limits.householdMembersListed)
  return rows as Member[]
}

/** 户主: the longest-standing adult, who invites and removes. */
export function holderOf(roll: readonly Member[]): Member | undefined {
  return roll.find(member => member.guardianId === null)
}

/** Makes everybody who changes a household wait for each other. */
export async function lockHousehold(tx: Transaction, householdId: HouseholdId): Promise<void> {
  await locked(tx.select({ id: household.id }).from(household).where(eq(household.id, householdId)))
}

/** Refuses `household-holder-only`. */
export function assertHolder(roll: readonly Member[], residentId: ResidentId): void {
  if (holderOf(roll)?.residentId !== residentId) refuse('household-holder-only')
}

/** One member of the roll. Refuses `not-found` for anybody else's. */
export function memberOf(roll: readonly Member[], memberId: string): Member {
  return roll.find(member => member.memberId === memberId) ?? refuse('not-found')
}
