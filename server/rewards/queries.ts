import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Reward } from '#shared/contract/rewards.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { saleObstacle } from '#shared/domain/reward-offer.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { cut, type Page } from '../http/page.ts'
import { merchant } from '../merchants/tables.ts'
import { refuse } from '../refusal.ts'
import { reward } from './tables.ts'

const offerColumns = {
  id: reward.id,
  kind: reward.kind,
  title: reward.title,
  description: reward.description,
  merchantId: reward.merchantId,
  merchantName: merchant.name,
  merchantAddress: merchant.address,
  merchantActive: merchant.active,
  priceCentipoints: reward.priceCentipoints,
  settlementFen: reward.settlementFen,
  payer: reward.payer,
  fiscalYear: reward.fiscalYear,
  stock: reward.stock,
  perPerson: reward.perPerson,
  onSaleFrom: reward.onSaleFrom,
  onSaleUntil: reward.onSaleUntil,
  validDays: reward.validDays,
  published: reward.published,
  demo: reward.demo,
  sort: reward.sort,
}

/** A reward as it stands, with its merchant; undefined when there is none of this id. */
export async function findOffer(reader: Reader | Transaction, id: RewardId) {
  const [row] = await reader
    .select(offerColumns)
    .from(reward)
    .innerJoin(merchant, eq(merchant.id, reward.merchantId))
    .where(eq(reward.id, id))
  return row
}

export type OfferRow = NonNullable<Awaited<ReturnType<typeof findOffer>>>

/** A published reward, on sale or not. Refuses `reward-not-found`. */
export async function readReward(reader: Reader, id: RewardId, now: Date): Promise<Reward> {
  const row = await findOffer(reader, id)
  return row?.published ? rewardView(row, now) : refuse('reward-not-found')
}

/** One page of what can be redeemed now, in the order of the shelf. */
export async function listRewards(
  reader: Reader,
  now: Date,
  { after, limit }: Page,
): Promise<{ rewards: Reward[]; next: string | null }> {
  const rows = await reader
    .select(offerColumns)
    .from(reward)
    .innerJoin(merchant, eq(merchant.id, reward.merchantId))
    .where(
      and(
        eq(reward.published, true),
        eq(merchant.active, true),
        gt(reward.stock, 0),
        lte(reward.onSaleFrom, now),
        or(isNull(reward.onSaleUntil), gt(reward.onSaleUntil, now)),
        after ? sql`(${reward.sort}, ${reward.id}) > (${after.at}, ${after.id})` : undefined,
      ),
    )
    .orderBy(asc(reward.sort), asc(reward.id))
    .limit(limit + 1)
  const { shown, next } = cut(rows, limit, row => ({ at: row.sort, id: row.id }))
  return {
    rewards: shown.map(row => rewardView(row, now)),
    next,
  }
}

function rewardView(row: OfferRow, now: Date): Reward {
  const obstacle = saleObstacle(row, now)
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    description: row.description,
    merchant: { id: row.merchantId, name: row.merchantName, address: row.merchantAddress },
    priceCentipoints: row.priceCentipoints,
    stock: row.stock,
    perPerson: row.perPerson,
    onSaleFrom: row.onSaleFrom.toISOString(),
    onSaleUntil: row.onSaleUntil?.toISOString() ?? null,
    validDays: row.validDays,
    demo: row.demo,
    obstacle: obstacle === 'reward-not-found' ? 'reward-not-on-sale' : obstacle,
  }
}
