import { createHash } from 'node:crypto'
import { and, desc, eq, ne, sum } from 'drizzle-orm'
import type { OfflineEntryGiven, OfflineResult } from '#shared/contract/tills.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { PackId, TillId } from '#shared/domain/ids.ts'
import { clockNoticeMs, judgeOffline, offlineEntryText, type UseBefore } from '#shared/domain/offline.ts'
import type { RefusalCode } from '#shared/domain/refusals.ts'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import { parseTillCode } from '#shared/domain/voucher-code.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { limits } from '../limits.ts'
import { isSelf } from '../merchants/person-at-counter.ts'
import { offlinePack } from '../merchants/till-tables.ts'
import { ownTill, type TillRow } from '../merchants/tills.ts'
import { signedByDevice } from './device-key.ts'
import { readResult } from './offline-queries.ts'
import { acceptLate, compensate, type LateUse } from './offline-pay.ts'
import { offlineAcceptance } from './offline-tables.ts'
import { findVoucher, type VoucherRow } from './queries.ts'
import { voucher, voucherStep } from './tables.ts'
import { type Certified, provenAt } from './verify-code.ts'

type Proof = Certified | RefusalCode

interface Taken {
  readonly entry: OfflineEntryGiven
  readonly takenAt: Date
  /** What the code proved when it was scanned, or why nothing. */
  readonly proof: Proof
}

interface Verdict {
  readonly outcome: 'accepted' | 'compensated' | 'refused'
  readonly code: string | null
  readonly voucher?: VoucherRow
  readonly usedAt?: Date | null
}

/**
 * Books what a till took without network, entry by entry: each is a transaction of its own, and one that is
 * sent again gets the answer it got first. Whatever comes of it is written down; a refused entry is a row
 * and no refusal of the request. Refuses `device-not-found`.
 */
export async function bookOffline(
  ctx: Context,
  staff: StaffActor,
  report: { readonly tillId: TillId; readonly entries: readonly OfflineEntryGiven[] },
): Promise<OfflineResult[]> {
  const results: OfflineResult[] = []
  for (const entry of report.entries) {
    const takenAt = new Date(entry.atMs)
    const code = parseTillCode(entry.code)
    const proof = code?.kind === 'signed' ? await provenAt(ctx, code, takenAt) : ('code-invalid' as const)
    results.push(
      await ctx.db.transaction(tx => bookOne(tx, ctx, staff, report.tillId, { entry, takenAt, proof })),
    )
  }
  return results
}

async function bookOne(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  tillId: TillId,
  taken: Taken,
): Promise<OfflineResult> {
  // Held until the end: what one till sends is booked one after another, and its limit is counted once.
  const till = await ownTill(tx, staff.merchantId, tillId)
  const { entry, takenAt } = taken
  const text = offlineEntryText(ctx.config.deploymentId, { ...entry, deviceId: tillId })
  const genuine = signedByDevice(till.publicKey, text, entry.signature)
  const id = createHash('sha256')
    .update(genuine ? text : `${text}|${entry.signature}`)
    .digest('hex')
  const known = await readResult(tx, id)
  if (known) return known
  const verdict: Verdict = genuine
    ? await judge(tx, ctx, staff, { till, id, ...taken })
    : { outcome: 'refused', code: 'offline-entry-changed' }
  const { outcome, code, usedAt = null } = verdict
  await tx.insert(offlineAcceptance).values({
    id,
    merchantId: staff.merchantId,
    deviceId: tillId,
    packId: entry.packId,
    seq: entry.seq,
    sentBy: staff.staffId,
    takenAt,
    receivedAt: ctx.now(),
    voucherId: verdict.voucher?.id ?? null,
    settlementFen: verdict.voucher?.settlementFen ?? 0,
    outcome,
    code,
    usedAt,
  })
  return (await readResult(tx, id)) as OfflineResult
}

