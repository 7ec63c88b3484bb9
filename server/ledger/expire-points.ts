import { and, asc, lt, sql } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { lot } from './tables.ts'
import { lockWallets, settleExpiries } from './wallets.ts'

/**
 * Posts expiry for everyone whose points are past their day, a chunk of residents to a transaction. Says
 * how many residents. Running late or twice changes nothing: reads leave dead lots out, and a posted lot is
 * empty.
 */
export async function expirePoints(ctx: Context): Promise<number> {
  let residents = 0
  for (;;) {
    const due = await ctx.db.reader
      .select({ residentId: lot.residentId })
      .from(lot)
      // Written out and not a parameter: only so is the index of lots that hold something found.
      .where(and(lt(lot.expiresOn, dayOf(ctx.now())), sql`${lot.remaining} > 0`))
      .orderBy(asc(lot.expiresOn), asc(lot.residentId))
      .limit(limits.jobRows)
    if (due.length === 0) return residents
    const ids = [...new Set(due.map(row => row.residentId))]
    await ctx.db.transaction(async tx => {
      await lockWallets(tx, ids)
      await settleExpiries(tx, ctx, ids)
    })
    residents += ids.length
  }
}
