import { and, eq, gt, isNull } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { takeTry } from '../identity/attempts.ts'
import { readableCode } from '../identity/one-time-code.ts'
import { blindIndex } from '../identity/sealing.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { addStaff } from './add-staff.ts'
import { loadStaff } from './queries.ts'
import { merchant } from './tables.ts'
import { staffInvitation } from './till-tables.ts'

const hourMs = 3_600_000

/**
 * A code with which somebody may come to serve here, once, within two days. Only its hash is kept. Refuses
 * `not-permitted`.
 */
export async function inviteStaff(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  { nickname }: { readonly nickname: string },
): Promise<{ code: string; expiresAt: Date }> {
  if (actor.role !== 'owner') refuse('not-permitted')
  const { merchantId, staffId: invitedBy } = actor
  const id: string = ctx.newId('inv')
  const code = readableCode(limits.invitationSigns)
  const codeHash = blindIndex(ctx.keys, 'code', 'invitation', code)
  const now = ctx.now()
  const expiresAt = new Date(now.getTime() + limits.invitationMs)
  await tx
    .insert(staffInvitation)
    .values({ id, merchantId, nickname, codeHash, invitedBy, invitedAt: now, expiresAt })
  await recordAudit(tx, ctx, actor, { action: 'staff.invite', subject: id, after: { merchantId } })
  return { code, expiresAt }
}

/**
 * Who was invited comes to serve with their own phone, and signs in with it from then on. The try is counted
 * before it is known whether it is right. Refuses `too-many-requests`, `invitation-invalid` and
 * `phone-taken`.
 */
export async function joinShop(
  ctx: Context,
  given: { readonly code: string; readonly phone: string },
): Promise<{ shop: string; nickname: string }> {
  const bound = { most: limits.invitationTries, windowMs: hourMs }
  const seconds = await ctx.db.transaction(tx => takeTry(tx, 'invitations', ctx.now(), bound))
  if (seconds > 0) refuse('too-many-requests', { seconds })
  return ctx.db.transaction(async tx => {
    const invited = await takeInvitation(tx, ctx, given.code)
    const inviter = await loadStaff(tx, invited.invitedBy, ctx.now())
    if (inviter?.role !== 'owner' || inviter.merchantId !== invited.merchantId)
      return refuse('invitation-invalid')
    const { merchantId, nickname } = invited
    const { phone } = given
    const usedBy = await addStaff(tx, ctx, inviter, { merchantId, phone, nickname, role: 'clerk' })
    await tx.update(staffInvitation).set({ usedBy }).where(eq(staffInvitation.id, invited.id))
    const [shop] = await tx.select({ name: merchant.name }).from(merchant).where(eq(merchant.id, merchantId))
    return { shop: shop?.name ?? '', nickname }
  })
}

async function takeInvitation(tx: Transaction, ctx: Context, code: string) {
  const now = ctx.now()
  const codeHash = blindIndex(ctx.keys, 'code', 'invitation', code)
  const open = and(isNull(staffInvitation.usedAt), gt(staffInvitation.expiresAt, now))
  const [taken] = await tx
    .update(staffInvitation)
    .set({ usedAt: now })
    .where(and(eq(staffInvitation.codeHash, codeHash), open))
    .returning()
  return taken ?? refuse('invitation-invalid')
}
