export const ruleProblemCodes = [
  'action-type-other',
  'basis-missing',
  'award-negative',
  'award-too-large',
  'bands-empty',
  'bands-fall',
  'bands-not-rising',
  'bands-start-late',
  'between-reversed',
  'cap-idle',
  'code-invalid',
  'code-twice',
  'conditions-contradict',
  'day-invalid',
  'evidence-not-accepted',
  'fact-is-place',
  'fact-not-quantity',
  'fact-optional',
  'fact-unknown',
  'grams-unquantified',
  'number-out-of-range',
  'operator-unfit',
  'option-unknown',
  'pays-nobody',
  'total-without-fact',
  'value-unfit',
  'window-empty',
] as const
export type RuleProblemCode = (typeof ruleProblemCodes)[number]

/** Something that keeps a rule from being published, and where: `award.bands.2.from`. */
export interface RuleProblem {
  readonly at: string
  readonly code: RuleProblemCode
}

/** A whole number from `min` to `max`, both included. */
export function wholeWithin(value: number, min: number, max = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && value >= min && value <= max
}
