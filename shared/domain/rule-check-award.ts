import type { ActionType } from './action-type.ts'
import { factSpecOf } from './facts.ts'
import type { Award, Band, RuleBody } from './rule.ts'
import { checkFedFact } from './rule-check-conditions.ts'
import type { RuleProblem } from './rule-problem.ts'
import { wholeWithin } from './rule-problem.ts'
import { reduced } from './scoring-fraction.ts'

/** More deeds of one kind than one household can report in a day; bounds the day's totals. */
const deedsADayMax = 10_000
/** More grams than one deed can avoid: ten tonnes. */
const gramsMax = 10_000_000

/**
 * Checks an award's formula: its facts, its numbers, and that no deed can lead it beyond exact whole numbers.
 */
export function checkAward(body: RuleBody, actionType: ActionType): RuleProblem[] {
  const problems = checkFormula(body.award, actionType)
  if (problems.length > 0) return problems
  return isCountable(body, actionType) ? [] : [{ at: 'award', code: 'award-too-large' }]
}

function checkFormula(award: Award, actionType: ActionType): RuleProblem[] {
  const problems: RuleProblem[] = []
  const positive = (at: string, value: number) => {
    if (!wholeWithin(value, 1)) problems.push({ at, code: 'number-out-of-range' })
  }
  switch (award.kind) {
    case 'linear':
      if (!wholeWithin(award.base, 0)) problems.push({ at: 'award.base', code: 'number-out-of-range' })
      if (award.per) {
        problems.push(...checkFedFact('award.per.fact', award.per.fact, actionType))
        positive('award.per.num', award.per.num)
        positive('award.per.den', award.per.den)
      } else if (award.dayTotalOf) {
        problems.push({ at: 'award.dayTotalOf', code: 'total-without-fact' })
      }
      break
    case 'banded':
      problems.push(...checkFedFact('award.fact', award.fact, actionType))
      problems.push(...checkBands(award.bands, lowest(award, actionType), award.dayTotalOf !== null))
      break
    case 'perGram':
      if (!actionType.carbon) problems.push({ at: 'award', code: 'grams-unquantified' })
      positive('award.num', award.num)
      positive('award.den', award.den)
      break
    default:
      award satisfies never
  }
  return problems
}

function lowest(award: { readonly fact: string }, actionType: ActionType): number {
  const spec = factSpecOf(actionType, award.fact)
  return spec?.type === 'quantity' ? spec.min : 0
}

/** Bands have no end of their own, so rising starts leave neither gaps nor overlaps. */
function checkBands(bands: readonly Band[], factMin: number, weighed: boolean): RuleProblem[] {
  const [first] = bands
  if (!first) return [{ at: 'award.bands', code: 'bands-empty' }]
  const problems: RuleProblem[] = []
  if (!wholeWithin(first.from, 0, Math.max(0, factMin))) {
    problems.push({ at: 'award.bands.0.from', code: 'bands-start-late' })
  }
  for (const [index, band] of bands.entries()) {
    const before = bands[index - 1]
    const at = `award.bands.${index}`
    if (!wholeWithin(band.centipoints, 0)) {
      problems.push({ at: `${at}.centipoints`, code: 'number-out-of-range' })
    }
    if (!before) continue
    if (!wholeWithin(band.from, before.from + 1))
      problems.push({ at: `${at}.from`, code: 'bands-not-rising' })
    if (weighed && band.centipoints < before.centipoints) {
      problems.push({ at: `${at}.centipoints`, code: 'bands-fall' })
    }
  }
  return problems
}

/**
 * True when the largest deed under the heaviest weight and all campaigns at once stays within exact whole
 * numbers. The scoring multiplies fractions in lowest terms, so their parts are never larger than what is
 * bounded here.
 */
function isCountable(body: RuleBody, actionType: ActionType): boolean {
  const worth = largestWorth(body.award, actionType)
  return Object.values(body.evidenceWeights).every(weight => {
    const shares = [weight, ...body.multipliers.map(campaign => campaign.percent)].map(asShare)
    const num = shares.reduce((all, share) => all * BigInt(Math.max(1, share.num)), worth.num)
    const den = shares.reduce((all, share) => all * BigInt(share.den), worth.den)
    return num <= BigInt(Number.MAX_SAFE_INTEGER) && den <= BigInt(Number.MAX_SAFE_INTEGER)
  })
}

function asShare(percent: number) {
  // Percentages that are not whole are reported by their own check.
  return wholeWithin(percent, 0) ? reduced(percent, 100) : { num: 0, den: 1 }
}

function largestWorth(award: Award, actionType: ActionType): { num: bigint; den: bigint } {
  switch (award.kind) {
    case 'linear': {
      const { base, per } = award
      if (!per) return { num: BigInt(base), den: 1n }
      const most = largestQuantity(per.fact, award.dayTotalOf !== null, actionType)
      return { num: BigInt(base) * BigInt(per.den) + most * BigInt(per.num), den: BigInt(per.den) }
    }
    case 'banded':
      return { num: BigInt(Math.max(...award.bands.map(band => band.centipoints))), den: 1n }
    case 'perGram':
      return { num: BigInt(gramsMax) * BigInt(award.num), den: BigInt(award.den) }
    default:
      return award satisfies never
  }
}

function largestQuantity(fact: string, weighed: boolean, actionType: ActionType): bigint {
  const spec = factSpecOf(actionType, fact)
  const most = spec?.type === 'quantity' ? spec.max : 0
  return BigInt(most) * BigInt(weighed ? deedsADayMax : 1)
}
