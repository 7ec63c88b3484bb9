import { eq } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { ResidentId, RewardId, VoucherId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { guardianOf } from '../households/guardians.ts'
import { markHelped } from '../households/redeem-for.ts'
import { atTheDesk, type Served } from '../identity/desk.ts'
import { card } from '../identity/tables.ts'
import { findCardHolder } from '../identity/cards.ts'
import { refuse } from '../refusal.ts'
import { redeemReward } from '../rewards/redeem-reward.ts'
import { ownVoucher, type VoucherRow } from '../vouchers/queries.ts'
import { recordDeskAct, takeTurn } from './record-act.ts'
import { type PrintedVoucher, printVoucher } from './print-voucher.ts'

/**
 * Redeems for somebody who stands at the desk with a card; the voucher is printed next. A card that is being
 * blocked at the same moment is blocked before or after, never during. Refuses as `redeemReward` does,
 * `not-found`, `serving-oneself`, `minor-needs-guardian` and `attendant-cap-reached`.
 */
export async function redeemAtDesk(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  asked: { readonly cardCode: string; readonly rewardId: RewardId },
): Promise<VoucherRow> {
  const residentId = await holdCard(tx, ctx, attendant, asked.cardCode)
  if ((await guardianOf(tx, residentId)) !== null) refuse('minor-needs-guardian')
  const { rewardId } = asked
  const voucherId = await redeemReward(tx, ctx, { residentId, rewardId, deviceKey: null })
  const byId = attendant.attendantId
  await markHelped(tx, ctx, { voucherId, ownerId: residentId, byKind: 'attendant', byId, grantId: null })
  const held = await ownVoucher(tx, residentId, voucherId)
  await takeTurn(tx, ctx, attendant, 'redeem')
  const after = { residentId, rewardId }
  await recordAudit(tx, ctx, attendant, { action: 'voucher.redeem-for', subject: voucherId, after })
  return held
}

/** The holder of a card that is active and stays so until the transaction ends. */
async function holdCard(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  cardCode: string,
): Promise<ResidentId> {
  const holder = (await findCardHolder(tx, ctx, cardCode)) ?? refuse('not-found')
  await locked(tx.select({ id: card.id }).from(card).where(eq(card.id, holder.cardId)))
  // Whoever was blocking it has finished by now: look again.
  return atTheDesk(tx, ctx, attendant, { cardCode })
}

/**
 * Prints a voucher of somebody at the desk; a slip printed before is worth nothing from then on. Refuses as
 * `printVoucher` does, `not-found`, `serving-oneself` and `attendant-cap-reached`.
 */
export async function reprintAtDesk(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  asked: Served & { readonly voucherId: VoucherId },
): Promise<PrintedVoucher> {
  const residentId = await atTheDesk(tx, ctx, attendant, asked)
  const { voucherId } = asked
  const printed = await printVoucher(tx, ctx, attendant, { residentId, voucherId })
  await recordDeskAct(tx, ctx, attendant, {
    turn: 'print',
    action: 'voucher.print',
    subject: voucherId,
    residentId,
    facts: { centipoints: printed.voucher.priceCentipoints },
    after: { residentId },
  })
  return printed
}
