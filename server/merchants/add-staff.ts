import { eq } from 'drizzle-orm'
import type { MerchantId, StaffId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { phoneIndexOf } from '../identity/phone.ts'
import { seal } from '../identity/sealing.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { merchant, staff } from './tables.ts'

export interface NewStaff {
  readonly merchantId: MerchantId
  readonly phone: string
  readonly nickname: string
  readonly role: 'owner' | 'clerk'
}

/** An owner invites clerks of their own shop; everybody else needs the permission. */
function assertMayAdd(actor: Doer, { merchantId, role }: NewStaff): void {
  const ownClerk = actor.kind === 'staff' && actor.merchantId === merchantId && role === 'clerk'
  if (ownClerk && actor.role === 'owner') return
  requirePermission(actor, 'staff.create')
}

/**
 * Lets somebody serve for a merchant, by the phone they sign in with; one phone serves one merchant. Refuses
 * `not-permitted`, `merchant-not-found` and `phone-taken`.
 */
export async function addStaff(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: NewStaff,
): Promise<StaffId> {
  assertMayAdd(actor, given)
  const { merchantId, phone, nickname, role } = given
  const [known] = await tx.select({ id: merchant.id }).from(merchant).where(eq(merchant.id, merchantId))
  if (!known) refuse('merchant-not-found')
  const id: StaffId = ctx.newId('stf')
  const [added] = await tx
    .insert(staff)
    .values({
      id,
      merchantId,
      nickname,
      role,
      phoneIndex: phoneIndexOf(ctx.keys, phone),
      phoneSealed: seal(ctx.keys.wrapping, phone),
      active: true,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning({ id: staff.id })
  if (!added) refuse('phone-taken')
  await recordAudit(tx, ctx, actor, { action: 'staff.create', subject: id, after: { merchantId, role } })
  return id
}
