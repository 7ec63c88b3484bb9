import type { RewardId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { putOnShelf } from './put-on-shelf.ts'

/**
 * Adds units to a reward and returns what is on the shelf then, after those who wait got theirs. Refuses
 * `not-permitted` and `reward-not-found`.
 */
export async function restockReward(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: { readonly rewardId: RewardId; readonly add: number },
): Promise<number> {
  requirePermission(actor, 'reward.restock')
  const { rewardId, add } = given
  const shelf = (await putOnShelf(tx, ctx, rewardId, { add })) ?? refuse('reward-not-found')
  const { stock, reserved } = shelf
  await recordAudit(tx, ctx, actor, {
    action: 'reward.restock',
    subject: rewardId,
    after: { add, stock, reserved },
  })
  return stock
}
