import { sql } from 'drizzle-orm'
import type { Bilingual } from '#shared/domain/action-type.ts'
import type { MerchantId, ResidentId, RewardId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

export const rewardKinds = ['coupon', 'goods', 'ticket', 'donation'] as const

/** What points buy. Stock is what is left to sell. */
export const reward = c.table(
  'reward',
  {
    id: c.id<RewardId>().primaryKey(),
    kind: c.oneOf(rewardKinds).notNull(),
    title: c.document<Bilingual>().notNull(),
    description: c.document<Bilingual>().notNull(),
    /** Whose counter hands it over. */
    merchantId: c.id<MerchantId>().notNull(),
    priceCentipoints: c.count().notNull(),
    /** What the merchant is paid for each. */
    settlementFen: c.count().notNull(),
    payer: c.label().notNull(),
    fiscalYear: c.count().notNull(),
    stock: c.count().notNull(),
    perPerson: c.count().notNull(),
    onSaleFrom: c.instant().notNull(),
    onSaleUntil: c.instant(),
    /** A voucher lapses at the end of this many Shanghai days after the day it was redeemed. */
    validDays: c.count().notNull(),
    published: c.flag().notNull(),
    demo: c.flag().notNull(),
    sort: c.count().notNull(),
    createdAt: c.instant().notNull(),
  },
  t => [
    c.check('reward_stock', sql`${t.stock} >= 0`),
    c.check(
      'reward_price',
      sql`${t.priceCentipoints} > 0 and ${t.settlementFen} >= 0 and ${t.perPerson} > 0`,
    ),
    c.index('reward_shelf').on(t.published, t.sort, t.id),
  ],
)

/** How many of a reward one resident holds or has used: the per-person limit stands in the row. */
export const rewardUse = c.table(
  'reward_use',
  {
    rewardId: c.id<RewardId>().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    used: c.count().notNull(),
    most: c.count().notNull(),
  },
  t => [
    c.primaryKey({ columns: [t.residentId, t.rewardId] }),
    c.check('reward_use_within', sql`${t.used} >= 0 and ${t.used} <= ${t.most}`),
  ],
)
