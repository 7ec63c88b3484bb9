import { whenPersonChanges } from '../ui/signed-in.ts'

/** Looking again within this time is the same visit: what was new stays on the page. */
const visitMs = 30 * 60_000

/** What the device remembers of visits; the server is told only where to count from. */
export interface Visits {
  /** Where this visit counts from: the end of the statement when the last one ended. */
  readonly since: string | null
  readonly lookedAt: number
  readonly newest: string | null
}

/** Where to count from now: a new visit begins where the last one ended. */
export function visitAt(kept: Visits | null, nowMs: number): Visits {
  if (!kept) return { since: null, lookedAt: nowMs, newest: null }
  const samePause = nowMs - kept.lookedAt
  const sameVisit = samePause >= 0 && samePause < visitMs
  return sameVisit
    ? { ...kept, lookedAt: nowMs }
    : { since: kept.newest, lookedAt: nowMs, newest: kept.newest }
}

const storageKey = 'last-visit'

whenPersonChanges(() => localStorage.removeItem(storageKey))

export function readVisits(): Visits | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
    return kept !== null && typeof kept === 'object' && 'lookedAt' in kept ? (kept as Visits) : null
  } catch {
    return null
  }
}

export function keepVisits(visits: Visits): void {
  localStorage.setItem(storageKey, JSON.stringify(visits))
}
