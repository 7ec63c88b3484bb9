import type { ActionType, Facts, FactSpec, FactValue } from './action-type.ts'

/** The fact that is worked out from the stations or docks of a ride, in metres. */
export const derivedDistance = 'distanceM'

/** Longer than any trip inside the municipality; the routes that work it out may be stricter. */
const derivedDistanceMaxM = 1_000_000

const derivedSpec: FactSpec = {
  type: 'quantity',
  unit: 'm',
  min: 0,
  max: derivedDistanceMaxM,
  required: true,
  name: { zh: '里程', en: 'distance' },
}

const placePattern = /^[A-Za-z0-9._:-]{1,64}$/
const echoedNameMax = 64

export type FactProblem = 'missing' | 'unknown' | 'type' | 'range' | 'option'

export type FactsChecked =
  | { readonly ok: true; readonly facts: Facts }
  | { readonly ok: false; readonly fact: string; readonly problem: FactProblem }

/**
 * The specification of a fact as rules see it: one that a report states, or the distance that we work out.
 */
export function factSpecOf(actionType: ActionType, fact: string): FactSpec | null {
  if (Object.hasOwn(actionType.facts, fact)) return actionType.facts[fact] ?? null
  return fact === derivedDistance && actionType.distance !== null ? derivedSpec : null
}

/**
 * True when every deed that reaches the scoring has this fact: it is required, or worked out for every deed.
 */
export function isAlwaysKnown(actionType: ActionType, fact: string): boolean {
  if (fact === derivedDistance && actionType.distance !== null) return true
  return factSpecOf(actionType, fact)?.required ?? false
}

/**
 * Checks the facts of a report against its action type, before a distance is worked out. Strict: a name that
 * the action type does not know is a problem, and so is a fraction or a number outside `min` to `max` (both
 * included).
 */
export function validateFacts(
  actionType: ActionType,
  stated: Readonly<Record<string, unknown>>,
): FactsChecked {
  for (const fact of Object.keys(stated)) {
    if (!Object.hasOwn(actionType.facts, fact)) {
      return { ok: false, fact: fact.slice(0, echoedNameMax), problem: 'unknown' }
    }
  }
  const facts: Record<string, FactValue> = {}
  for (const [fact, spec] of Object.entries(actionType.facts)) {
    if (!Object.hasOwn(stated, fact)) {
      if (spec.required) return { ok: false, fact, problem: 'missing' }
      continue
    }
    const value = stated[fact]
    const problem = problemOf(spec, value)
    if (problem) return { ok: false, fact, problem }
    // Adding zero turns -0, which JSON can carry, into 0.
    facts[fact] = typeof value === 'number' ? value + 0 : String(value)
  }
  return { ok: true, facts }
}

function problemOf(spec: FactSpec, value: unknown): FactProblem | null {
  switch (spec.type) {
    case 'quantity':
      if (typeof value !== 'number') return 'type'
      if (!Number.isInteger(value)) return Number.isFinite(value) ? 'type' : 'range'
      return value >= spec.min && value <= spec.max && Number.isSafeInteger(value) ? null : 'range'
    case 'choice':
      if (typeof value !== 'string') return 'type'
      return spec.options.includes(value) ? null : 'option'
    case 'place':
      if (typeof value !== 'string') return 'type'
      return placePattern.test(value) ? null : 'option'
    default:
      return spec satisfies never
  }
}

/** The number a formula is fed. Reports are checked on arrival, so a hole here is a programmer's mistake. */
export function quantityOf(facts: Facts, fact: string): number {
  const value = Object.hasOwn(facts, fact) ? facts[fact] : undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new RangeError(`fact ${fact} should be a whole number of at least 0, got ${String(value)}`)
}
