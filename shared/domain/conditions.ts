import type { ActionType, Facts, FactValue } from './action-type.ts'
import { isAlwaysKnown } from './facts.ts'
import type { Tested } from './receipt.ts'
import type { Condition } from './rule.ts'

/** The conditions of one rule or campaign, made ready to be asked many times. */
export interface CompiledConditions {
  /** The first condition that fails, or null when all hold. */
  firstFailed(facts: Facts): Tested | null
  /** Every condition with what its fact was. */
  tested(facts: Facts): readonly Tested[]
}

const none: readonly Tested[] = []

/**
 * Compiles conditions, all of which must hold. A fact that is absent fails its condition when the action type
 * lets it be absent, and throws a RangeError when not: missing data is an error, never zero.
 */
export function compileConditions(
  conditions: readonly Condition[],
  actionType: ActionType,
): CompiledConditions {
  const checks = conditions.map(condition => ({
    condition,
    holds: compileOperator(condition),
    mayBeAbsent: !isAlwaysKnown(actionType, condition.fact),
  }))
  return {
    firstFailed(facts) {
      for (const { condition, holds, mayBeAbsent } of checks) {
        const was = valueOf(facts, condition.fact)
        if (was === null && !mayBeAbsent) throw new RangeError(`fact ${condition.fact} is missing`)
        if (was === null || !holds(was)) return test(condition, was)
      }
      return null
    },
    tested: facts =>
      checks.length === 0
        ? none
        : checks.map(({ condition }) => test(condition, valueOf(facts, condition.fact))),
  }
}

function valueOf(facts: Facts, fact: string): FactValue | null {
  return Object.hasOwn(facts, fact) ? (facts[fact] ?? null) : null
}

function test({ fact, op, value }: Condition, was: FactValue | null): Tested {
  return { fact, op, value, was }
}

function compileOperator({ op, value }: Condition): (was: FactValue) => boolean {
  const values = listOf(value)
  const [bound, upper] = values.map(Number)
  const least = bound ?? NaN
  switch (op) {
    case 'eq':
      return was => was === value
    case 'ne':
      return was => was !== value
    case 'in':
      return was => values.includes(was)
    case 'gte':
      return was => typeof was === 'number' && was >= least
    case 'gt':
      return was => typeof was === 'number' && was > least
    case 'lte':
      return was => typeof was === 'number' && was <= least
    case 'lt':
      return was => typeof was === 'number' && was < least
    case 'between':
      return was => typeof was === 'number' && was >= least && was <= (upper ?? NaN)
    default:
      return op satisfies never
  }
}

/** The value or values of a condition as a list. */
export function listOf(value: Condition['value']): readonly FactValue[] {
  return typeof value === 'string' || typeof value === 'number' ? [value] : value
}
