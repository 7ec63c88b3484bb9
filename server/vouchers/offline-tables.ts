import { sql } from 'drizzle-orm'
import type { MerchantId, StaffId, TillId, VoucherId } from '#shared/domain/ids.ts'
import { offlineOutcomes } from '#shared/domain/offline.ts'
import { c } from '../db/columns.ts'

/**
 * Insert-only. Every voucher a till says it took without network, and what became of it: nothing that was
 * sent is forgotten, refused or not.
 */
export const offlineAcceptance = c.table(
  'offline_acceptance',
  {
    /** SHA-256 of what the till signed (and, where the signature is wrong, of that too). */
    id: c.id().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    deviceId: c.id<TillId>().notNull(),
    packId: c.label().notNull(),
    seq: c.count().notNull(),
    /** Whoever was signed in when it was sent. */
    sentBy: c.id<StaffId>().notNull(),
    /** When the till says it took the voucher. */
    takenAt: c.instant().notNull(),
    receivedAt: c.instant().notNull(),
    /** Null where the code proved nothing. */
    voucherId: c.id<VoucherId>(),
    settlementFen: c.count().notNull(),
    outcome: c.oneOf(offlineOutcomes).notNull(),
    /** Why it was refused, or what it collided with. */
    code: c.label(),
    /** When the voucher had been used, given back or lapsed. */
    usedAt: c.instant(),
  },
  t => [
    c.index('offline_acceptance_merchant').on(t.merchantId, t.receivedAt, t.id),
    c.index('offline_acceptance_pack').on(t.packId),
    c.index('offline_acceptance_voucher').on(t.voucherId),
  ],
)

export const undoRequestStates = ['open', 'approved', 'declined'] as const

/** A clerk asks the owner to take back an acceptance that is older than five minutes. */
export const undoRequest = c.table(
  'undo_request',
  {
    id: c.id().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    voucherId: c.id<VoucherId>().notNull(),
    reason: c.label().notNull(),
    askedBy: c.id<StaffId>().notNull(),
    askedAt: c.instant().notNull(),
    state: c.oneOf(undoRequestStates).notNull(),
    decidedBy: c.id<StaffId>(),
    decidedAt: c.instant(),
  },
  t => [
    c
      .uniqueIndex('undo_request_open')
      .on(t.voucherId)
      .where(sql`${t.state} = 'open'`),
    c.index('undo_request_merchant').on(t.merchantId, t.askedAt),
  ],
)
