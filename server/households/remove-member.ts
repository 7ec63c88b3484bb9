import type { ResidentId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { householdOf, leaveHousehold } from '../identity/households.ts'
import { refuse } from '../refusal.ts'
import { assertHolder, lockHousehold, memberOf, rollOf } from './roll.ts'

/**
 * The holder moves another adult out; the bins they bound stay. Refuses `not-found`,
 * `household-holder-only`, and `child-by-guardian` for a child.
 */
export function removeMember(ctx: Context, residentId: ResidentId, memberId: string): Promise<void> {
  return ctx.db.transaction(async tx => {
    const householdId = (await householdOf(tx, residentId)) ?? refuse('not-found')
    await lockHousehold(tx, householdId)
    const roll = await rollOf(tx, householdId)
    const leaving = memberOf(roll, memberId)
    assertHolder(roll, residentId)
    if (leaving.guardianId !== null) refuse('child-by-guardian')
    await leaveHousehold(tx, ctx, leaving.residentId)
    await recordAudit(
      tx,
      ctx,
      { kind: 'resident', residentId },
      { action: 'household.remove', subject: householdId, after: { residentId: leaving.residentId } },
    )
  })
}
