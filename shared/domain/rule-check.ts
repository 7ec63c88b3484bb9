import type { ActionType } from './action-type.ts'
import { isDay } from './calendar.ts'
import type { Cap, Multiplier, RuleBody } from './rule.ts'
import { checkAward } from './rule-check-award.ts'
import { checkConditions, contradict } from './rule-check-conditions.ts'
import type { RuleProblem } from './rule-problem.ts'
import { wholeWithin } from './rule-problem.ts'
import { totalWord } from './scoring-caps.ts'

const weightMax = 100
const percentMax = 1000
const expiryMonthsMax = 120
/** Codes become parts of tally keys, which are joined by slashes. */
const codePattern = /^[a-z0-9][a-z0-9.-]{0,39}$/

/**
 * Everything that keeps a rule from being published for this action type; an empty list means it may be. The
 * body has the right shape already; here its facts, numbers, windows and sums are checked.
 */
export function checkRule(body: RuleBody, actionType: ActionType): RuleProblem[] {
  if (body.actionType !== actionType.code) return [{ at: 'actionType', code: 'action-type-other' }]
  const problems = [
    ...checkConditions('when', body.when, actionType),
    ...checkWeights(body, actionType),
    ...checkCaps(body.caps),
    ...checkMultipliers(body, actionType),
    ...checkAward(body, actionType),
  ]
  if (!wholeWithin(body.priority, 0)) problems.push({ at: 'priority', code: 'number-out-of-range' })
  if (!wholeWithin(body.expiryMonths, 1, expiryMonthsMax)) {
    problems.push({ at: 'expiryMonths', code: 'number-out-of-range' })
  }
  if (!body.basis.zh.trim() || !body.basis.en.trim()) problems.push({ at: 'basis', code: 'basis-missing' })
  return problems
}

function checkWeights({ evidenceWeights }: RuleBody, actionType: ActionType): RuleProblem[] {
  const problems: RuleProblem[] = []
  const weights = Object.entries(evidenceWeights)
  for (const [tier, weight] of weights) {
    const at = `evidenceWeights.${tier}`
    if (!actionType.evidence.some(accepted => accepted === tier)) {
      problems.push({ at, code: 'evidence-not-accepted' })
    }
    if (!wholeWithin(weight, 0, weightMax)) problems.push({ at, code: 'number-out-of-range' })
  }
  if (!weights.some(([, weight]) => weight > 0)) {
    problems.push({ at: 'evidenceWeights', code: 'pays-nobody' })
  }
  return problems
}

function checkCaps(caps: readonly Cap[]): RuleProblem[] {
  const problems = checkCodes('caps', caps, [totalWord])
  for (const [index, cap] of caps.entries()) {
    const at = `caps.${index}`
    if (!wholeWithin(cap.limit, 1)) problems.push({ at: `${at}.limit`, code: 'number-out-of-range' })
    // One deed is always one time: such a cap would never bind.
    if (cap.per === 'event' && cap.unit === 'times') problems.push({ at, code: 'cap-idle' })
  }
  return problems
}

function checkMultipliers(body: RuleBody, actionType: ActionType): RuleProblem[] {
  const problems = checkCodes('multipliers', body.multipliers, [])
  for (const [index, campaign] of body.multipliers.entries()) {
    const at = `multipliers.${index}`
    const unfit = checkConditions(`${at}.when`, campaign.when, actionType)
    problems.push(...unfit, ...checkWindow(at, campaign))
    if (!wholeWithin(campaign.percent, 0, percentMax)) {
      problems.push({ at: `${at}.percent`, code: 'number-out-of-range' })
    }
    const together = [...body.when, ...campaign.when]
    if (unfit.length === 0 && campaign.when.length > 0 && contradict(together, actionType)) {
      problems.push({ at: `${at}.when`, code: 'conditions-contradict' })
    }
  }
  return problems
}

function checkWindow(at: string, { from, until, weekdays }: Multiplier): RuleProblem[] {
  const problems: RuleProblem[] = []
  if (from !== null && !isDay(from)) problems.push({ at: `${at}.from`, code: 'day-invalid' })
  if (until !== null && !isDay(until)) problems.push({ at: `${at}.until`, code: 'day-invalid' })
  if (from !== null && until !== null && from >= until) problems.push({ at, code: 'window-empty' })
  if (weekdays === null) return problems
  const right = weekdays.every(weekday => wholeWithin(weekday, 1, 7))
  if (!right || weekdays.length === 0) problems.push({ at: `${at}.weekdays`, code: 'number-out-of-range' })
  return problems
}

function checkCodes(
  at: string,
  coded: readonly { readonly code: string }[],
  taken: readonly string[],
): RuleProblem[] {
  const seen = new Set(taken)
  const problems: RuleProblem[] = []
  for (const [index, { code }] of coded.entries()) {
    if (!codePattern.test(code)) problems.push({ at: `${at}.${index}.code`, code: 'code-invalid' })
    if (seen.has(code)) problems.push({ at: `${at}.${index}.code`, code: 'code-twice' })
    seen.add(code)
  }
  return problems
}
