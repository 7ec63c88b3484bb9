import { and, eq, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import { refuse } from '../refusal.ts'
import { householdOf } from './households.ts'
import { binCode, binding } from './tables.ts'

/**
 * Ends a binding from now on; what was reported before keeps its owner. A bin may be unbound by any member of
 * the household. Ended once, it stays so. Refuses `not-found` for somebody else's.
 */
export async function unbind(ctx: Context, residentId: ResidentId, bindingId: string): Promise<void> {
  await ctx.db.transaction(async tx => {
    const unboundAt = ctx.now()
    const mine = and(eq(binding.id, bindingId), eq(binding.residentId, residentId))
    const [account] = await tx.select({ id: binding.id }).from(binding).where(mine)
    if (account) {
      await tx
        .update(binding)
        .set({ unboundAt })
        .where(and(mine, isNull(binding.unboundAt)))
      return
    }
    const [bin] = await tx
      .select({ householdId: binCode.householdId })
      .from(binCode)
      .where(eq(binCode.id, bindingId))
    if (!bin || bin.householdId !== (await householdOf(tx, residentId))) refuse('not-found')
    await tx
      .update(binCode)
      .set({ unboundAt })
      .where(and(eq(binCode.id, bindingId), isNull(binCode.unboundAt)))
  })
}
