import type { ActionType, EvidenceTier, Facts } from './action-type.ts'
import { dayMs } from './calendar.ts'
import type { SplitShare } from './household-split.ts'
import type { ActivityId, HouseholdId, ResidentId } from './ids.ts'
import type { RefusalCode } from './refusals.ts'

/** One report about a known resident, from a partner or from a counter, ready to be admitted. */
export interface Deed {
  readonly activityId: ActivityId
  readonly eventId: string
  readonly source: string
  readonly sourceActivityId: string
  readonly revision: number
  readonly kind: 'reported' | 'retracted'
  readonly fingerprint: string
  readonly residentId: ResidentId
  readonly householdId: HouseholdId | null
  readonly actionType: string
  readonly evidence: EvidenceTier
  readonly occurredAt: Date
  /** As stated, checked; with the distance once it is worked out. */
  readonly facts: Facts
  /** Stations and docks, kept apart from the facts. */
  readonly places: Readonly<Record<string, string>>
  readonly merchantId: string | null
  readonly staffId: string | null
  readonly deviceId: string | null
  /** Who gets what of its points, where a household shares them; all to the resident otherwise. */
  readonly shares?: readonly SplitShare[]
}

/** Why one report is not taken, and which of its facts is to blame. */
export interface DeedRefusal {
  readonly code: RefusalCode
  readonly fact?: string
}

/** How far back and ahead a deed may lie. */
export interface AdmissionWindow {
  readonly scoredDaysBack: number
  readonly reviewedDaysBack: number
  readonly aheadMs: number
}

/** Scored up to some days back, reviewed a while longer, refused beyond; clocks may differ a little ahead. */
export function admissionOf(
  occurredAt: Date,
  now: Date,
  window: AdmissionWindow,
): 'score' | 'review' | DeedRefusal {
  const age = now.getTime() - occurredAt.getTime()
  if (age < -window.aheadMs) return { code: 'time-ahead', fact: 'time' }
  if (age <= window.scoredDaysBack * dayMs) return 'score'
  if (age <= window.reviewedDaysBack * dayMs) return 'review'
  return { code: 'time-too-old', fact: 'time' }
}

/** The time a deed took, half-open. Deeds of one class and one resident whose times overlap are one deed. */
export interface ClaimWindow {
  readonly class: string
  readonly fromAt: Date
  readonly untilAt: Date
}

export function claimWindowOf(deed: Pick<Deed, 'occurredAt' | 'facts'>, actionType: ActionType): ClaimWindow {
  const { claim } = actionType
  const stated = claim.lengthFact === null ? undefined : deed.facts[claim.lengthFact]
  const lengthS = typeof stated === 'number' && stated > 0 ? stated : claim.lengthS
  return {
    class: claim.class,
    fromAt: deed.occurredAt,
    untilAt: new Date(deed.occurredAt.getTime() + lengthS * 1_000),
  }
}

export function overlaps(a: ClaimWindow, b: ClaimWindow): boolean {
  return a.class === b.class && a.fromAt < b.untilAt && b.fromAt < a.untilAt
}
