import type { ActionType, EvidenceTier, Facts } from './action-type.ts'
import type { Day } from './calendar.ts'
import { weekdayOf } from './calendar.ts'
import type { CompiledConditions } from './conditions.ts'
import { compileConditions } from './conditions.ts'
import { compileFactors, countGrams } from './grams.ts'
import type { CarbonReceipt } from './receipt.ts'
import type { Multiplier, RuleVersion } from './rule.ts'
import type { RuleBook } from './scoring.ts'
import type { CompiledAward } from './scoring-award.ts'
import { compileAward } from './scoring-award.ts'
import type { Span } from './scoring-timeline.ts'
import { covers, timeline } from './scoring-timeline.ts'

export interface CompiledMultiplier {
  readonly code: string
  readonly percent: number
  holds(day: Day, facts: Facts): boolean
}

/** One rule version, ready to run. */
export interface CompiledRule {
  readonly version: RuleVersion
  readonly conditions: CompiledConditions
  readonly award: CompiledAward
  readonly multipliers: readonly CompiledMultiplier[]
  /** Percent for this evidence; null when the rule does not accept it. */
  weightOf(evidence: EvidenceTier): number | null
}

/** What is known about one action type. */
export interface CompiledActionType {
  readonly actionType: ActionType
  /** The rules in force at an instant, first to pay first. */
  rulesAt(atMs: number): readonly CompiledRule[]
  carbonOf(facts: Facts, atMs: number): CarbonReceipt
  /** The facts without places. */
  withoutPlaces(facts: Facts): Facts
}

/** A rule book whose conditions, awards and calendars have become functions. Make it once, keep it. */
export interface CompiledRuleBook {
  readonly actionTypes: ReadonlyMap<string, CompiledActionType>
  /** Every budget that some rule version pays from. */
  readonly budgets: readonly string[]
}

interface RuleSpan extends Span {
  readonly version: RuleVersion
}

/**
 * Compiles a rule book. Its rules are taken as checked (`checkRule`); what is wrong shows as a RangeError in
 * use.
 */
export function compileRuleBook(book: RuleBook): CompiledRuleBook {
  const factorAt = compileFactors(book.factors)
  const spans = book.rules
    .map(version => ({
      version,
      fromMs: version.effectiveFrom.getTime(),
      untilMs: version.effectiveUntil?.getTime() ?? Infinity,
    }))
    .sort((a, b) => b.fromMs - a.fromMs || b.version.version - a.version.version)
  const actionTypes = new Map<string, CompiledActionType>()
  for (const actionType of book.actionTypes.values()) {
    const places = Object.keys(actionType.facts).filter(fact => actionType.facts[fact]?.type === 'place')
    actionTypes.set(actionType.code, {
      actionType,
      rulesAt: compileCalendar(spans, actionType),
      carbonOf: (facts, atMs) => countGrams(actionType.carbon, facts, factorAt, atMs),
      withoutPlaces: facts => without(facts, places),
    })
  }
  const budgets = new Set<string>()
  for (const { body } of book.rules) if (body.budget !== null) budgets.add(body.budget)
  return { actionTypes, budgets: [...budgets].sort() }
}

/**
 * Of each rule the version that began last and is still in force; `spans` have the latest beginning first.
 */
function compileCalendar(
  spans: readonly RuleSpan[],
  actionType: ActionType,
): (atMs: number) => readonly CompiledRule[] {
  const ours = new Set<string>()
  for (const { version } of spans) if (version.body.actionType === actionType.code) ours.add(version.code)
  const related = spans.filter(({ version }) => ours.has(version.code))
  const compiled = new Map<RuleVersion, CompiledRule>()
  for (const { version } of related) {
    if (version.body.actionType === actionType.code) compiled.set(version, compileRule(version, actionType))
  }
  return timeline(related, atMs => {
    const newest = new Map<string, RuleVersion>()
    for (const span of related) {
      if (covers(span, atMs) && !newest.has(span.version.code)) newest.set(span.version.code, span.version)
    }
    return [...newest.values()].flatMap(version => compiled.get(version) ?? []).sort(byPriority)
  })
}

function byPriority({ version: a }: CompiledRule, { version: b }: CompiledRule): number {
  return a.body.priority - b.body.priority || (a.code < b.code ? -1 : 1)
}

function compileRule(version: RuleVersion, actionType: ActionType): CompiledRule {
  const { body } = version
  return {
    version,
    conditions: compileConditions(body.when, actionType),
    award: compileAward(body.award),
    multipliers: body.multipliers.map(multiplier => compileMultiplier(multiplier, actionType)),
    weightOf: evidence => body.evidenceWeights[evidence] ?? null,
  }
}

function compileMultiplier(multiplier: Multiplier, actionType: ActionType): CompiledMultiplier {
  const { code, percent, from, until, weekdays } = multiplier
  const conditions = compileConditions(multiplier.when, actionType)
  return {
    code,
    percent,
    holds: (day, facts) =>
      (from === null || day >= from) &&
      (until === null || day < until) &&
      (weekdays === null || weekdays.includes(weekdayOf(day))) &&
      conditions.firstFailed(facts) === null,
  }
}

function without(facts: Facts, places: readonly string[]): Facts {
  if (!places.some(place => Object.hasOwn(facts, place))) return facts
  return Object.fromEntries(Object.entries(facts).filter(([fact]) => !places.includes(fact)))
}
