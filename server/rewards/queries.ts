import { eq } from 'drizzle-orm'
import type { NextRestock, Reward } from '#shared/contract/rewards.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { saleObstacle } from '#shared/domain/reward-offer.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { merchant } from '../merchants/tables.ts'
import { refuse } from '../refusal.ts'
import { nextRestocks } from './restock-plans.ts'
import { reward } from './tables.ts'

export const offerColumns = {
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
  street: reward.street,
  picture: reward.picture,
  waiting: reward.waiting,
  reserved: reward.reserved,
}

const offerOf = statement<{ id: RewardId }>()((db, given) =>
  db
    .select(offerColumns)
    .from(reward)
    .innerJoin(merchant, eq(merchant.id, reward.merchantId))
    .where(eq(reward.id, given('id', reward.id))),
)

/** A reward as it stands, with its merchant; undefined when there is none of this id. */
export async function findOffer(reader: Reader | Transaction, id: RewardId) {
  const [row] = await reader.execute(offerOf, { id })
  return row
}

export type OfferRow = NonNullable<Awaited<ReturnType<typeof findOffer>>>

/** A published reward, on sale or not. Refuses `reward-not-found`. */
export async function readReward(reader: Reader, id: RewardId, now: Date): Promise<Reward> {
  const row = await findOffer(reader, id)
  if (!row?.published) return refuse('reward-not-found')
  return rewardView(row, now, (await nextRestocks(reader, [id])).get(id) ?? null)
}

export function rewardView(row: OfferRow, now: Date, nextRestock: NextRestock | null): Reward {
  const obstacle = saleObstacle(row, now)
  return {
    id: row.id,
    kind: row.kind,
    picture: row.picture,
    title: row.title,
    description: row.description,
    merchant: { id: row.merchantId, name: row.merchantName, address: row.merchantAddress },
    street: row.street,
    priceCentipoints: row.priceCentipoints,
    stock: row.stock,
    waiting: row.waiting,
    nextRestock,
    perPerson: row.perPerson,
    onSaleFrom: row.onSaleFrom.toISOString(),
    onSaleUntil: row.onSaleUntil?.toISOString() ?? null,
    validDays: row.validDays,
    demo: row.demo,
    obstacle: obstacle === 'reward-not-found' ? 'reward-not-on-sale' : obstacle,
  }
}
