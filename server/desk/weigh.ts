import type { Facts } from '#shared/domain/action-type.ts'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import { attestAtDesk } from '../activities/attest.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { atTheDesk, type Served } from '../identity/desk.ts'
import { refuse } from '../refusal.ts'
import { recordDeskAct } from './record-act.ts'

export interface Weighed extends Served {
  readonly actionType: 'recycling' | 'waste-sorting'
  readonly facts: Facts
}

/**
 * An attendant weighs what somebody brought and vouches for it; it is credited at once, and shared as the
 * household shares its bins. What does not pay is an outcome, not a refusal. Refuses `not-found`,
 * `fact-invalid`, `serving-oneself` and `attendant-cap-reached`.
 */
export async function weighAtDesk(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  weighed: Weighed,
): Promise<{ readonly weighingId: string; readonly outcome: DeedOutcome }> {
  const residentId = await atTheDesk(tx, ctx, attendant, weighed)
  const weighingId: string = ctx.newId('wgh')
  const { actionType, facts } = weighed
  const outcome = await attestAtDesk(tx, ctx, {
    attendantId: attendant.attendantId,
    actionType,
    residentId,
    occurredAt: ctx.now(),
    sourceActivityId: weighingId,
    facts,
  })
  if (outcome.code === 'fact-invalid') refuse('fact-invalid', { fact: outcome.fact ?? '' })
  const { centipoints = 0, activityId } = outcome
  const weightG = typeof facts['weightG'] === 'number' ? { weightG: facts['weightG'] } : {}
  await recordDeskAct(tx, ctx, attendant, {
    turn: 'weigh',
    action: 'deed.weigh',
    subject: activityId ?? weighingId,
    residentId,
    facts: { actionType, centipoints, ...weightG },
    after: { residentId, actionType, outcome: outcome.outcome, centipoints },
  })
  return { weighingId, outcome }
}
