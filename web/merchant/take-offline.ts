import type { OfflinePack } from '#shared/contract/tills.ts'
import {
  isRevoked,
  obstacleOffline,
  offlineEntryText,
  type OfflineBounds,
  type OfflineEntry,
} from '#shared/domain/offline.ts'
import type { RefusalCode, RefusalFacts } from '#shared/domain/refusals.ts'
import { parseTillCode } from '#shared/domain/voucher-code.ts'
import { type CertifiedVoucher, proveCode } from '#shared/domain/voucher-proof.ts'
import { serverNow } from '../api.ts'
import { RefusedByServer } from '../ui/problem.ts'
import { canVerify, hashOf, signByTill, verifierOf } from './till-crypto.ts'
import { changeKept, type Kept, putEntry, readKept } from './till-store.ts'

/** What a till found in a code by itself. */
export interface FoundOffline extends CertifiedVoucher {
  readonly code: string
  readonly voucherHash: string
  readonly words: OfflinePack['titles'][number]
}

/** The reasons are the server's, so the sentences are too. */
function refuse(code: RefusalCode, facts: RefusalFacts = {}): never {
  throw new RefusedByServer(code, facts)
}

function boundsOf(pack: OfflinePack): OfflineBounds {
  const { issuedAt, until, limitFen } = pack
  return { issuedAtMs: Date.parse(issuedAt), untilMs: Date.parse(until), limitFen }
}

function assertMayTake(kept: Kept, settlementFen: number, atMs: number): OfflinePack {
  const { pack, spentFen = 0 } = kept
  const obstacle = obstacleOffline(pack ? boundsOf(pack) : null, spentFen, { atMs, settlementFen })
  if (obstacle || !pack) return refuse(obstacle ?? 'offline-not-ready')
  return pack
}

/**
 * Checks a code without network: the certificate and the phone's signature by what the till was sent, the
 * list of what is used up, and the till's own limits. Throws what the server would refuse with.
 */
export async function inspectOffline(text: string): Promise<FoundOffline> {
  const code = parseTillCode(text) ?? refuse('code-invalid')
  if (code.kind !== 'signed') return refuse('offline-number')
  const atMs = serverNow()
  const kept = await readKept()
  const pack = assertMayTake(kept, 0, atMs)
  if (!(await canVerify(pack))) refuse('offline-unsupported')
  const proven = await proveCode(verifierOf(pack), code, { atMs, graceMs: pack.graceMs })
  if (typeof proven === 'string') return refuse(proven)
  if (proven.merchantId !== pack.merchantId) refuse('voucher-unknown')
  const voucherHash = await hashOf(proven.voucherId)
  if (isRevoked(pack.revoked, voucherHash) || kept.taken?.includes(voucherHash))
    refuse('voucher-already-used')
  assertMayTake(kept, proven.settlementFen, atMs)
  const { title } = proven
  const bare = { title: { zh: title, en: title }, description: { zh: '', en: '' } }
  const words = pack.titles.find(one => one.title.zh === title) ?? bare
  return { ...proven, code: text, voucherHash, words }
}

/** Takes what was found: signed and on this device before anybody is told so. */
export async function acceptOffline(found: FoundOffline): Promise<void> {
  const { settlementFen, voucherHash, code } = found
  const atMs = serverNow()
  const kept = await changeKept(before => ({ ...before, seq: (before.seq ?? 0) + 1 }))
  const pack = assertMayTake(kept, settlementFen, atMs)
  const { id: packId, deviceId, deploymentId } = pack
  const entry: OfflineEntry = { deviceId, packId, seq: kept.seq ?? 1, atMs, code }
  const signature = await signByTill(offlineEntryText(deploymentId, entry))
  const sent = { packId, seq: entry.seq, atMs, code, signature }
  await putEntry(sent, now => {
    // Another tab of this till may have taken the same one meanwhile.
    if (now.taken?.includes(voucherHash)) refuse('voucher-already-used')
    assertMayTake(now, settlementFen, atMs)
    const spentFen = (now.spentFen ?? 0) + settlementFen
    return { ...now, spentFen, taken: [...(now.taken ?? []), voucherHash] }
  })
}
