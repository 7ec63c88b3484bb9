import { eq, inArray } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Transaction } from '../db/database.ts'
import { activity, tripDetail } from './tables.ts'

/** Deletes where a resident's trips of the last days went, before their time; the distances stay. */
export async function forgetTrips(tx: Transaction, residentId: ResidentId): Promise<void> {
  const theirs = tx.select({ id: activity.id }).from(activity).where(eq(activity.residentId, residentId))
  await tx.delete(tripDetail).where(inArray(tripDetail.activityId, theirs))
}
