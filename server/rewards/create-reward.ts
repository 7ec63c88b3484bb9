import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { RewardDraft } from '#shared/contract/rewards.ts'
import type { MerchantId, RewardId } from '#shared/domain/ids.ts'
import { searchTextOf } from '#shared/domain/reward-offer.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { merchant } from '../merchants/tables.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { reward } from './tables.ts'

export type NewReward = z.infer<typeof RewardDraft> & { readonly demo?: boolean }

/** Puts a reward into the catalogue, unpublished. Refuses `not-permitted` and `merchant-not-found`. */
export async function createReward(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: NewReward,
): Promise<RewardId> {
  requirePermission(actor, 'reward.create')
  const merchantId = given.merchantId as MerchantId
  const [known] = await tx.select({ id: merchant.id }).from(merchant).where(eq(merchant.id, merchantId))
  if (!known) refuse('merchant-not-found')
  const id: RewardId = ctx.newId('rew')
  await tx.insert(reward).values({
    ...given,
    id,
    merchantId,
    onSaleUntil: given.onSaleUntil ?? null,
    sort: given.sort ?? 0,
    demo: given.demo ?? false,
    published: false,
    createdAt: ctx.now(),
    street: given.street ?? null,
    picture: given.picture ?? null,
    searchText: searchTextOf(given.title, given.description),
  })
  const { priceCentipoints, settlementFen, payer, fiscalYear, stock } = given
  const after = { merchantId, priceCentipoints, settlementFen, payer, fiscalYear, stock }
  await recordAudit(tx, ctx, actor, { action: 'reward.create', subject: id, after })
  return id
}