const refused = (code: RefusalCode, held?: VoucherRow): Verdict => ({
  outcome: 'refused',
  code,
  ...(held ? { voucher: held } : {}),
})

/** Decides on a genuine entry, and books it when it pays. */
async function judge(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  asked: Taken & { readonly till: TillRow; readonly id: string },
): Promise<Verdict> {
  const { till, entry, takenAt, proof, id } = asked
  if (till.revokedAt) return refused('device-revoked')
  const [pack] = await tx
    .select()
    .from(offlinePack)
    .where(and(eq(offlinePack.id, entry.packId as PackId), eq(offlinePack.deviceId, till.id)))
  if (!pack) return refused('offline-pack-unknown')
  const issuedAtMs = pack.issuedAt.getTime()
  const ahead = takenAt.getTime() > ctx.now().getTime() + limits.offlineAheadMs
  if (ahead || takenAt.getTime() < issuedAtMs - clockNoticeMs) return refused('offline-clock-wrong')
  if (takenAt >= pack.until) return refused('offline-too-long')
  if (typeof proof === 'string') return refused(proof)
  await locked(tx.select({ id: voucher.id }).from(voucher).where(eq(voucher.id, proof.voucherId)))
  const held = await findVoucher(tx, proof.voucherId)
  if (held?.merchantId !== staff.merchantId || held.deviceKey !== proof.deviceKey)
    return refused('voucher-unknown')
  if (await isSelf(tx, staff, held.residentId)) return refused('own-voucher', held)
  const before = await useBefore(tx, held, till.id, takenAt)
  const bounds = { issuedAtMs, untilMs: pack.until.getTime(), limitFen: pack.limitFen }
  const spentFen = await spentOf(tx, pack.id)
  const verdict = judgeOffline(bounds, before, { spentFen, settlementFen: held.settlementFen })
  const use: LateUse = { held, staffId: staff.staffId, takenAt, entryId: id }
  if (verdict.outcome === 'accepted') await acceptLate(tx, ctx, use)
  if (verdict.outcome === 'compensated') await compensate(tx, ctx, use, verdict.code)
  const code = verdict.outcome === 'accepted' ? null : verdict.code
  const usedAt = before.used ? (held.acceptedAt ?? new Date(before.knownSinceMs)) : null
  return { outcome: verdict.outcome, code, voucher: held, usedAt }
}

/** What this till has been paid for on this pack. */
async function spentOf(tx: Transaction, packId: PackId): Promise<number> {
  const [row] = await tx
    .select({ fen: sum(offlineAcceptance.settlementFen).mapWith(Number) })
    .from(offlineAcceptance)
    .where(and(eq(offlineAcceptance.packId, packId), ne(offlineAcceptance.outcome, 'refused')))
  return row?.fen ?? 0
}

/** Whether the voucher had been used up when the report came, and since when we know. */
async function useBefore(
  tx: Transaction,
  held: VoucherRow,
  tillId: TillId,
  takenAt: Date,
): Promise<UseBefore> {
  const obstacle = obstacleToUse(held, takenAt)
  if (!obstacle) return { used: false }
  const [last] = await tx
    .select({ at: voucherStep.at })
    .from(voucherStep)
    .where(and(eq(voucherStep.voucherId, held.id), ne(voucherStep.step, 'compensate')))
    .orderBy(desc(voucherStep.at), desc(voucherStep.id))
    .limit(1)
  const own = and(eq(offlineAcceptance.voucherId, held.id), eq(offlineAcceptance.deviceId, tillId))
  const [before] = await tx
    .select({ id: offlineAcceptance.id })
    .from(offlineAcceptance)
    .where(and(own, ne(offlineAcceptance.outcome, 'refused')))
    .limit(1)
  const knownSinceMs = (last?.at ?? takenAt).getTime()
  return { used: true, code: obstacle.code, knownSinceMs, bySameTill: before !== undefined }
}
