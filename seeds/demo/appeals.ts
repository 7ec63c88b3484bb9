import { fileAppeal } from '#server/appeals/file-appeal.ts'
import type { Context } from '#server/context.ts'
import { phoneIndexOf } from '#server/identity/phone.ts'
import { phoneOwner } from '#server/identity/phone-owner.ts'
import { isRefusal } from '#server/refusal.ts'
import { addDays, dayMs, dayOf } from '#shared/domain/calendar.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { atTime } from './at-time.ts'

/** A ride that its resident misses: nobody reported it, and the clock of the appeal is running. */
const missed = { phone: '13800000002', actionType: 'bus-ride', partner: 'bus', at: '21:00' } as const
const filedDaysAgo = 4

/** Files it, as if some days before the demonstration was loaded; filed once, it stays the only one. */
export async function fileDemoAppeal(ctx: Context, loadedAt: Date): Promise<void> {
  const filedAt = new Date(loadedAt.getTime() - filedDaysAgo * dayMs)
  const then = atTime(ctx, filedAt)
  const owner = await phoneOwner(ctx.db.reader, 'resident', phoneIndexOf(ctx.keys, missed.phone))
  if (!owner) return
  const { actionType, partner, at } = missed
  const filing = {
    residentId: owner as ResidentId,
    deed: { actionType, partner, on: addDays(dayOf(filedAt), -1), at },
    words: { text: '晚上坐公交回家，刷了卡，第二天还没有记上。', evidence: '卡号后四位 0002' },
  }
  try {
    await ctx.db.transaction(tx => fileAppeal(tx, then, filing))
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'appeal-already-open') throw error
  }
}
