import { and, eq, isNull, or } from 'drizzle-orm'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { helpGrant, householdSplit, ward } from './tables.ts'

/**
 * What ends when somebody moves out: help given and received, and a split that is still being asked about.
 * Refuses `guardian-stays` for whoever has a child here.
 */
export async function settleDeparture(
  tx: Transaction,
  ctx: Pick<Context, 'now'>,
  { householdId, residentId }: { readonly householdId: HouseholdId; readonly residentId: ResidentId },
): Promise<void> {
  const endedAt = ctx.now()
  const [child] = await tx
    .select({ childId: ward.childId })
    .from(ward)
    .where(and(eq(ward.guardianId, residentId), isNull(ward.withdrawnAt)))
    .limit(1)
  if (child) refuse('guardian-stays')
  await tx
    .update(helpGrant)
    .set({ endedAt })
    .where(
      and(or(eq(helpGrant.ownerId, residentId), eq(helpGrant.aideId, residentId)), isNull(helpGrant.endedAt)),
    )
  await tx
    .update(householdSplit)
    .set({ endedAt })
    .where(
      and(
        eq(householdSplit.householdId, householdId),
        isNull(householdSplit.effectiveOn),
        isNull(householdSplit.endedAt),
      ),
    )
}
