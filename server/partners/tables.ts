import type { PublicJwk } from '#shared/contract/partners.ts'
import type { PartnerId, PartnerKeyId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

/** An operator whose systems push what people did. */
export const partner = c.table(
  'partner',
  {
    id: c.id<PartnerId>().primaryKey(),
    /** The client id, and the `source` of its events. */
    code: c.label().notNull(),
    name: c.label().notNull(),
    actionTypes: c.document<string[]>().notNull(),
    /** What its external ids name: people's accounts, or the bins of households. */
    subjects: c.oneOf(['account', 'bin'] as const).notNull(),
    secretHash: c.label().notNull(),
    active: c.flag().notNull(),
    demo: c.flag().notNull(),
    createdAt: c.instant().notNull(),
  },
  t => [c.uniqueIndex('partner_code').on(t.code)],
)

/**
 * A public key that a partner signs its assertions with. Two may live at once, so that one can follow the
 * other.
 */
export const partnerKey = c.table(
  'partner_key',
  {
    id: c.id<PartnerKeyId>().primaryKey(),
    partnerId: c.id<PartnerId>().notNull(),
    /** The thumbprint of the key (RFC 7638), which the header of an assertion names. */
    kid: c.label().notNull(),
    publicKey: c.document<PublicJwk>().notNull(),
    createdAt: c.instant().notNull(),
    endedAt: c.instant(),
  },
  t => [c.uniqueIndex('partner_key_kid').on(t.partnerId, t.kid)],
)

/** Assertions that were taken: none is good twice. Kept until they have expired. */
export const usedAssertion = c.table(
  'used_assertion',
  {
    partnerId: c.id<PartnerId>().notNull(),
    jti: c.label().notNull(),
    expiresAt: c.instant().notNull(),
  },
  t => [c.primaryKey({ columns: [t.partnerId, t.jti] })],
)
