import { and, eq, gte, isNull, lt } from 'drizzle-orm'
import type { AdministratorActor } from '#shared/domain/actor.ts'
import { addDays, startOf } from '#shared/domain/calendar.ts'
import type { AppealId, ResidentId } from '#shared/domain/ids.ts'
import { activity, review } from '../activities/tables.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { appeal } from './tables.ts'

export type AppealRow = typeof appeal.$inferSelect
type Answer = Pick<typeof appeal.$inferInsert, 'state' | 'activityId' | 'reason' | 'decidedBy'>

/**
 * Gives a waiting appeal its answer, for good. Of two at once the first wins; the second is refused
 * `appeal-decided`. Refuses `not-found`.
 */
export async function answerAppeal(
  tx: Transaction,
  ctx: Pick<Context, 'now'>,
  id: AppealId,
  answer: Answer,
): Promise<AppealRow> {
  const [answered] = await tx
    .update(appeal)
    .set({ ...answer, decidedAt: ctx.now() })
    .where(and(eq(appeal.id, id), isNull(appeal.decidedAt)))
    .returning()
  if (answered) return answered
  const [known] = await tx.select({ id: appeal.id }).from(appeal).where(eq(appeal.id, id))
  return refuse(known ? 'appeal-decided' : 'not-found')
}

/** Nobody decides about an appeal against their own review. Refuses `appeal-own-decision`. */
export async function refuseOwnReview(
  tx: Transaction,
  actor: AdministratorActor,
  { residentId, actionType, deedOn }: AppealRow,
): Promise<void> {
  const [own] = await tx
    .select({ activityId: review.activityId })
    .from(activity)
    .innerJoin(review, eq(review.activityId, activity.id))
    .where(
      and(
        eq(activity.residentId, residentId),
        eq(activity.actionType, actionType),
        gte(activity.occurredAt, startOf(deedOn)),
        lt(activity.occurredAt, startOf(addDays(deedOn, 1))),
        eq(review.reviewerId, actor.administratorId),
      ),
    )
    .limit(1)
  if (own) refuse('appeal-own-decision')
}

/**
 * The administrator has asked the partner; the clock runs on. Asked once, it stays so. Refuses
 * `not-permitted`, `not-found`, `appeal-decided`.
 */
export async function askPartner(
  tx: Transaction,
  ctx: Context,
  actor: AdministratorActor,
  id: AppealId,
): Promise<void> {
  requirePermission(actor, 'appeal.decide')
  const [asked] = await tx
    .update(appeal)
    .set({ state: 'asked', askedAt: ctx.now() })
    .where(and(eq(appeal.id, id), eq(appeal.state, 'open')))
    .returning({ id: appeal.id })
  if (asked) return recordAudit(tx, ctx, actor, { action: 'appeal.ask', subject: id })
  const [known] = await tx.select({ state: appeal.state }).from(appeal).where(eq(appeal.id, id))
  if (!known) refuse('not-found')
  if (known?.state !== 'asked') refuse('appeal-decided')
}

/**
 * The answer is no, with a reason that the resident reads in their language. Refuses `not-permitted`,
 * `not-found`, `appeal-decided`, `appeal-own-decision`.
 */
export async function refuseAppeal(
  tx: Transaction,
  ctx: Context,
  actor: AdministratorActor,
  given: { readonly id: AppealId; readonly reason: { readonly zh: string; readonly en: string } },
): Promise<void> {
  requirePermission(actor, 'appeal.decide')
  const { id, reason } = given
  const decidedBy = actor.administratorId
  const answered = await answerAppeal(tx, ctx, id, { state: 'refused', reason, decidedBy })
  await refuseOwnReview(tx, actor, answered)
  await recordAudit(tx, ctx, actor, { action: 'appeal.refuse', subject: id, after: { reason } })
}

/** The resident takes it back. Refuses `not-found` for somebody else's, and `appeal-decided`. */
export async function withdrawAppeal(
  tx: Transaction,
  ctx: Context,
  residentId: ResidentId,
  id: AppealId,
): Promise<void> {
  const [own] = await tx
    .select({ id: appeal.id })
    .from(appeal)
    .where(and(eq(appeal.id, id), eq(appeal.residentId, residentId)))
  if (!own) refuse('not-found')
  await answerAppeal(tx, ctx, id, { state: 'withdrawn' })
}
