import type { RewardId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { putOnShelf } from './put-on-shelf.ts'

/** Shows a reward to residents, or takes it off the shelf. Refuses `not-permitted` and `reward-not-found`. */
export async function publishReward(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: { readonly rewardId: RewardId; readonly published: boolean },
): Promise<void> {
  requirePermission(actor, 'reward.publish')
  const { rewardId, published } = given
  // What came while it was hidden belongs to those who wait.
  if (!(await putOnShelf(tx, ctx, rewardId, { published }))) refuse('reward-not-found')
  await recordAudit(tx, ctx, actor, { action: 'reward.publish', subject: rewardId, after: { published } })
}
