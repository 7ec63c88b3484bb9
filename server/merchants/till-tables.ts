import { sql } from 'drizzle-orm'
import type { MerchantId, PackId, StaffId, TillId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

/** A phone or tablet of a shop that may take vouchers without network: it signs what it took. */
export const tillDevice = c.table(
  'till_device',
  {
    id: c.id<TillId>().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    name: c.label().notNull(),
    /** Compressed P-256 point, base64url; the private half cannot leave the device. */
    publicKey: c.label().notNull(),
    registeredBy: c.id<StaffId>().notNull(),
    registeredAt: c.instant().notNull(),
    /** Who was signed in on it when it was last in touch, and when that was. */
    usedBy: c.id<StaffId>().notNull(),
    syncedAt: c.instant(),
    /** How far its clock was ahead then; below zero it was behind. */
    clockAheadMs: c.count().notNull().default(0),
    revokedAt: c.instant(),
    revokedBy: c.id<StaffId>(),
  },
  t => [c.uniqueIndex('till_device_key').on(t.publicKey), c.index('till_device_merchant').on(t.merchantId)],
)

/** What a till was last told it may do on its own. */
export const offlinePack = c.table(
  'offline_pack',
  {
    id: c.id<PackId>().primaryKey(),
    deviceId: c.id<TillId>().notNull(),
    issuedAt: c.instant().notNull(),
    until: c.instant().notNull(),
    limitFen: c.count().notNull(),
  },
  t => [c.index('offline_pack_device').on(t.deviceId, t.until)],
)

/** An owner lets whoever has the code serve here. Only its hash is kept. */
export const staffInvitation = c.table(
  'staff_invitation',
  {
    id: c.id().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    nickname: c.label().notNull(),
    codeHash: c.label().notNull(),
    invitedBy: c.id<StaffId>().notNull(),
    invitedAt: c.instant().notNull(),
    expiresAt: c.instant().notNull(),
    usedAt: c.instant(),
    usedBy: c.id<StaffId>(),
  },
  t => [
    c.uniqueIndex('staff_invitation_code').on(t.codeHash),
    c.index('staff_invitation_merchant').on(t.merchantId, t.invitedAt),
  ],
)

/** An owner offers the shop to a clerk; it changes hands when the clerk agrees. */
export const handover = c.table(
  'handover',
  {
    id: c.id().primaryKey(),
    merchantId: c.id<MerchantId>().notNull(),
    fromStaffId: c.id<StaffId>().notNull(),
    toStaffId: c.id<StaffId>().notNull(),
    offeredAt: c.instant().notNull(),
    closedAt: c.instant(),
    /** False when it was taken back or declined. */
    agreed: c.flag(),
  },
  t => [
    c
      .uniqueIndex('handover_open')
      .on(t.merchantId)
      .where(sql`${t.closedAt} is null`),
  ],
)
