import { sql } from 'drizzle-orm'
import type { MerchantId, ResidentId, SettlementId, StaffId } from '#shared/domain/ids.ts'
import { settlementStates } from '#shared/domain/settlement.ts'
import { c } from '../db/columns.ts'

export const merchant = c.table('merchant', {
  id: c.id<MerchantId>().primaryKey(),
  name: c.label().notNull(),
  address: c.label().notNull(),
  active: c.flag().notNull(),
  demo: c.flag().notNull(),
  createdAt: c.instant().notNull(),
})

export const staffRoles = ['owner', 'clerk'] as const

export const staff = c.table(
  'staff',
  {
    id: c.id<StaffId>().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    phoneIndex: c.label().notNull(),
    phoneSealed: c.label().notNull(),
    nickname: c.label().notNull(),
    role: c.oneOf(staffRoles).notNull(),
    active: c.flag().notNull(),
    /** Wrong typed numbers since the last right one; too many lock the typing for a while. */
    wrongNumbers: c.count().notNull().default(0),
    numbersLockedUntil: c.instant(),
    /** A clerk who stands in for the owner through this Shanghai day. */
    standsInThrough: c.label(),
    createdAt: c.instant().notNull(),
  },
  t => [
    c
      .uniqueIndex('staff_phone')
      .on(t.phoneIndex)
      .where(sql`${t.active}`),
    c.index('staff_merchant').on(t.merchantId),
  ],
)

/**
 * What a merchant is owed for a period of Shanghai days, both included. Confirmed and paid ones are frozen
 * by a trigger.
 */
export const settlement = c.table(
  'settlement',
  {
    id: c.id<SettlementId>().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    fromOn: c.label().notNull(),
    throughOn: c.label().notNull(),
    state: c.oneOf(settlementStates).notNull(),
    lines: c.count().notNull(),
    totalFen: c.count().notNull(),
    disputeReason: c.label(),
    createdAt: c.instant().notNull(),
    decidedAt: c.instant(),
    paidAt: c.instant(),
    /** The bank's or treasury's reference of the payment. */
    paymentReference: c.label(),
  },
  t => [
    c.uniqueIndex('settlement_period').on(t.merchantId, t.fromOn),
    c.check('settlement_days', sql`${t.throughOn} >= ${t.fromOn}`),
  ],
)

/**
 * One step of a voucher (accepted, or undone and so below zero) that falls into a settlement; each step
 * settles once.
 */
export const settlementLine = c.table(
  'settlement_line',
  {
    voucherStepId: c.id().primaryKey(),
    settlementId: c.id<SettlementId>().notNull(),
    voucherId: c.id().notNull(),
    amountFen: c.count().notNull(),
    at: c.instant().notNull(),
  },
  t => [c.index('settlement_line_settlement').on(t.settlementId, t.at)],
)

/** A staff member vouched for so many diners; each gets a single-use code. */
export const attestation = c.table(
  'attestation',
  {
    id: c.id().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    staffId: c.id<StaffId>().notNull(),
    deviceId: c.label(),
    actionType: c.label().notNull(),
    diners: c.count().notNull(),
    at: c.instant().notNull(),
  },
  t => [c.index('attestation_merchant').on(t.merchantId, t.at)],
)

export const attestationCode = c.table(
  'attestation_code',
  {
    codeHash: c.id().primaryKey(),
    attestationId: c.id().notNull(),
    expiresAt: c.instant().notNull(),
    usedBy: c.id<ResidentId>(),
    usedAt: c.instant(),
  },
  t => [c.index('attestation_code_attestation').on(t.attestationId)],
)

/** Insert-only. What an owner says is wrong with one line of a settlement. */
export const lineObjection = c.table(
  'line_objection',
  {
    id: c.id().primaryKey(),
    settlementId: c.id<SettlementId>().notNull(),
    voucherStepId: c.id().notNull(),
    reason: c.label().notNull(),
    by: c.id<StaffId>().notNull(),
    at: c.instant().notNull(),
  },
  t => [c.index('line_objection_settlement').on(t.settlementId, t.at)],
)
