import { asc, inArray, lt } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { tripDetail } from './tables.ts'

/**
 * Deletes where trips went once the claim window is over; the distance stays with the activity. Says how
 * many.
 */
export async function deleteOldDetails(ctx: Context): Promise<number> {
  let deleted = 0
  for (;;) {
    const due = await ctx.db.reader
      .select({ activityId: tripDetail.activityId })
      .from(tripDetail)
      .where(lt(tripDetail.deleteOn, dayOf(ctx.now())))
      .orderBy(asc(tripDetail.deleteOn))
      .limit(limits.jobRows)
    if (due.length === 0) return deleted
    const ids = due.map(row => row.activityId)
    await ctx.db.transaction(async tx => {
      await tx.delete(tripDetail).where(inArray(tripDetail.activityId, ids))
    })
    deleted += due.length
  }
}
