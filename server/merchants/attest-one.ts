import type { Attested } from '#shared/contract/merchants.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import { attestWithin } from '../activities/attest.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import type { Diner } from './own-code.ts'
import { assertNotSelf } from './person-at-counter.ts'
import { attestation } from './tables.ts'

export interface SeenDeed {
  readonly actionType: 'own-cup' | 'clean-plate'
  readonly diner: Diner
  readonly device: string | null
}

/**
 * A staff member vouches for one person's deed, which is credited at once. A deed that does not pay (already
 * counted, for one) is an outcome, not a refusal. Refuses `code-invalid`, `code-expired` and, for the staff
 * member's own code, `own-attestation`.
 */
export async function attestOne(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  seen: SeenDeed,
): Promise<Attested> {
  const { actionType, diner, device } = seen
  if ('refused' in diner) return refuse(diner.refused)
  const { residentId } = diner
  await assertNotSelf(tx, staff, residentId, 'own-attestation')
  const { merchantId, staffId } = staff
  const at = ctx.now()
  const id: string = ctx.newId('ats')
  await tx
    .insert(attestation)
    .values({ id, merchantId, staffId, deviceId: device, actionType, diners: 1, at })
  const outcome = await attestWithin(tx, ctx, {
    actionType,
    merchantId,
    staffId,
    deviceId: device,
    residentId,
    occurredAt: at,
    sourceActivityId: id,
    facts: {},
  })
  return attestedView(id, actionType, outcome)
}

export function attestedView(attestationId: string, actionType: string, outcome: DeedOutcome): Attested {
  return {
    attestationId,
    actionType,
    outcome: outcome.outcome === 'retracted' ? 'refused' : outcome.outcome,
    activityId: outcome.activityId ?? null,
    centipoints: outcome.centipoints ?? 0,
    grams: outcome.grams ?? 0,
    code: outcome.code ?? null,
  }
}
