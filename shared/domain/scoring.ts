import type { ActionType, EvidenceTier, Facts, FactorVersion } from './action-type.ts'
import type { Day } from './calendar.ts'
import { dayOf, endOfMonth } from './calendar.ts'
import type { CarbonReceipt, NotApplied, Receipt } from './receipt.ts'
import type { RuleVersion } from './rule.ts'
import type { CompiledActionType, CompiledRule, CompiledRuleBook } from './scoring-book.ts'
import { capKey, totalKey } from './scoring-caps.ts'
import { safe } from './scoring-fraction.ts'
import { scoreLine } from './scoring-line.ts'

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

/**
 * Every tally that the scoring of this deed reads: the caps of the rule that applies to it, and its day's
 * total. Which rule applies depends on the deed and the book alone, so the list is complete whatever the
 * tallies say.
 */
export function tallyKeysOf(activity: ScorableActivity, book: CompiledRuleBook): string[] {
  const rule = payingRule(activity, book)
  if (!rule) return []
  const day = dayOf(activity.occurredAt)
  const { code, body } = rule.version
  const { totalOf } = rule.award
  const keys = body.caps.map(cap => capKey(code, cap, activity, day))
  if (totalOf !== null) keys.push(totalKey(code, totalOf, activity, day))
  return keys.filter(key => key !== null).filter(key => key !== '')
}

/** The budget that pays for this deed, if a budget does. */
export function budgetOf(activity: ScorableActivity, book: CompiledRuleBook): string | null {
  return payingRule(activity, book)?.version.body.budget ?? null
}

/** Every budget that some rule of the book pays from, sorted. */
export function budgetsOf(book: CompiledRuleBook): readonly string[] {
  return book.budgets
}

/**
 * Decides what one deed earns: centipoints by the first rule that applies, and grams, each with its reasons.
 * `postedOn` is the Shanghai day the points are booked, from which they last. Throws a RangeError for what
 * should have been checked before: an action type that is not in the book, a fact that is missing, a sum
 * beyond 2^53.
 */
export function scoreActivity(
  activity: ScorableActivity,
  postedOn: Day,
  state: ScoringState,
  book: CompiledRuleBook,
): Decision {
  const known = actionTypeOf(activity, book)
  const day = dayOf(activity.occurredAt)
  const carbon = known.carbonOf(activity.facts, activity.occurredAt.getTime())
  const grams = carbon.kind === 'unquantified' ? 0 : carbon.grams
  const { rule, notApplied } = chooseRule(activity, known, carbon)
  const scored = rule ? scoreLine(rule, activity, day, grams, state) : null
  const centipoints = scored?.line.awarded ?? 0
  const budget = rule?.version.body.budget ?? null
  const expiresOn = rule && centipoints > 0 ? endOfMonth(postedOn, rule.version.body.expiryMonths) : null
  return {
    centipoints,
    grams,
    tallyUses: scored?.tallyUses ?? [],
    budgetUse: budget !== null && centipoints > 0 ? { budget, centipoints } : null,
    receipt: {
      form: 1,
      actionType: activity.actionType,
      evidence: activity.evidence,
      occurredOn: day,
      facts: known.withoutPlaces(activity.facts),
      carbon,
      line: scored?.line ?? null,
      notApplied,
      centipoints,
      grams,
      expiresOn,
    },
  }
}

/**
 * Scores deeds in the order they arrived, each seeing what those before it used. Changes none of its
 * arguments.
 */
export function scoreBatch(
  activities: readonly ScorableActivity[],
  postedOn: Day,
  state: ScoringState,
  book: CompiledRuleBook,
): Decision[] {
  const tallies = new Map(state.tallies)
  const budgets = new Map(state.budgets)
  return activities.map(activity => {
    const decision = scoreActivity(activity, postedOn, { tallies, budgets }, book)
    for (const { key, amount } of decision.tallyUses) tallies.set(key, safe((tallies.get(key) ?? 0) + amount))
    const { budgetUse } = decision
    if (budgetUse) budgets.set(budgetUse.budget, (budgets.get(budgetUse.budget) ?? 0) - budgetUse.centipoints)
    return decision
  })
}

interface Choice {
  readonly rule: CompiledRule | null
  readonly notApplied: readonly NotApplied[]
}

/** The first rule that applies, and why each of the others did not. */
function chooseRule(activity: ScorableActivity, known: CompiledActionType, carbon: CarbonReceipt): Choice {
  let paying: CompiledRule | null = null
  const notApplied: NotApplied[] = []
  for (const rule of known.rulesAt(activity.occurredAt.getTime())) {
    const obstacle = obstacleTo(rule, activity, carbon)
    if (!obstacle && !paying) {
      paying = rule
      continue
    }
    const { code, id } = rule.version
    const reason = obstacle ?? { kind: 'another-paid', rule: paying?.version.code ?? code }
    notApplied.push({ rule: code, ruleVersion: id, reason })
  }
  return { rule: paying, notApplied }
}

function obstacleTo(
  rule: CompiledRule,
  activity: ScorableActivity,
  carbon: CarbonReceipt,
): NotApplied['reason'] | null {
  const { evidence, facts } = activity
  if (rule.weightOf(evidence) === null) return { kind: 'evidence', evidence }
  const failed = rule.conditions.firstFailed(facts)
  if (failed) return { kind: 'condition', failed }
  return rule.award.feedsOnGrams && carbon.kind === 'unquantified' ? { kind: 'unquantified' } : null
}

function payingRule(activity: ScorableActivity, book: CompiledRuleBook): CompiledRule | null {
  const known = actionTypeOf(activity, book)
  const carbon = known.carbonOf(activity.facts, activity.occurredAt.getTime())
  return chooseRule(activity, known, carbon).rule
}

function actionTypeOf(activity: ScorableActivity, book: CompiledRuleBook): CompiledActionType {
  const known = book.actionTypes.get(activity.actionType)
  if (!known) throw new RangeError(`action type ${activity.actionType} is not in the rule book`)
  return known
}
