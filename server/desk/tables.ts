import { sql } from 'drizzle-orm'
import { pictureTypes } from '#shared/domain/picture.ts'
import type { AttendantId, ResidentId, VoucherId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

export const formPurposes = ['terms', 'consent', 'household', 'help'] as const

/** How often an attendant has done something on a day, and how often they may. */
export const deskTally = c.table(
  'desk_tally',
  {
    key: c.id().primaryKey(),
    used: c.count().notNull(),
    most: c.count().notNull(),
  },
  t => [c.check('desk_tally_within', sql`${t.used} >= 0 and ${t.used} <= ${t.most}`)],
)

/** A photo of what somebody signed on paper, sealed with their own key: it goes when they go. */
export const signedForm = c.table(
  'signed_form',
  {
    id: c.id().primaryKey(),
    residentId: c.id<ResidentId>().notNull(),
    attendantId: c.id<AttendantId>().notNull(),
    purpose: c.oneOf(formPurposes).notNull(),
    mediaType: c.oneOf(pictureTypes).notNull(),
    bytes: c.count().notNull(),
    sealed: c.label().notNull(),
    recordedAt: c.instant().notNull(),
  },
  t => [c.index('signed_form_resident').on(t.residentId, t.recordedAt)],
)

/** The code on a printed voucher: checked online only; printing again ends the one before. */
export const printedVoucher = c.table(
  'printed_voucher',
  {
    codeIndex: c.id().primaryKey(),
    voucherId: c.id<VoucherId>().notNull(),
    printedBy: c.id<AttendantId>().notNull(),
    printedAt: c.instant().notNull(),
    endedAt: c.instant(),
  },
  t => [
    c
      .uniqueIndex('printed_voucher_now')
      .on(t.voucherId)
      .where(sql`${t.endedAt} is null`),
  ],
)
