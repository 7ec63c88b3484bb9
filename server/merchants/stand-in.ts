import { and, eq } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import { addDays, type Day, dayOf } from '#shared/domain/calendar.ts'
import type { StaffId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { staff } from './tables.ts'

/** Only who owns the shop, not who stands in for them. Refuses `not-permitted`. */
export function assertTrueOwner(actor: StaffActor): void {
  if (actor.role !== 'owner' || actor.standsIn) refuse('not-permitted')
}

/**
 * The owner lets a clerk stand in through a Shanghai day, that one included, or ends it (null). Refuses
 * `not-permitted`, `staff-not-found`, `delegate-only-clerk` and `delegate-day`.
 */
export async function standIn(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  asked: { readonly staffId: StaffId; readonly through: Day | null },
): Promise<void> {
  assertTrueOwner(actor)
  const { staffId, through } = asked
  const today = dayOf(ctx.now())
  const days = limits.standsInDays
  if (through !== null && (through < today || through > addDays(today, days)))
    refuse('delegate-day', { days })
  const clerk = await ownColleague(tx, actor, staffId)
  if (clerk.role !== 'clerk') refuse('delegate-only-clerk')
  await tx.update(staff).set({ standsInThrough: through }).where(eq(staff.id, staffId))
  const before = { through: clerk.standsInThrough }
  await recordAudit(tx, ctx, actor, {
    action: 'staff.stand-in',
    subject: staffId,
    before,
    after: { through },
  })
}

/** Somebody who serves at the same shop now. Refuses `staff-not-found`. */
export async function ownColleague(tx: Transaction, actor: StaffActor, staffId: StaffId) {
  const [row] = await tx
    .select({ id: staff.id, role: staff.role, standsInThrough: staff.standsInThrough })
    .from(staff)
    .where(and(eq(staff.id, staffId), eq(staff.merchantId, actor.merchantId), eq(staff.active, true)))
  return row ?? refuse('staff-not-found')
}
