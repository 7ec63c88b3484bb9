import { and, asc, eq, lt } from 'drizzle-orm'
import type { OfflinePack } from '#shared/contract/tills.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { PackId, TillId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { reward } from '../rewards/tables.ts'
import { revocationList } from '../vouchers/revocation-list.ts'
import { ownTill } from './tills.ts'
import { offlinePack, tillDevice } from './till-tables.ts'

/**
 * What a till needs to work without network until it is back: our public key, what is used up already, the
 * words of this shop's rewards, and its limits. Also writes down how wrong its clock is. Refuses
 * `device-not-found` and `device-revoked`.
 */
export async function issuePack(
  tx: Transaction,
  ctx: Context,
  actor: StaffActor,
  asked: { readonly tillId: TillId; readonly clock: Date },
): Promise<OfflinePack> {
  const { merchantId, staffId } = actor
  const { tillId: deviceId } = asked
  const till = await ownTill(tx, merchantId, deviceId)
  if (till.revokedAt) refuse('device-revoked')
  const now = ctx.now()
  const clockAheadMs = asked.clock.getTime() - now.getTime()
  const id: PackId = ctx.newId('opk')
  const until = new Date(now.getTime() + limits.offlineMs)
  const limitFen = limits.offlineFen
  await tx.insert(offlinePack).values({ id, deviceId, issuedAt: now, until, limitFen })
  const old = new Date(now.getTime() - limits.packsKeptMs)
  await tx.delete(offlinePack).where(and(eq(offlinePack.deviceId, deviceId), lt(offlinePack.until, old)))
  await tx
    .update(tillDevice)
    .set({ syncedAt: now, usedBy: staffId, clockAheadMs })
    .where(eq(tillDevice.id, deviceId))
  const titles = await tx
    .select({ title: reward.title, description: reward.description })
    .from(reward)
    .where(eq(reward.merchantId, merchantId))
    .orderBy(asc(reward.id))
    .limit(limits.offlineTitles)
  const { kid, publicKey } = ctx.keys.signing
  return {
    id,
    deviceId,
    deploymentId: ctx.config.deploymentId,
    merchantId,
    issuedAt: now.toISOString(),
    until: until.toISOString(),
    limitFen,
    clockAheadMs,
    graceMs: limits.codeStepGraceMs,
    keys: [{ kid, x: String(publicKey.export({ format: 'jwk' }).x) }],
    revoked: await revocationList(tx, merchantId, now),
    titles,
  }
}
