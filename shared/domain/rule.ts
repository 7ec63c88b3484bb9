import type { EvidenceTier, FactValue } from './action-type.ts'
import type { Day, Period } from './calendar.ts'

export const operators = ['eq', 'ne', 'in', 'gte', 'gt', 'lte', 'lt', 'between'] as const
export type Operator = (typeof operators)[number]

/** `between` takes two numbers, both included; `in` takes a list; the others take one value. */
export interface Condition {
  readonly fact: string
  readonly op: Operator
  readonly value: FactValue | readonly FactValue[]
}

export interface Band {
  /** Holds from this quantity on, until the next band. */
  readonly from: number
  readonly centipoints: number
}

/**
 * What a deed earns before weights, multipliers and caps, in centipoints (0.01 point). `linear`: base + fact
 * × num ÷ den. `banded`: the band the fact lies in. `perGram`: grams avoided × num ÷ den. With `dayTotalOf`,
 * the fact is weighed: the deed earns f(the day's total with it) − f(the day's total before it), for the
 * household or the resident, so that splitting one weighing into many gains nothing. f of nothing is 0: a
 * base is paid once a day.
 */
export type Award =
  | {
      readonly kind: 'linear'
      readonly base: number
      readonly per: PerFact | null
      readonly dayTotalOf: TotalOf | null
    }
  | {
      readonly kind: 'banded'
      readonly fact: string
      readonly bands: readonly Band[]
      readonly dayTotalOf: TotalOf | null
    }
  | { readonly kind: 'perGram'; readonly num: number; readonly den: number }

export interface PerFact {
  readonly fact: string
  readonly num: number
  readonly den: number
}

export type TotalOf = 'resident' | 'household'

export const capSubjects = ['resident', 'household', 'merchant', 'device'] as const
export type CapSubject = (typeof capSubjects)[number]

/** A bound on what one rule pays. `times` counts deeds that earned something. */
export interface Cap {
  readonly code: string
  readonly limit: number
  readonly unit: 'centipoints' | 'times'
  readonly per: 'event' | Period
  readonly of: CapSubject
}

/**
 * A campaign: pays `percent` of the award (200 is double) while its window, weekdays (Monday 1) and
 * conditions hold. The window is in Shanghai days of the deed; `until` is the first day after it. Several
 * campaigns multiply each other.
 */
export interface Multiplier {
  readonly code: string
  readonly percent: number
  readonly from: Day | null
  readonly until: Day | null
  readonly weekdays: readonly number[] | null
  readonly when: readonly Condition[]
}

/** How an action type pays: a closed form, not a program. Immutable once published. */
export interface RuleBody {
  readonly form: 1
  readonly actionType: string
  /** Lower comes first. The first rule whose conditions hold pays; the receipt names the others. */
  readonly priority: number
  readonly when: readonly Condition[]
  readonly award: Award
  /** Percent by evidence; a tier that is not named earns nothing under this rule. */
  readonly evidenceWeights: Readonly<Partial<Record<EvidenceTier, number>>>
  readonly caps: readonly Cap[]
  readonly multipliers: readonly Multiplier[]
  /** Who pays: a budget's id, or null for the programme's own issuance. */
  readonly budget: string | null
  /** Points last until the end of the month this many months after they are posted. */
  readonly expiryMonths: number
  /** Where the award comes from, for people: a published scale, or our own setting. */
  readonly basis: { readonly zh: string; readonly en: string }
}

export interface RuleVersion {
  readonly id: string
  /** Stays the same over all versions of one rule. */
  readonly code: string
  readonly version: number
  readonly body: RuleBody
  readonly effectiveFrom: Date
  readonly effectiveUntil: Date | null
}
