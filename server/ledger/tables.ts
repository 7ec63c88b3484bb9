import { sql } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import { assets, templates } from '#shared/domain/postings.ts'
import { c } from '../db/columns.ts'

/**
 * The balances of a resident's four accounts: they guard something, so they are kept. All others are sums.
 */
export const wallet = c.table(
  'wallet',
  {
    residentId: c.id<ResidentId>().primaryKey(),
    spendable: c.count().notNull().default(0),
    held: c.count().notNull().default(0),
    debt: c.count().notNull().default(0),
    carbon: c.count().notNull().default(0),
  },
  t => [
    c.check('wallet_spendable', sql`${t.spendable} >= 0`),
    c.check('wallet_held', sql`${t.held} >= 0`),
    c.check('wallet_debt', sql`${t.debt} >= 0`),
    c.check('wallet_carbon', sql`${t.carbon} >= 0`),
  ],
)

/**
 * Insert-only. One debit, one credit, one amount: it balances by construction. Corrections are more
 * transfers.
 */
export const transfer = c.table(
  'transfer',
  {
    /** The business act and its step, such as `act_…/1/points`: the same act can never move points twice. */
    reference: c.id().primaryKey(),
    template: c.oneOf(templates).notNull(),
    asset: c.oneOf(assets).notNull(),
    debit: c.label().notNull(),
    credit: c.label().notNull(),
    amount: c.count().notNull(),
    /** Whose wallet it touches; also the key to shard by. */
    residentId: c.id<ResidentId>(),
    occurredAt: c.instant().notNull(),
    postedAt: c.instant().notNull(),
  },
  t => [
    c.check('transfer_amount', sql`${t.amount} > 0`),
    c.check('transfer_two_accounts', sql`${t.debit} <> ${t.credit}`),
    c.index('transfer_resident').on(t.residentId, t.postedAt, t.reference),
    // Sealing walks along it.
    c.index('transfer_posted').on(t.postedAt, t.reference),
  ],
)

/** Insert-only. Which lots a transfer of spendable points filled (above zero) or drew on (below zero). */
export const lotMove = c.table(
  'lot_move',
  {
    reference: c.id().notNull(),
    expiresOn: c.label().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    amount: c.count().notNull(),
  },
  t => [
    c.primaryKey({ columns: [t.reference, t.expiresOn] }),
    c.check('lot_move_amount', sql`${t.amount} <> 0`),
    c.index('lot_move_resident').on(t.residentId, t.expiresOn),
  ],
)

/** What is left of a resident's points by the day they expire. */
export const lot = c.table(
  'lot',
  {
    residentId: c.id<ResidentId>().notNull(),
    expiresOn: c.label().notNull(),
    remaining: c.count().notNull(),
  },
  t => [
    c.primaryKey({ columns: [t.residentId, t.expiresOn] }),
    c.check('lot_remaining', sql`${t.remaining} >= 0`),
    c
      .index('lot_expiry')
      .on(t.expiresOn, t.residentId)
      .where(sql`${t.remaining} > 0`),
  ],
)

/** Public money set aside to pay for awards, by source and fiscal year. */
export const budget = c.table(
  'budget',
  {
    id: c.id().primaryKey(),
    name: c.label().notNull(),
    source: c.label().notNull(),
    fiscalYear: c.count().notNull(),
    appropriated: c.count().notNull(),
    balance: c.count().notNull(),
    createdAt: c.instant().notNull(),
  },
  t => [c.check('budget_balance', sql`${t.balance} >= 0 and ${t.balance} <= ${t.appropriated}`)],
)
