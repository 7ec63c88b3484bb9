import { and, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import type { Handover } from '#shared/contract/staff.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { MerchantId, StaffId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { assertTrueOwner, ownColleague } from './stand-in.ts'
import { staff } from './tables.ts'
import { handover } from './till-tables.ts'

function lapsedBefore(now: Date): Date {
  return new Date(now.getTime() - limits.handoverMs)
}

/**
 * The owner offers the shop to a clerk; nothing changes until the clerk agrees, within three days. Refuses
 * `not-permitted`, `staff-not-found`, `delegate-only-clerk` and `handover-open`.
 */
export async function offerShop(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  toStaffId: StaffId,
): Promise<string> {
  assertTrueOwner(actor)
  const { merchantId, staffId: fromStaffId } = actor
  const clerk = await ownColleague(tx, actor, toStaffId)
  if (clerk.role !== 'clerk') refuse('delegate-only-clerk')
  const now = ctx.now()
  const open = and(eq(handover.merchantId, merchantId), isNull(handover.closedAt))
  await tx
    .update(handover)
    .set({ closedAt: now, agreed: false })
    .where(and(open, lte(handover.offeredAt, lapsedBefore(now))))
  const id: string = ctx.newId('hov')
  const [offered] = await tx
    .insert(handover)
    .values({ id, merchantId, fromStaffId, toStaffId, offeredAt: now })
    .onConflictDoNothing()
    .returning({ id: handover.id })
  if (!offered) refuse('handover-open')
  await recordAudit(tx, ctx, actor, { action: 'shop.offer', subject: merchantId, after: { toStaffId } })
  return id
}

/**
 * Ends an offer: the clerk it was made to agrees and becomes the owner, the owner a clerk; or either of them
 * says no. Refuses `handover-not-found` to everybody else, and `not-permitted` to an owner who would agree.
 */
export async function closeHandover(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  asked: { readonly id: string; readonly agreed: boolean },
): Promise<void> {
  const { id, agreed } = asked
  const { merchantId, staffId } = actor
  const now = ctx.now()
  const own = and(eq(handover.id, id), eq(handover.merchantId, merchantId))
  const [offer] = await tx.select().from(handover).where(own)
  if (!offer || (offer.toStaffId !== staffId && offer.fromStaffId !== staffId)) refuse('handover-not-found')
  if (agreed && offer?.toStaffId !== staffId) refuse('not-permitted')
  const [closed] = await tx
    .update(handover)
    .set({ closedAt: now, agreed })
    .where(and(own, isNull(handover.closedAt), gt(handover.offeredAt, lapsedBefore(now))))
    .returning()
  if (!closed) return refuse('handover-not-found')
  if (agreed) await swap(tx, closed)
  const action = agreed ? 'shop.hand-over' : 'shop.keep'
  const { fromStaffId, toStaffId } = closed
  await recordAudit(tx, ctx, actor, { action, subject: merchantId, after: { fromStaffId, toStaffId } })
}

/** Both must still be what they were when it was offered. */
async function swap(tx: Transaction, closed: typeof handover.$inferSelect): Promise<void> {
  const { fromStaffId, toStaffId } = closed
  for (const [id, from, to] of [
    [fromStaffId, 'owner', 'clerk'],
    [toStaffId, 'clerk', 'owner'],
  ] as const) {
    const [changed] = await tx
      .update(staff)
      .set({ role: to, standsInThrough: null })
      .where(and(eq(staff.id, id), eq(staff.role, from), eq(staff.active, true)))
      .returning({ id: staff.id })
    if (!changed) refuse('handover-not-found')
  }
}

/** The offer that waits for an answer, for the two it concerns; null for everybody else. */
export async function openHandover(
  reader: Reader,
  actor: { readonly merchantId: MerchantId; readonly staffId: StaffId },
  now: Date,
): Promise<Handover | null> {
  const open = and(eq(handover.merchantId, actor.merchantId), isNull(handover.closedAt))
  const [offer] = await reader
    .select()
    .from(handover)
    .where(and(open, gt(handover.offeredAt, lapsedBefore(now))))
  if (!offer || (offer.toStaffId !== actor.staffId && offer.fromStaffId !== actor.staffId)) return null
  const both = await reader
    .select({ id: staff.id, nickname: staff.nickname })
    .from(staff)
    .where(inArray(staff.id, [offer.fromStaffId, offer.toStaffId]))
  const nameOf = (id: StaffId) => both.find(one => one.id === id)?.nickname ?? ''
  return {
    id: offer.id,
    from: nameOf(offer.fromStaffId),
    to: nameOf(offer.toStaffId),
    forMe: offer.toStaffId === actor.staffId,
    expiresAt: new Date(offer.offeredAt.getTime() + limits.handoverMs).toISOString(),
  }
}
