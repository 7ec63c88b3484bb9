import { and, asc, desc, eq } from 'drizzle-orm'
import type { PartnerActor } from '#shared/domain/actor.ts'
import type { PartnerId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { partner, partnerKey } from './tables.ts'

const actorColumns = {
  partnerId: partner.id,
  code: partner.code,
  actionTypes: partner.actionTypes,
  subjects: partner.subjects,
}

/** The partner as an actor; null when there is none of this id or it is switched off. */
export async function loadPartner(reader: Reader, id: PartnerId): Promise<PartnerActor | null> {
  const [row] = await reader.execute(actorOf, { id })
  return row ? { kind: 'partner', ...row } : null
}

const actorOf = statement<{ id: PartnerId }>()((db, given) =>
  db
    .select(actorColumns)
    .from(partner)
    .where(and(eq(partner.id, given('id', partner.id)), eq(partner.active, true))),
)

/** The same by the code that stands in its events and in its client id. */
export async function findPartnerByCode(
  reader: Reader | Transaction,
  code: string,
): Promise<PartnerActor | null> {
  const [row] = await reader
    .select(actorColumns)
    .from(partner)
    .where(and(eq(partner.code, code), eq(partner.active, true)))
  return row ? { kind: 'partner', ...row } : null
}

/** The partners residents may allow to report for them, by code. */
export function listPartners(reader: Reader) {
  return reader
    .select({
      code: partner.code,
      name: partner.name,
      actionTypes: partner.actionTypes,
      subjects: partner.subjects,
      demo: partner.demo,
    })
    .from(partner)
    .where(eq(partner.active, true))
    .orderBy(asc(partner.code))
    .limit(limits.partnersListed)
}

/** The keys of a partner, newest first, ended ones too. Refuses `not-found`. */
export async function listPartnerKeys(reader: Reader, partnerId: PartnerId) {
  const [known] = await reader.select({ id: partner.id }).from(partner).where(eq(partner.id, partnerId))
  if (!known) return refuse('not-found')
  return reader
    .select()
    .from(partnerKey)
    .where(eq(partnerKey.partnerId, partnerId))
    .orderBy(desc(partnerKey.createdAt), desc(partnerKey.id))
    .limit(limits.partnerKeysListed)
}
