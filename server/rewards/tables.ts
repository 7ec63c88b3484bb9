import { sql } from 'drizzle-orm'
import type { Bilingual } from '#shared/domain/action-type.ts'
import type {
  MerchantId,
  ResidentId,
  RestockPlanId,
  RewardId,
  VoucherId,
  WaitingPlaceId,
} from '#shared/domain/ids.ts'
import { planStates } from '#shared/domain/restock-plan.ts'
import { placeStates } from '#shared/domain/waiting-list.ts'
import { c } from '../db/columns.ts'

export const rewardKinds = ['coupon', 'goods', 'ticket', 'donation'] as const

/**
 * What points buy. Stock is what anybody may take; what is kept for somebody whose turn has come is off it. A
 * trigger sees to it that nothing lies on the shelf while somebody waits.
 */
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
    /** The street or town where it is handed over; null where it has no place. */
    street: c.label(),
    /** One of our drawings; null for the kind's. */
    picture: c.label(),
    /** Titles and descriptions in lower case, to find words in. */
    searchText: c.label(),
    /** How many wait for it, and how many units are kept for those whose turn has come. */
    waiting: c.count().notNull().default(0),
    reserved: c.count().notNull().default(0),
  },
  t => [
    c.check('reward_stock', sql`${t.stock} >= 0`),
    c.check(
      'reward_price',
      sql`${t.priceCentipoints} > 0 and ${t.settlementFen} >= 0 and ${t.perPerson} > 0`,
    ),
    c.index('reward_shelf').on(t.published, t.sort, t.id),
    c.index('reward_by_price').on(t.published, t.priceCentipoints, t.id),
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

/** One person's place in the queue for a reward that is sold out. Steps only forward; a trigger says so. */
export const waitingPlace = c.table(
  'waiting_place',
  {
    id: c.id<WaitingPlaceId>().primaryKey(),
    rewardId: c.id<RewardId>().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    /** The order of turns: one after the other as people joined, given under the lock of the reward. */
    number: c.count().notNull(),
    state: c.oneOf(placeStates).notNull(),
    joinedAt: c.instant().notNull(),
    offeredAt: c.instant(),
    /** A unit is kept until then. */
    offerUntil: c.instant(),
    endedAt: c.instant(),
    voucherId: c.id<VoucherId>(),
  },
  t => [
    c.uniqueIndex('waiting_place_number').on(t.rewardId, t.number),
    c
      .uniqueIndex('waiting_place_open')
      .on(t.residentId, t.rewardId)
      .where(sql`${t.state} in ('waiting', 'offered')`),
    c
      .index('waiting_place_queue')
      .on(t.rewardId, t.number)
      .where(sql`${t.state} = 'waiting'`),
    c
      .index('waiting_place_offer')
      .on(t.offerUntil)
      .where(sql`${t.state} = 'offered'`),
    c.index('waiting_place_resident').on(t.residentId, t.joinedAt),
    c.check('waiting_place_offered', sql`${t.state} <> 'offered' or ${t.offerUntil} is not null`),
    c.check('waiting_place_redeemed', sql`(${t.state} = 'redeemed') = (${t.voucherId} is not null)`),
    c.check('waiting_place_ended', sql`(${t.state} in ('waiting', 'offered')) = (${t.endedAt} is null)`),
  ],
)

/** So many units arrive on a day. What was applied, and when, stays. */
export const restockPlan = c.table(
  'restock_plan',
  {
    id: c.id<RestockPlanId>().primaryKey(),
    rewardId: c.id<RewardId>().notNull(),
    /** Applied from the first instant of this Shanghai day. */
    dueOn: c.label().notNull(),
    units: c.count().notNull(),
    state: c.oneOf(planStates).notNull(),
    createdAt: c.instant().notNull(),
    endedAt: c.instant(),
  },
  t => [
    c
      .index('restock_plan_due')
      .on(t.dueOn, t.id)
      .where(sql`${t.state} = 'planned'`),
    c.index('restock_plan_reward').on(t.rewardId, t.dueOn),
    c.check('restock_plan_units', sql`${t.units} > 0`),
    c.check('restock_plan_ended', sql`(${t.state} = 'planned') = (${t.endedAt} is null)`),
  ],
)
