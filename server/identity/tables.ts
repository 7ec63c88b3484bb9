import { sql } from 'drizzle-orm'
import type { AttendantId, CardId, HouseholdId, PartnerId, ResidentId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

/** The pseudonym everything else carries. */
export const resident = c.table(
  'resident',
  {
    id: c.id<ResidentId>().primaryKey(),
    createdAt: c.instant().notNull(),
    closedAt: c.instant(),
  },
  t => [
    c
      .index('resident_closed')
      .on(t.id)
      .where(sql`${t.closedAt} is not null`),
  ],
)

/**
 * Who a resident is, sealed with a key of their own. Deleting this row forgets them; the ledger keeps its
 * sums.
 */
export const residentSecret = c.table(
  'resident_secret',
  {
    residentId: c.id<ResidentId>().primaryKey(),
    wrappedKey: c.label().notNull(),
    /** Keyed hash, for look-up only. */
    phoneIndex: c.label().notNull(),
    phoneSealed: c.label().notNull(),
    nicknameSealed: c.label().notNull(),
  },
  t => [c.uniqueIndex('resident_secret_phone').on(t.phoneIndex)],
)

export const bindingProofs = ['partner-code', 'attendant'] as const

/** An external id (transit card, bike account) and the resident it belongs to, with history. */
export const binding = c.table(
  'binding',
  {
    id: c.id().primaryKey(),
    residentId: c.id<ResidentId>().notNull(),
    partnerId: c.id<PartnerId>().notNull(),
    externalIndex: c.label().notNull(),
    externalSealed: c.label().notNull(),
    proof: c.oneOf(bindingProofs).notNull(),
    boundAt: c.instant().notNull(),
    unboundAt: c.instant(),
  },
  t => [
    c
      .uniqueIndex('binding_now')
      .on(t.partnerId, t.externalIndex)
      .where(sql`${t.unboundAt} is null`),
    c.index('binding_external').on(t.partnerId, t.externalIndex),
    c.index('binding_resident').on(t.residentId),
  ],
)

export const household = c.table('household', {
  id: c.id<HouseholdId>().primaryKey(),
  createdAt: c.instant().notNull(),
})

export const householdMember = c.table(
  'household_member',
  {
    id: c.id().primaryKey(),
    householdId: c.id<HouseholdId>().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    joinedAt: c.instant().notNull(),
    leftAt: c.instant(),
  },
  t => [
    c
      .uniqueIndex('household_member_now')
      .on(t.residentId)
      .where(sql`${t.leftAt} is null`),
    c.index('household_member_household').on(t.householdId),
  ],
)

/** A bin code belongs to one household; a deed reported for it goes to the member who bound it. */
export const binCode = c.table(
  'bin_code',
  {
    id: c.id().primaryKey(),
    householdId: c.id<HouseholdId>().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    partnerId: c.id<PartnerId>().notNull(),
    codeIndex: c.label().notNull(),
    proof: c.oneOf(bindingProofs).notNull(),
    boundAt: c.instant().notNull(),
    unboundAt: c.instant(),
  },
  t => [
    c
      .uniqueIndex('bin_code_now')
      .on(t.partnerId, t.codeIndex)
      .where(sql`${t.unboundAt} is null`),
    c.index('bin_code_household').on(t.householdId),
    c.index('bin_code_resident').on(t.residentId),
  ],
)

export const bindingKinds = ['account', 'bin'] as const

/** A one-time code that a partner issued to the holder of an external id, as proof that it is theirs. */
export const bindingCode = c.table(
  'binding_code',
  {
    codeHash: c.id().primaryKey(),
    partnerId: c.id<PartnerId>().notNull(),
    kind: c.oneOf(bindingKinds).notNull(),
    externalIndex: c.label().notNull(),
    /** Sealed with the server's key until a resident's own key takes over. */
    externalSealed: c.label().notNull(),
    expiresAt: c.instant().notNull(),
    usedAt: c.instant(),
  },
  t => [c.index('binding_code_expiry').on(t.expiresAt)],
)

export const consentChannels = ['app', 'paper'] as const

/** Consent per action type and partner; never changed, only withdrawn and given again. */
export const consent = c.table(
  'consent',
  {
    id: c.id().primaryKey(),
    residentId: c.id<ResidentId>().notNull(),
    actionType: c.label().notNull(),
    partnerId: c.id<PartnerId>().notNull(),
    version: c.count().notNull(),
    channel: c.oneOf(consentChannels).notNull(),
    attendantId: c.id<AttendantId>(),
    grantedAt: c.instant().notNull(),
    withdrawnAt: c.instant(),
  },
  t => [
    c
      .uniqueIndex('consent_now')
      .on(t.residentId, t.actionType, t.partnerId)
      .where(sql`${t.withdrawnAt} is null`),
    c.index('consent_resident').on(t.residentId, t.partnerId, t.actionType),
  ],
)

export const cardStates = ['active', 'blocked', 'replaced'] as const

/** 爱心卡: a paper card with a QR and no personal data. */
export const card = c.table(
  'card',
  {
    id: c.id<CardId>().primaryKey(),
    residentId: c.id<ResidentId>().notNull(),
    codeIndex: c.label().notNull(),
    state: c.oneOf(cardStates).notNull(),
    issuedBy: c.id<AttendantId>().notNull(),
    issuedAt: c.instant().notNull(),
    endedAt: c.instant(),
    replacedBy: c.id<CardId>(),
  },
  t => [c.uniqueIndex('card_code').on(t.codeIndex), c.index('card_resident').on(t.residentId)],
)

/** 社区服务员: serves people without a phone; never themselves. */
export const attendant = c.table(
  'attendant',
  {
    id: c.id<AttendantId>().primaryKey(),
    phoneIndex: c.label().notNull(),
    phoneSealed: c.label().notNull(),
    community: c.label().notNull(),
    active: c.flag().notNull(),
    createdAt: c.instant().notNull(),
  },
  t => [c.uniqueIndex('attendant_phone').on(t.phoneIndex)],
)

export const audiences = ['resident', 'merchant', 'attendant', 'administrator'] as const

/** A code sent to a phone. Five tries, five minutes, used once. */
export const signInCode = c.table(
  'sign_in_code',
  {
    id: c.id().primaryKey(),
    phoneIndex: c.label().notNull(),
    audience: c.oneOf(audiences).notNull(),
    codeHash: c.label().notNull(),
    triesLeft: c.count().notNull(),
    createdAt: c.instant().notNull(),
    expiresAt: c.instant().notNull(),
    usedAt: c.instant(),
  },
  t => [
    c.index('sign_in_code_phone').on(t.phoneIndex, t.audience, t.createdAt),
    // Old ones are deleted along it.
    c.index('sign_in_code_created').on(t.createdAt),
    c.check('sign_in_code_tries', sql`${t.triesLeft} >= 0`),
  ],
)

/**
 * How often something was tried since when. The row is also what tries of one kind wait for, so that many at
 * once are counted one after another.
 */
export const attempts = c.table(
  'attempts',
  {
    key: c.id().primaryKey(),
    tried: c.count().notNull(),
    since: c.instant().notNull(),
  },
  t => [c.index('attempts_since').on(t.since)],
)

/** Only the hash of a session's token is kept. */
export const session = c.table(
  'session',
  {
    tokenHash: c.id().primaryKey(),
    audience: c.oneOf(audiences).notNull(),
    subjectId: c.id().notNull(),
    createdAt: c.instant().notNull(),
    lastSeenAt: c.instant().notNull(),
    expiresAt: c.instant().notNull(),
    endedAt: c.instant(),
    /** Such as `Android · WeChat`, to be recognised in a list. */
    device: c.label(),
  },
  t => [
    c.index('session_subject').on(t.audience, t.subjectId),
    // Old ones are deleted along it.
    c.index('session_expiry').on(t.expiresAt),
  ],
)

export const administratorRoles = ['system', 'business', 'audit'] as const

export const administrator = c.table(
  'administrator',
  {
    id: c.id().primaryKey(),
    name: c.label().notNull(),
    roles: c.document<(typeof administratorRoles)[number][]>().notNull(),
    passwordHash: c.label().notNull(),
    totpSealed: c.label().notNull(),
    /** The last 30 s step used, so that one code opens one session. */
    totpStep: c.count().notNull(),
    failedTries: c.count().notNull(),
    lockedUntil: c.instant(),
    active: c.flag().notNull(),
    createdAt: c.instant().notNull(),
  },
  t => [c.uniqueIndex('administrator_name').on(t.name)],
)
