import type { AdministratorActor } from '#shared/domain/actor.ts'
import type { EvidenceTier, Facts } from '#shared/domain/action-type.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import { claimWindowOf } from '#shared/domain/deed.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import type { ActivityId, AppealId } from '#shared/domain/ids.ts'
import { giveUpRefused } from '../activities/give-up-claim.ts'
import { readHouseholds } from '../activities/read-subjects.ts'
import { recordDeeds } from '../activities/record-deeds.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { answerAppeal, type AppealRow, refuseOwnReview } from './answer-appeal.ts'
import { statedDeed } from './stated-deed.ts'

export interface Grant {
  readonly id: AppealId
  readonly occurredAt: Date
  readonly evidence: EvidenceTier
  /** As the action type states them, stations included. */
  readonly facts: Facts
}

/** Where credited appeals come from; no partner's code has a colon in it. */
export const appealSource = 'appeal:missing-points'

/** Filed in time, decided in time: how long the answer took does not make the deed too old. */
const window = {
  scoredDaysBack: limits.appealCreditDays,
  reviewedDaysBack: limits.appealCreditDays,
  aheadMs: 0,
}

/**
 * Credits the missing deed as if it had been reported: the rule of its day pays, caps and budgets hold, and
 * its time is claimed, so that a report which comes later is refused. Refuses `not-permitted`, `not-found`,
 * `appeal-decided`, `appeal-own-decision`, `appeal-other-day`, `evidence-not-taken`, `already-claimed`,
 * `appeal-nothing-pays`, and what is wrong with the facts.
 */
export async function grantAppeal(
  tx: Transaction,
  ctx: Context,
  actor: AdministratorActor,
  grant: Grant,
): Promise<DeedOutcome> {
  requirePermission(actor, 'appeal.decide')
  const activityId = ctx.newId('act')
  const answered = await answerAppeal(tx, ctx, grant.id, {
    state: 'granted',
    activityId,
    decidedBy: actor.administratorId,
  })
  await refuseOwnReview(tx, actor, answered)
  const outcome = await creditDeed(tx, ctx, answered, { ...grant, activityId })
  const { centipoints = 0, grams = 0 } = outcome
  const after = { activityId, centipoints, grams, evidence: grant.evidence }
  await recordAudit(tx, ctx, actor, { action: 'appeal.grant', subject: grant.id, after })
  return outcome
}

async function creditDeed(
  tx: Transaction,
  ctx: Context,
  { id, residentId, actionType: code, deedOn }: AppealRow,
  { activityId, occurredAt, evidence, facts }: Grant & { readonly activityId: ActivityId },
): Promise<DeedOutcome> {
  if (dayOf(occurredAt) !== deedOn || occurredAt > ctx.now()) refuse('appeal-other-day', { day: deedOn })
  const book = await ctx.rules.inForce(tx)
  const actionType = book.actionTypes.get(code)?.actionType
  if (!actionType?.open) return refuse('appeal-nothing-pays')
  if (!actionType.evidence.includes(evidence)) refuse('evidence-not-taken')
  const stated = statedDeed(ctx.network, actionType, facts)
  await giveUpRefused(tx, residentId, claimWindowOf({ occurredAt, facts: stated.facts }, actionType))
  const households = await readHouseholds(tx, [residentId])
  const deed = {
    activityId,
    eventId: id,
    source: appealSource,
    sourceActivityId: id,
    revision: 1,
    kind: 'reported',
    fingerprint: id,
    residentId,
    householdId: households.get(residentId) ?? null,
    actionType: code,
    evidence,
    occurredAt,
    ...stated,
    merchantId: null,
    staffId: null,
    deviceId: null,
  } as const
  const [outcome] = await recordDeeds(tx, ctx, [deed], { book, lockBudgets: true, window })
  if (outcome?.outcome !== 'credited') return refuse(outcome?.code ?? 'internal')
  return outcome
}
