import { eq, sql } from 'drizzle-orm'
import type { RewardId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { reward } from './tables.ts'

/**
 * Adds to what is left of a reward and returns the new stock. Refuses `not-permitted` and
 * `reward-not-found`.
 */
export async function restockReward(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: { readonly rewardId: RewardId; readonly add: number },
): Promise<number> {
  requirePermission(actor, 'reward.restock')
  const [restocked] = await tx
    .update(reward)
    .set({ stock: sql`${reward.stock} + ${given.add}` })
    .where(eq(reward.id, given.rewardId))
    .returning({ stock: reward.stock })
  if (!restocked) return refuse('reward-not-found')
  const { stock } = restocked
  const change = { before: { stock: stock - given.add }, after: { stock } }
  await recordAudit(tx, ctx, actor, { action: 'reward.restock', subject: given.rewardId, ...change })
  return stock
}
