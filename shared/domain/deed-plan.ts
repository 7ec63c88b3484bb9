import type { Day } from './calendar.ts'
import { type AdmissionWindow, type ClaimWindow, type Deed, type DeedRefusal, overlaps } from './deed.ts'
import type { SplitShare } from './household-split.ts'
import type { ActivityId, ResidentId } from './ids.ts'
import type { Lot, Posting } from './postings.ts'
import type { RefusalCode } from './refusals.ts'
import type { CompiledRuleBook } from './scoring-book.ts'
import type { Decision } from './scoring.ts'

/**
 * What became of one report. Amounts are what the activity is worth as a whole, not the difference to
 * before.
 */
export interface DeedOutcome {
  readonly eventId: string
  readonly outcome: 'credited' | 'held' | 'retracted' | 'duplicate' | 'conflict' | 'refused'
  readonly activityId?: ActivityId
  readonly centipoints?: number
  readonly grams?: number
  readonly code?: RefusalCode
  readonly fact?: string
  /** The activity that was first, where this one is the same deed. */
  readonly first?: ActivityId
}

/** A report that is kept: what is written down besides the ledger. */
export interface KeptDeed {
  readonly deed: Deed
  readonly outcome: 'credited' | 'held' | 'retracted'
  /** Null for a retraction. */
  readonly decision: Decision | null
  readonly replaces: ActivityId | null
}

export interface StandingClaim extends ClaimWindow {
  readonly source: string
  readonly sourceActivityId: string
  readonly activityId: ActivityId
}

/** The latest revision of an activity, with what its points and tallies come to now. */
export interface StandingActivity {
  readonly activityId: ActivityId
  readonly revision: number
  readonly residentId: ResidentId
  readonly actionType: string
  readonly outcome: 'credited' | 'held' | 'retracted'
  readonly review: 'accepted' | 'refused' | null
  readonly centipoints: number
  readonly grams: number
  readonly expiresOn: Day | null
  readonly budget: string | null
  readonly tallyUses: ReadonlyMap<string, number>
  /** As shared when it was first reported; empty where all went to the resident. */
  readonly shares: readonly SplitShare[]
}

/** Everything a batch of reports is decided from, read under the locks of its transaction. */
export interface Standing {
  /** By `source/eventId`. */
  readonly events: ReadonlyMap<string, { readonly fingerprint: string; readonly first: DeedOutcome }>
  /** By `source/sourceActivityId`. */
  readonly activities: ReadonlyMap<string, StandingActivity>
  readonly claims: ReadonlyMap<ResidentId, readonly StandingClaim[]>
  readonly tallies: ReadonlyMap<string, number>
  readonly budgets: ReadonlyMap<string, number>
  readonly debts: ReadonlyMap<ResidentId, number>
  /**
   * Live lots, and by `residentId/day` what a dead lot lost to expiry; only of residents whose points are
   * taken back.
   */
  readonly lots: ReadonlyMap<ResidentId, readonly Lot[]>
  readonly expired: ReadonlyMap<string, number>
}

export interface Planning {
  readonly standing: Standing
  readonly book: CompiledRuleBook
  readonly now: Date
  readonly window: AdmissionWindow
}

/** What one decision changes in a tally; `most` is the cap's limit, null for a day's total. */
export interface TallyChange {
  readonly activityId: ActivityId
  readonly key: string
  readonly amount: number
  readonly most: number | null
}

/** All that a batch changes. `outcomes` stand in the order of the deeds. */
export interface DeedPlan {
  readonly outcomes: readonly DeedOutcome[]
  readonly kept: readonly KeptDeed[]
  readonly posting: Posting
  readonly claims: readonly StandingClaim[]
  readonly tallies: readonly TallyChange[]
}

export function eventKeyOf(deed: Pick<Deed, 'source' | 'eventId'>): string {
  return `${deed.source}/${deed.eventId}`
}

export function activityKeyOf(deed: Pick<Deed, 'source' | 'sourceActivityId'>): string {
  return `${deed.source}/${deed.sourceActivityId}`
}

export function refusedOutcome(eventId: string, refusal: DeedRefusal): DeedOutcome {
  return { eventId, outcome: 'refused', code: refusal.code, ...(refusal.fact ? { fact: refusal.fact } : {}) }
}

/**
 * The answer for an event that is known already: the first answer again, or a conflict where the content
 * differs.
 */
export function knownOutcome(deed: Deed, standing: Standing): DeedOutcome | null {
  const known = standing.events.get(eventKeyOf(deed))
  if (!known) return null
  if (known.fingerprint === deed.fingerprint)
    return { ...known.first, eventId: deed.eventId, outcome: 'duplicate' }
  return { eventId: deed.eventId, outcome: 'conflict', code: 'event-conflict' }
}

/** The claim of another deed that this one overlaps, among those on record and those of the same batch. */
export function rivalClaim(
  deed: Deed,
  window: ClaimWindow,
  ...claims: readonly (readonly StandingClaim[])[]
): StandingClaim | null {
  const own = activityKeyOf(deed)
  for (const list of claims) {
    const rival = list.find(claim => activityKeyOf(claim) !== own && overlaps(claim, window))
    if (rival) return rival
  }
  return null
}
