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
  const pauseMs = nowMs - kept.lookedAt
  const same = pauseMs >= 0 && pauseMs < visitMs
  return { since: same ? kept.since : kept.newest, lookedAt: nowMs, newest: kept.newest }
}
