import { whenPersonChanges } from '../ui/signed-in.ts'
import type { Visits } from './visits.ts'

const storageKey = 'last-visit'

whenPersonChanges(() => localStorage.removeItem(storageKey))

/** What this device remembers; null on the first visit, and when it is not readable. */
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
