import { sql } from 'drizzle-orm'
import type { HouseholdId, ResidentId, VoucherId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

/** A code that the holder of a household shows to somebody who shall move in: used once, soon over. */
export const householdInvitation = c.table(
  'household_invitation',
  {
    codeHash: c.id().primaryKey(),
    householdId: c.id<HouseholdId>().notNull(),
    invitedBy: c.id<ResidentId>().notNull(),
    createdAt: c.instant().notNull(),
    expiresAt: c.instant().notNull(),
    usedAt: c.instant(),
    usedBy: c.id<ResidentId>(),
  },
  t => [c.index('household_invitation_household').on(t.householdId, t.createdAt)],
)

/**
 * How a household shares the points of its bins, in percent. Proposed first; it holds from `effectiveOn`,
 * the day after the last of those who lose by it has agreed. No shares: all to the member who bound the bin.
 */
export const householdSplit = c.table(
  'household_split',
  {
    id: c.id().primaryKey(),
    householdId: c.id<HouseholdId>().notNull(),
    shares: c.document<readonly { readonly residentId: ResidentId; readonly percent: number }[]>().notNull(),
    proposedBy: c.id<ResidentId>().notNull(),
    proposedAt: c.instant().notNull(),
    effectiveOn: c.label(),
    endedAt: c.instant(),
  },
  t => [
    c.index('household_split_household').on(t.householdId, t.proposedAt),
    c
      .uniqueIndex('household_split_open')
      .on(t.householdId)
      .where(sql`${t.effectiveOn} is null and ${t.endedAt} is null`),
  ],
)

/** Who has to agree to a split, and who has. */
export const splitVote = c.table(
  'split_vote',
  {
    splitId: c.id().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    agreedAt: c.instant(),
  },
  t => [c.primaryKey({ columns: [t.splitId, t.residentId] })],
)

/** A child under 14: here only by the consent of a guardian, who may withdraw it. */
export const ward = c.table(
  'ward',
  {
    childId: c.id<ResidentId>().primaryKey(),
    guardianId: c.id<ResidentId>().notNull(),
    householdId: c.id<HouseholdId>().notNull(),
    /** The month from which they are no longer under 14, such as `2031-05`; the birthday is not kept. */
    minorUntil: c.label().notNull(),
    consentVersion: c.count().notNull(),
    consentedAt: c.instant().notNull(),
    withdrawnAt: c.instant(),
  },
  t => [c.index('ward_guardian').on(t.guardianId), c.index('ward_household').on(t.householdId)],
)

/** Whom an owner of points lets redeem for them, up to so much a month; it takes the other's yes. */
export const helpGrant = c.table(
  'help_grant',
  {
    id: c.id().primaryKey(),
    ownerId: c.id<ResidentId>().notNull(),
    aideId: c.id<ResidentId>().notNull(),
    monthlyCentipoints: c.count().notNull(),
    offeredAt: c.instant().notNull(),
    acceptedAt: c.instant(),
    endedAt: c.instant(),
  },
  t => [
    c
      .uniqueIndex('help_grant_now')
      .on(t.ownerId, t.aideId)
      .where(sql`${t.endedAt} is null`),
    c.index('help_grant_aide').on(t.aideId),
    c.check('help_grant_two', sql`${t.ownerId} <> ${t.aideId}`),
    c.check('help_grant_monthly', sql`${t.monthlyCentipoints} > 0`),
  ],
)

export const serverKinds = ['aide', 'guardian', 'attendant'] as const

/** Insert-only. A voucher that somebody redeemed for its owner. */
export const helpedVoucher = c.table(
  'helped_voucher',
  {
    voucherId: c.id<VoucherId>().primaryKey(),
    ownerId: c.id<ResidentId>().notNull(),
    byKind: c.oneOf(serverKinds).notNull(),
    byId: c.id().notNull(),
    grantId: c.id(),
    centipoints: c.count().notNull(),
    at: c.instant().notNull(),
  },
  t => [c.index('helped_voucher_by').on(t.byId, t.at), c.index('helped_voucher_grant').on(t.grantId, t.at)],
)

/** Insert-only. Every step that somebody took for a resident: both see it. */
export const servedAct = c.table(
  'served_act',
  {
    id: c.id().primaryKey(),
    residentId: c.id<ResidentId>().notNull(),
    byKind: c.oneOf(serverKinds).notNull(),
    byId: c.id().notNull(),
    act: c.label().notNull(),
    subject: c.label().notNull(),
    /** Numbers and codes that fill the sentence; nothing personal. */
    facts: c.document<Readonly<Record<string, string | number>>>().notNull(),
    at: c.instant().notNull(),
  },
  t => [
    c.index('served_act_resident').on(t.residentId, t.at, t.id),
    c.index('served_act_by').on(t.byId, t.at, t.id),
  ],
)
