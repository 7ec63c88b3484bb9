import { sql } from 'drizzle-orm'
import type { MerchantId, ResidentId, RewardId, VoucherId } from '#shared/domain/ids.ts'
import { recordedSteps, voucherStates } from '#shared/domain/voucher.ts'
import { c } from '../db/columns.ts'

/** What a resident holds after redeeming. Price, settlement and payer are frozen when it is redeemed. */
export const voucher = c.table(
  'voucher',
  {
    id: c.id<VoucherId>().primaryKey(),
    rewardId: c.id<RewardId>().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    merchantId: c.id<MerchantId>().notNull(),
    state: c.oneOf(voucherStates).notNull(),
    priceCentipoints: c.count().notNull(),
    settlementFen: c.count().notNull(),
    payer: c.label().notNull(),
    fiscalYear: c.count().notNull(),
    /**
     * Public key (JWK x, P-256, compressed, base64url) of the device that may show it; null for a card
     * holder's.
     */
    deviceKey: c.label(),
    issuedAt: c.instant().notNull(),
    /** It can be used before this instant; then it lapses and the points go back. */
    notAfter: c.instant().notNull(),
    acceptedAt: c.instant(),
    acceptedBy: c.id(),
    /** How often it has been accepted: each acceptance and each undo has its own reference. */
    acceptances: c.count().notNull().default(0),
  },
  t => [
    c.index('voucher_resident').on(t.residentId, t.issuedAt, t.id),
    c.index('voucher_merchant').on(t.merchantId, t.acceptedAt),
    c
      .index('voucher_lapse')
      .on(t.notAfter)
      .where(sql`${t.state} = 'issued'`),
    c.check('voucher_accepted', sql`(${t.state} = 'accepted') = (${t.acceptedAt} is not null)`),
  ],
)

/** Insert-only. Every step a voucher took. */
export const voucherStep = c.table(
  'voucher_step',
  {
    id: c.id().primaryKey(),
    voucherId: c.id<VoucherId>().notNull(),
    merchantId: c.id<MerchantId>().notNull(),
    step: c.oneOf(recordedSteps).notNull(),
    at: c.instant().notNull(),
    /** The staff member, the resident, or the job. */
    by: c.label().notNull(),
    reason: c.label(),
    settlementFen: c.count().notNull(),
  },
  t => [
    c.index('voucher_step_voucher').on(t.voucherId, t.at),
    c.index('voucher_step_merchant').on(t.merchantId, t.at, t.id),
  ],
)

/** The ten digits a resident reads out. Stored as a keyed hash, valid for a minute. */
export const voucherNumber = c.table(
  'voucher_number',
  {
    numberHash: c.id().primaryKey(),
    voucherId: c.id<VoucherId>().notNull(),
    expiresAt: c.instant().notNull(),
  },
  t => [c.index('voucher_number_expiry').on(t.expiresAt)],
)
