import { eq } from 'drizzle-orm'
import type { RewardId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { reward } from './tables.ts'

/** Shows a reward to residents, or takes it off the shelf. Refuses `not-permitted` and `reward-not-found`. */
export async function publishReward(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: { readonly rewardId: RewardId; readonly published: boolean },
): Promise<void> {
  requirePermission(actor, 'reward.publish')
  const { rewardId, published } = given
  const [changed] = await tx
    .update(reward)
    .set({ published })
    .where(eq(reward.id, rewardId))
    .returning({ id: reward.id })
  if (!changed) refuse('reward-not-found')
  await recordAudit(tx, ctx, actor, { action: 'reward.publish', subject: rewardId, after: { published } })
}
