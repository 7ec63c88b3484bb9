import { and, asc, desc, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Reward, RewardQuery } from '#shared/contract/rewards.ts'
import type { MerchantId } from '#shared/domain/ids.ts'
import { streetName } from '#shared/domain/streets.ts'
import type { Reader } from '../db/database.ts'
import { cut, pageOf } from '../http/page.ts'
import { limits } from '../limits.ts'
import { merchant } from '../merchants/tables.ts'
import { offerColumns, type OfferRow, rewardView } from './queries.ts'
import { nextRestocks } from './restock-plans.ts'
import { reward } from './tables.ts'

/** On sale now, whether or not something is left: what is sold out can be waited for. */
function onSale(now: Date): (SQL | undefined)[] {
  return [
    eq(reward.published, true),
    eq(merchant.active, true),
    lte(reward.onSaleFrom, now),
    or(isNull(reward.onSaleUntil), gt(reward.onSaleUntil, now)),
  ]
}

/** The column of an order, what a page after a cursor begins with, and the direction. */
const orders = {
  shelf: {
    by: [asc(reward.sort), asc(reward.id)],
    at: (row: OfferRow) => row.sort,
    after: (at: number, id: string) => sql`(${reward.sort}, ${reward.id}) > (${at}, ${id})`,
  },
  cheapest: {
    by: [asc(reward.priceCentipoints), asc(reward.id)],
    at: (row: OfferRow) => row.priceCentipoints,
    after: (at: number, id: string) => sql`(${reward.priceCentipoints}, ${reward.id}) > (${at}, ${id})`,
  },
  dearest: {
    by: [desc(reward.priceCentipoints), desc(reward.id)],
    at: (row: OfferRow) => row.priceCentipoints,
    after: (at: number, id: string) => sql`(${reward.priceCentipoints}, ${reward.id}) < (${at}, ${id})`,
  },
} as const

/** One page of the rewards on sale that fit what was asked for. */
export async function listRewards(
  reader: Reader,
  now: Date,
  query: RewardQuery,
): Promise<{ rewards: Reward[]; next: string | null }> {
  const { after, limit } = pageOf(query)
  const order = orders[query.order ?? 'shelf']
  const rows = await reader
    .select(offerColumns)
    .from(reward)
    .innerJoin(merchant, eq(merchant.id, reward.merchantId))
    .where(and(...onSale(now), ...wanted(query), after ? order.after(after.at, after.id) : undefined))
    .orderBy(...order.by)
    .limit(limit + 1)
  const { shown, next } = cut(rows, limit, row => ({ at: order.at(row), id: row.id }))
  const restocks = await nextRestocks(
    reader,
    shown.map(({ id }) => id),
  )
  return { rewards: shown.map(row => rewardView(row, now, restocks.get(row.id) ?? null)), next }
}

function wanted({ kind, street, merchant: shop, upToCentipoints, inStock, words }: RewardQuery) {
  return [
    kind && eq(reward.kind, kind),
    street && eq(reward.street, street),
    shop && eq(reward.merchantId, shop as MerchantId),
    upToCentipoints && lte(reward.priceCentipoints, upToCentipoints),
    inStock && gt(reward.stock, 0),
    ...(words ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, limits.searchWords).map(speaksOf),
  ].filter(condition => typeof condition === 'object')
}

/** True where a word stands in the reward's texts or in its merchant's name or address. */
function speaksOf(word: string): SQL {
  const pattern = `%${word.replace(/[!%_]/g, '!$&')}%`
  return sql`(${reward.searchText} like ${pattern} escape '!'
    or lower(${merchant.name}) like ${pattern} escape '!'
    or lower(${merchant.address}) like ${pattern} escape '!')`
}

/** The streets and towns with something on sale, and how much. */
export async function listPlaces(reader: Reader, now: Date) {
  const rows = await reader
    .select({ street: reward.street, rewards: sql`count(*)`.mapWith(Number) })
    .from(reward)
    .innerJoin(merchant, eq(merchant.id, reward.merchantId))
    .where(and(...onSale(now), isNotNull(reward.street)))
    .groupBy(reward.street)
    .orderBy(asc(reward.street))
  return rows.flatMap(({ street, rewards }) => {
    const name = street && streetName(street)
    return name ? [{ street, name, rewards }] : []
  })
}
