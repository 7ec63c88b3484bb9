import type { ResidentId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { eraseResident } from '../identity/erase-resident.ts'
import { rememberErasures } from '../identity/erasures.ts'
import { refuse } from '../refusal.ts'
import { ownChild } from './guardians.ts'

/**
 * A guardian withdraws consent: the child leaves the household, cards and vouchers end, and what says who
 * they are is destroyed. The ledger keeps its sums under the pseudonym. Refuses `not-found`.
 */
export async function removeChild(ctx: Context, guardianId: ResidentId, childId: ResidentId): Promise<void> {
  await ctx.db.transaction(async tx => {
    await ownChild(tx, guardianId, childId)
    const guardian = { kind: 'resident', residentId: guardianId } as const
    if (!(await eraseResident(tx, ctx, childId, guardian))) refuse('not-found')
    await recordAudit(tx, ctx, guardian, { action: 'child.remove', subject: childId })
  })
  await rememberErasures(ctx)
}
