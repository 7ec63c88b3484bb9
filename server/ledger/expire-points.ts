import { and, asc, gt, lt } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { lot } from './tables.ts'
import { lockWallets, settleExpiries } from './wallets.ts'

/**
 * Posts expiry for everyone whose points are past their day, a chunk of residents to a transaction. Says how many
 * residents. Running late or twice changes nothing: reads leave dead lots out, and a posted lot is empty.
 */
export async function expirePoints(ctx: Context): Promise<number> {
  let residents = 0
  for (;;) {
    const due = await ctx.db.reader
      .selectDistinct({ residentId: lot.residentId })
      .from(lot)
      .where(and(lt(lot.expiresOn, dayOf(ctx.now())), gt(lot.remaining, 0)))
      .orderBy(asc(lot.residentId))
      .limit(limits.chunkRows)
    if (due.length === 0) return residents
    await ctx.db.transaction(async tx => {
      const ids = due.map(row => row.residentId)
      await lockWallets(tx, ids)
      await settleExpiries(tx, ctx, ids)
    })
    residents += due.length
  }
}
