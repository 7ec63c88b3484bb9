/**
 * What a till may do without network, and what becomes of it when it reports. The bounds come with the pack
 * that the till fetched last; both sides decide by these functions.
 */
export interface OfflineBounds {
  readonly issuedAtMs: number
  /** From then on the till has to ask the server again. */
  readonly untilMs: number
  /** What it may take on its own until then, in fen of settlement. */
  readonly limitFen: number
}

/** One voucher that a till took without network. */
export interface OfflineEntry {
  readonly deviceId: string
  readonly packId: string
  /** Counts the till's own acceptances from 1. */
  readonly seq: number
  readonly atMs: number
  /** The text of the scanned QR. */
  readonly code: string
}

/** What the till signs of an entry: whoever changes one of them later breaks it. */
export function offlineEntryText(deploymentId: string, entry: OfflineEntry): string {
  const { deviceId, packId, seq, atMs, code } = entry
  return `CHO1|${deploymentId}|${deviceId}|${packId}|${seq}|${atMs}|${code}`
}

/** A clock that runs this far off is said to be wrong. */
export const clockNoticeMs = 2 * 60_000

export type OfflineObstacle =
  'offline-not-ready' | 'offline-too-long' | 'offline-clock-wrong' | 'offline-full'

/**
 * Why a till may not take a voucher of this value on its own at an instant; null when it may. Both limits
 * are in: the last fen of the value, and the last instant before the end.
 */
export function obstacleOffline(
  bounds: OfflineBounds | null,
  spentFen: number,
  asked: { readonly atMs: number; readonly settlementFen: number },
): OfflineObstacle | null {
  if (bounds === null) return 'offline-not-ready'
  // Earlier than the last answer of the server: somebody turned the clock back.
  if (asked.atMs < bounds.issuedAtMs - clockNoticeMs) return 'offline-clock-wrong'
  if (asked.atMs >= bounds.untilMs) return 'offline-too-long'
  return spentFen + asked.settlementFen > bounds.limitFen ? 'offline-full' : null
}

export const offlineOutcomes = ['accepted', 'compensated', 'refused'] as const
export type OfflineOutcome = (typeof offlineOutcomes)[number]

/** How the voucher stood when the report came. */
export type UseBefore =
  | { readonly used: false }
  | {
      readonly used: true
      readonly code: 'voucher-already-used' | 'voucher-cancelled' | 'voucher-lapsed'
      /** When the server learned that it was used, given back or lapsed: lists made later say so. */
      readonly knownSinceMs: number
      /** The same till has taken it before: it knew. */
      readonly bySameTill: boolean
    }

export type OfflineVerdict =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'compensated'; readonly code: Extract<UseBefore, { used: true }>['code'] }
  | {
      readonly outcome: 'refused'
      readonly code: Extract<UseBefore, { used: true }>['code'] | 'offline-known-used' | 'offline-full'
    }

/**
 * What becomes of a voucher that a till took honestly and in time. The first use pays, whatever the till's
 * limit. A second use is paid by the programme when the till could not know (it was not on the list it had)
 * and had not gone beyond its limit in value, this one included; else the till should have said no.
 */
export function judgeOffline(
  bounds: OfflineBounds,
  before: UseBefore,
  value: { readonly spentFen: number; readonly settlementFen: number },
): OfflineVerdict {
  if (!before.used) return { outcome: 'accepted' }
  if (before.bySameTill || before.knownSinceMs < bounds.issuedAtMs)
    return { outcome: 'refused', code: 'offline-known-used' }
  const within = value.spentFen + value.settlementFen <= bounds.limitFen
  return within ? { outcome: 'compensated', code: before.code } : { outcome: 'refused', code: 'offline-full' }
}

/** Hex digits of the SHA-256 of a voucher's id that stand for it in a list of what is used up. */
export const revocationDigits = 12

/** Whether a till may look a voucher up: the list is these digits of each hash, sorted and joined. */
export function isRevoked(list: string, voucherHash: string): boolean {
  const wanted = voucherHash.slice(0, revocationDigits)
  let from = 0
  let until = list.length / revocationDigits
  while (from < until) {
    const middle = (from + until) >> 1
    const one = list.slice(middle * revocationDigits, (middle + 1) * revocationDigits)
    if (one === wanted) return true
    if (one < wanted) from = middle + 1
    else until = middle
  }
  return false
}
