import { createPublicKey } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { calculateJwkThumbprint } from 'jose'
import type { PublicJwk } from '#shared/contract/partners.ts'
import type { PartnerId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { newSecret } from '../identity/one-time-code.ts'
import { blindIndex } from '../identity/sealing.ts'
import { limits } from '../limits.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { partner, partnerKey } from './tables.ts'

type PartnerKey = typeof partnerKey.$inferSelect

export interface NewPartnerKey {
  readonly partnerId: PartnerId
  /** Its thumbprint. */
  readonly kid: string
  readonly publicKey: PublicJwk
  /** From now on only assertions open the door. */
  readonly endSecret: boolean
}

/**
 * Names a key by what it is (RFC 7638); made before the transaction, which may wait for nothing but the
 * database.
 */
export async function thumbprintOf(publicKey: PublicJwk): Promise<string> {
  try {
    createPublicKey({ key: publicKey, format: 'jwk' })
  } catch {
    return refuse('partner-key-invalid')
  }
  return calculateJwkThumbprint(publicKey)
}

/**
 * Lets a partner sign its own assertions. `limits.partnerKeysLive` keys may live at once, so that a new one
 * can be in use before the old one is ended. A key that was ended never comes back. Refuses
 * `not-permitted`, `not-found`, `partner-key-taken` and `partner-keys-full`.
 */
export async function registerKey(
  tx: Transaction,
  ctx: Pick<Context, 'keys' | 'now' | 'newId'>,
  by: Doer,
  { partnerId, publicKey, endSecret, kid }: NewPartnerKey,
): Promise<PartnerKey> {
  requirePermission(by, 'partner.rotate')
  const [known] = await locked(tx.select({ id: partner.id }).from(partner).where(eq(partner.id, partnerId)))
  if (!known) refuse('not-found')
  const live = await tx
    .select({ id: partnerKey.id })
    .from(partnerKey)
    .where(and(eq(partnerKey.partnerId, partnerId), isNull(partnerKey.endedAt)))
  if (live.length >= limits.partnerKeysLive) refuse('partner-keys-full', { most: limits.partnerKeysLive })
  const row = { id: ctx.newId('pky'), partnerId, kid, publicKey, createdAt: ctx.now(), endedAt: null }
  const [made] = await tx.insert(partnerKey).values(row).onConflictDoNothing().returning()
  if (!made) return refuse('partner-key-taken')
  if (endSecret) await forgetSecret(tx, ctx, partnerId)
  await recordAudit(tx, ctx, by, { action: 'partner.key', subject: partnerId, after: { kid, endSecret } })
  return made
}

/** Nobody knows the new one. */
async function forgetSecret(tx: Transaction, ctx: Pick<Context, 'keys'>, id: PartnerId): Promise<void> {
  const secretHash = blindIndex(ctx.keys, 'token', newSecret())
  await tx.update(partner).set({ secretHash }).where(eq(partner.id, id))
}
