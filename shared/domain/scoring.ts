import type { ActionType, EvidenceTier, Facts, FactorVersion } from './action-type.ts'
import type { Receipt } from './receipt.ts'
import type { RuleVersion } from './rule.ts'

/** One deed, admitted and with its distance worked out, ready to be scored. */
export interface ScorableActivity {
  readonly actionType: string
  readonly residentId: string
  readonly householdId: string | null
  readonly merchantId: string | null
  readonly deviceId: string | null
  readonly occurredAt: Date
  readonly evidence: EvidenceTier
  readonly facts: Facts
}

/** Everything that decides: immutable, loaded once, compiled once. */
export interface RuleBook {
  readonly actionTypes: ReadonlyMap<string, ActionType>
  readonly factors: readonly FactorVersion[]
  readonly rules: readonly RuleVersion[]
}

/** What caps and day totals have counted so far, and what budgets have left. Missing tallies are zero. */
export interface ScoringState {
  readonly tallies: ReadonlyMap<string, number>
  readonly budgets: ReadonlyMap<string, number>
}

/** What one decision adds to a tally. `limit` is null for a day's total. */
export interface TallyUse {
  readonly key: string
  readonly limit: number | null
  readonly amount: number
}

export interface Decision {
  readonly centipoints: number
  readonly grams: number
  readonly tallyUses: readonly TallyUse[]
  readonly budgetUse: { readonly budget: string; readonly centipoints: number } | null
  readonly receipt: Receipt
}
