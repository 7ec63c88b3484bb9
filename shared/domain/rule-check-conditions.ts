import type { ActionType, FactSpec, FactValue } from './action-type.ts'
import { listOf } from './conditions.ts'
import { factSpecOf, isAlwaysKnown } from './facts.ts'
import type { Condition } from './rule.ts'
import type { RuleProblem, RuleProblemCode } from './rule-problem.ts'

/** Checks conditions against the facts of an action type, each by itself and then all together. */
export function checkConditions(
  at: string,
  conditions: readonly Condition[],
  actionType: ActionType,
): RuleProblem[] {
  const problems: RuleProblem[] = []
  for (const [index, condition] of conditions.entries()) {
    const code = problemOf(condition, factSpecOf(actionType, condition.fact))
    if (code) problems.push({ at: `${at}.${index}`, code })
  }
  if (problems.length === 0 && contradict(conditions, actionType)) {
    problems.push({ at, code: 'conditions-contradict' })
  }
  return problems
}

function problemOf(condition: Condition, spec: FactSpec | null): RuleProblemCode | null {
  if (!spec) return 'fact-unknown'
  switch (spec.type) {
    case 'place':
      return 'fact-is-place'
    case 'choice':
      return problemOfChoice(condition, spec.options)
    case 'quantity':
      return problemOfQuantity(condition)
    default:
      return spec satisfies never
  }
}

function problemOfChoice({ op, value }: Condition, options: readonly string[]): RuleProblemCode | null {
  if (op !== 'eq' && op !== 'ne' && op !== 'in') return 'operator-unfit'
  if (Array.isArray(value) !== (op === 'in')) return 'value-unfit'
  const known = listOf(value).every(item => typeof item === 'string' && options.includes(item))
  return known ? null : 'option-unknown'
}

function problemOfQuantity({ op, value }: Condition): RuleProblemCode | null {
  const values = listOf(value)
  if (Array.isArray(value) !== (op === 'in' || op === 'between')) return 'value-unfit'
  if (!values.every(Number.isSafeInteger)) return 'value-unfit'
  if (op !== 'between') return null
  if (values.length !== 2) return 'value-unfit'
  return Number(values[0]) > Number(values[1]) ? 'between-reversed' : null
}

/** True when no deed of the action type can meet all of these conditions, which are right one by one. */
export function contradict(conditions: readonly Condition[], actionType: ActionType): boolean {
  const facts = new Set(conditions.map(condition => condition.fact))
  return [...facts].some(fact => {
    const about = conditions.filter(condition => condition.fact === fact)
    const spec = factSpecOf(actionType, fact)
    if (spec?.type === 'choice') return !spec.options.some(option => meetsChoice(about, option))
    return spec?.type === 'quantity' && !leavesNumber(about, spec.min, spec.max)
  })
}

function meetsChoice(about: readonly Condition[], option: string): boolean {
  return about.every(({ op, value }) => listOf(value).includes(option) !== (op === 'ne'))
}

/** True when some whole number from `min` to `max` meets every condition. */
function leavesNumber(about: readonly Condition[], min: number, max: number): boolean {
  let low = min
  let high = max
  let listed: readonly FactValue[] | null = null
  const excluded = new Set<FactValue>()
  for (const { op, value } of about) {
    const values = listOf(value)
    const [first, last] = [Number(values[0]), Number(values.at(-1))]
    if (op === 'gte' || op === 'between') low = Math.max(low, first)
    if (op === 'gt') low = Math.max(low, first + 1)
    if (op === 'lte' || op === 'between') high = Math.min(high, last)
    if (op === 'lt') high = Math.min(high, first - 1)
    if (op === 'ne') excluded.add(first)
    if (op === 'eq' || op === 'in') listed = (listed ?? values).filter(item => values.includes(item))
  }
  const within = (item: FactValue) => Number(item) >= low && Number(item) <= high
  if (listed) return listed.some(item => within(item) && !excluded.has(item))
  return high - low + 1 > [...excluded].filter(within).length
}

/** Checks a fact that feeds a formula: a quantity, never negative, and known for every deed. */
export function checkFedFact(at: string, fact: string, actionType: ActionType): RuleProblem[] {
  const spec = factSpecOf(actionType, fact)
  if (!spec) return [{ at, code: 'fact-unknown' }]
  if (spec.type === 'place') return [{ at, code: 'fact-is-place' }]
  if (spec.type !== 'quantity') return [{ at, code: 'fact-not-quantity' }]
  if (spec.min < 0) return [{ at, code: 'award-negative' }]
  return isAlwaysKnown(actionType, fact) ? [] : [{ at, code: 'fact-optional' }]
}
