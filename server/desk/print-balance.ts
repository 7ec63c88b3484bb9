import { and, asc, eq, gt } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import { listActivities } from '../activities/queries.ts'
import type { Context } from '../context.ts'
import { atTheDesk, type Served } from '../identity/desk.ts'
import { residentView } from '../identity/residents.ts'
import { readWallet } from '../ledger/wallets.ts'
import { limits } from '../limits.ts'
import { findVouchers, voucherView } from '../vouchers/queries.ts'
import { voucher } from '../vouchers/tables.ts'
import { recordDeskAct } from './record-act.ts'

const deedsShown = 10

/**
 * What somebody at the desk has, for paper: points, what expires next, grams, vouchers and the last deeds.
 * Reading it is an act that the resident sees. Refuses `not-found`, `serving-oneself` and
 * `attendant-cap-reached`.
 */
export function printBalance(ctx: Context, attendant: AttendantActor, served: Served) {
  return ctx.db.transaction(async tx => {
    const residentId = await atTheDesk(tx, ctx, attendant, served)
    await recordDeskAct(tx, ctx, attendant, {
      turn: 'print',
      action: 'balance.print',
      subject: residentId,
      residentId,
    })
    const now = ctx.now()
    const wallet = await readWallet(tx, residentId, now)
    const deeds = await listActivities(tx, residentId, null, deedsShown)
    const issued = await tx
      .select({ id: voucher.id })
      .from(voucher)
      .where(and(eq(voucher.residentId, residentId), eq(voucher.state, 'issued'), gt(voucher.notAfter, now)))
      .orderBy(asc(voucher.notAfter))
      .limit(limits.deskVouchersListed)
    const vouchers = await findVouchers(
      tx,
      issued.map(row => row.id),
    )
    return {
      nickname: (await residentView(tx, ctx, residentId)).nickname,
      at: now.toISOString(),
      spendable: wallet.spendable,
      held: wallet.held,
      grams: wallet.carbon,
      expiringNext: wallet.expiringNext,
      vouchers: vouchers.map(row => voucherView(row, now)),
      deeds: deeds.map(deed => ({
        actionType: deed.actionType,
        occurredAt: deed.occurredAt.toISOString(),
        centipoints: deed.centipoints ?? 0,
        grams: deed.grams ?? 0,
      })),
    }
  })
}
