import { and, eq, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { ward } from './tables.ts'

/** The guardian of a child; null for adults. */
export async function guardianOf(
  reader: Reader | Transaction,
  residentId: ResidentId,
): Promise<ResidentId | null> {
  const [row] = await reader
    .select({ guardianId: ward.guardianId })
    .from(ward)
    .where(and(eq(ward.childId, residentId), isNull(ward.withdrawnAt)))
  return row?.guardianId ?? null
}

/** A guardian's own child. Refuses `not-found` for anybody else's. */
export async function ownChild(reader: Reader | Transaction, guardianId: ResidentId, childId: ResidentId) {
  const [row] = await reader
    .select()
    .from(ward)
    .where(and(eq(ward.childId, childId), eq(ward.guardianId, guardianId), isNull(ward.withdrawnAt)))
  return row ?? refuse('not-found')
}

/** A guardian's children, the first registered first. */
export function childrenOf(reader: Reader | Transaction, guardianId: ResidentId) {
  return reader
    .select()
    .from(ward)
    .where(and(eq(ward.guardianId, guardianId), isNull(ward.withdrawnAt)))
    .orderBy(ward.consentedAt, ward.childId)
}
