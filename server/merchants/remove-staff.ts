import { and, eq } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { StaffId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { staff } from './tables.ts'

/**
 * An owner ends a clerk's service: their sessions are worth nothing from then on. Refuses `not-permitted`,
 * `staff-not-found` and `owner-stays`.
 */
export async function removeStaff(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  staffId: StaffId,
): Promise<void> {
  if (actor.role !== 'owner') refuse('not-permitted')
  const own = and(eq(staff.id, staffId), eq(staff.merchantId, actor.merchantId), eq(staff.active, true))
  const [removed] = await tx
    .update(staff)
    .set({ active: false })
    .where(and(own, eq(staff.role, 'clerk')))
    .returning({ id: staff.id })
  if (!removed) {
    const [owner] = await tx.select({ id: staff.id }).from(staff).where(own)
    refuse(owner ? 'owner-stays' : 'staff-not-found')
  }
  const subject = {
    action: 'staff.remove',
    subject: staffId,
    before: { active: true },
    after: { active: false },
  }
  await recordAudit(tx, ctx, actor, subject)
}
