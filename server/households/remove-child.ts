import { and, eq, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { forgetPerson } from '../identity/forget-person.ts'
import { leaveHousehold } from '../identity/households.ts'
import { forgetForms } from '../desk/forms.ts'
import { refuse } from '../refusal.ts'
import { ownChild } from './guardians.ts'
import { ward } from './tables.ts'

/**
 * A guardian withdraws consent: the child leaves the household, their cards end, and what says who they are
 * is destroyed. The ledger keeps its sums under the pseudonym. Refuses `not-found`.
 */
export function removeChild(ctx: Context, guardianId: ResidentId, childId: ResidentId): Promise<void> {
  return ctx.db.transaction(async tx => {
    await ownChild(tx, guardianId, childId)
    const [ended] = await tx
      .update(ward)
      .set({ withdrawnAt: ctx.now() })
      .where(and(eq(ward.childId, childId), isNull(ward.withdrawnAt)))
      .returning({ childId: ward.childId })
    if (!ended) refuse('not-found')
    await leaveHousehold(tx, ctx, childId)
    await forgetForms(tx, childId)
    await forgetPerson(tx, ctx, childId)
    const guardian = { kind: 'resident', residentId: guardianId } as const
    await recordAudit(tx, ctx, guardian, { action: 'child.remove', subject: childId })
  })
}
