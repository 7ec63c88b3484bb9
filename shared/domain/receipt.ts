import type { EvidenceTier, Facts, FactValue } from './action-type.ts'
import type { Award, Cap, Condition } from './rule.ts'

/** Why a condition held or failed: what it asked and what the fact was. */
export interface Tested extends Condition {
  readonly was: FactValue | null
}

export type CarbonReceipt =
  | { readonly kind: 'unquantified' }
  | {
      readonly kind: 'each'
      readonly factor: string
      readonly factorVersion: string
      readonly grams: number
    }
  | {
      readonly kind: 'per'
      readonly factor: string
      readonly factorVersion: string
      readonly fact: string
      readonly quantity: number
      readonly num: number
      readonly den: number
      readonly floorGrams: number
      readonly grams: number
    }

/**
 * One cap at work on a line, in its own unit. The key of a cap per event is empty: nothing is kept for it.
 */
export interface CapReceipt {
  readonly code: string
  readonly key: string
  readonly per: Cap['per']
  readonly of: Cap['of']
  readonly unit: Cap['unit']
  readonly limit: number
  readonly usedBefore: number
  readonly used: number
}

export type CutReason =
  { readonly by: 'cap'; readonly cap: string } | { readonly by: 'budget-empty'; readonly budget: string }

/** The rule that paid, with every number needed to do the sum again by hand. All amounts in centipoints. */
export interface LineReceipt {
  readonly rule: string
  readonly ruleVersion: string
  readonly version: number
  readonly because: readonly Tested[]
  readonly award: Award
  /** What the award's formula was fed: the fact, the grams, or the day's total before and after. */
  readonly quantity: number | null
  readonly totalBefore: number | null
  readonly weightPercent: number
  readonly multipliers: readonly { readonly code: string; readonly percent: number }[]
  /** Before rounding, as a fraction in lowest terms. */
  readonly raw: { readonly num: number; readonly den: number }
  readonly rounded: number
  readonly caps: readonly CapReceipt[]
  readonly awarded: number
  /** Present when caps or the budget cut the line. */
  readonly cut: CutReason | null
  readonly budget: string | null
}

export interface NotApplied {
  readonly rule: string
  readonly ruleVersion: string
  readonly reason:
    | { readonly kind: 'condition'; readonly failed: Tested }
    | { readonly kind: 'evidence'; readonly evidence: EvidenceTier }
    | { readonly kind: 'another-paid'; readonly rule: string }
    /** The rule pays by the gram, and no factor was valid for this deed. */
    | { readonly kind: 'unquantified' }
}

/** 为什么是这个数: everything the decision was made from. Numbers and ids only; sentences are made on reading. */
export interface Receipt {
  readonly form: 1
  readonly actionType: string
  readonly evidence: EvidenceTier
  readonly occurredOn: string
  /** Without places: where a trip went is not kept. */
  readonly facts: Facts
  readonly carbon: CarbonReceipt
  readonly line: LineReceipt | null
  readonly notApplied: readonly NotApplied[]
  readonly centipoints: number
  readonly grams: number
  /** The last day these points can be spent; null when there are none. */
  readonly expiresOn: string | null
}
