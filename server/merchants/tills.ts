import { and, asc, count, eq, isNull } from 'drizzle-orm'
import type { Till } from '#shared/contract/tills.ts'
import type { DeviceKey } from '#shared/contract/rewards.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { MerchantId, TillId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { endSessionsOf } from '../identity/sign-out.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { compressedKey } from '../vouchers/device-key.ts'
import { merchant, staff } from './tables.ts'
import { tillDevice } from './till-tables.ts'

export type TillRow = typeof tillDevice.$inferSelect

/**
 * Registers the phone or tablet a staff member works on. The same device asked again is the same till.
 * Refuses `device-key-invalid`, `device-taken` (by another shop), `device-revoked` and `devices-full`.
 */
export async function registerTill(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  given: { readonly name: string; readonly deviceKey: DeviceKey },
): Promise<Till> {
  const { merchantId, staffId } = actor
  const publicKey = compressedKey(given.deviceKey)
  // Two at once would both see room for one more.
  await locked(tx.select({ id: merchant.id }).from(merchant).where(eq(merchant.id, merchantId)))
  const [known] = await tx.select().from(tillDevice).where(eq(tillDevice.publicKey, publicKey))
  if (known) {
    if (known.merchantId !== merchantId) refuse('device-taken')
    return known.revokedAt ? refuse('device-revoked') : tillView(known, null)
  }
  const live = and(eq(tillDevice.merchantId, merchantId), isNull(tillDevice.revokedAt))
  const [counted] = await tx.select({ tills: count() }).from(tillDevice).where(live)
  const most = limits.devicesPerShop
  if ((counted?.tills ?? 0) >= most) refuse('devices-full', { most })
  const id: TillId = ctx.newId('dev')
  const now = ctx.now()
  const made = { id, merchantId, name: given.name, publicKey, registeredBy: staffId, registeredAt: now }
  const [row] = await tx
    .insert(tillDevice)
    .values({ ...made, usedBy: staffId })
    .returning()
  await recordAudit(tx, ctx, actor, { action: 'till.register', subject: id, after: { merchantId } })
  return tillView(row ?? refuse('too-busy'), null)
}

/**
 * The owner switches a lost till off: it gets no pack any more, nothing it sends is paid, and whoever was
 * signed in on it is signed out, everywhere. Refuses `not-permitted` and `device-not-found`.
 */
export async function revokeTill(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  id: TillId,
): Promise<void> {
  if (actor.role !== 'owner') refuse('not-permitted')
  const till = await ownTill(tx, actor.merchantId, id)
  if (till.revokedAt) return
  await tx
    .update(tillDevice)
    .set({ revokedAt: ctx.now(), revokedBy: actor.staffId })
    .where(and(eq(tillDevice.id, id), isNull(tillDevice.revokedAt)))
  if (till.usedBy !== actor.staffId) await endSessionsOf(tx, ctx, 'merchant', till.usedBy)
  await recordAudit(tx, ctx, actor, { action: 'till.revoke', subject: id })
}

/** A till of this shop, held until the transaction ends. Refuses `device-not-found` for any other. */
export async function ownTill(tx: Transaction, merchantId: MerchantId, id: TillId): Promise<TillRow> {
  const own = and(eq(tillDevice.id, id), eq(tillDevice.merchantId, merchantId))
  const [row] = await locked(tx.select().from(tillDevice).where(own))
  return row ?? refuse('device-not-found')
}

/** The tills of a shop, those in use first. */
export async function listTills(reader: Reader, merchantId: MerchantId): Promise<Till[]> {
  const rows = await reader
    .select({ till: tillDevice, usedBy: staff.nickname })
    .from(tillDevice)
    .leftJoin(staff, eq(staff.id, tillDevice.usedBy))
    .where(eq(tillDevice.merchantId, merchantId))
    .orderBy(asc(tillDevice.registeredAt), asc(tillDevice.id))
    .limit(tillsShown)
  const views = rows.map(({ till, usedBy }) => tillView(till, usedBy))
  return views.sort((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null))
}

const tillsShown = 200

export function tillView(row: TillRow, usedBy: string | null): Till {
  return {
    id: row.id,
    name: row.name,
    usedBy,
    registeredAt: row.registeredAt.toISOString(),
    syncedAt: row.syncedAt?.toISOString() ?? null,
    clockAheadMs: row.clockAheadMs,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
