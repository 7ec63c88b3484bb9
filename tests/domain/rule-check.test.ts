import { describe, expect, it } from 'vitest'
import type { ActionType } from '#shared/domain/action-type.ts'
import type { Award, Condition, RuleBody } from '#shared/domain/rule.ts'
import { checkRule } from '#shared/domain/rule-check.ts'
import type { RuleProblemCode } from '#shared/domain/rule-problem.ts'
import { bikeRide, cap, flat, ownCup, paperRule, recycling, ruleBody } from './scoring-district.ts'

function problems(change: Partial<RuleBody>, actionType: ActionType = bikeRide): string[] {
  const evidenceWeights = { [actionType.evidence[0] ?? 'operator']: 100 }
  const body = ruleBody({ evidenceWeights, actionType: actionType.code, ...change })
  return checkRule(body, actionType).map(({ at, code }) => `${at} ${code}`)
}

const banded = (...bands: [number, number][]): Award => ({
  kind: 'banded',
  fact: 'distanceM',
  bands: bands.map(([from, centipoints]) => ({ from, centipoints })),
  dayTotalOf: null,
})
const linear = (fact: string, num: number, den: number): Award => ({
  kind: 'linear',
  base: 0,
  per: { fact, num, den },
  dayTotalOf: null,
})

describe('a rule before it is published', () => {
  it('passes when everything fits its action type', () => {
    const when: Condition[] = [
      { fact: 'distanceM', op: 'between', value: [500, 30_000] },
      { fact: 'durationS', op: 'gte', value: 90 },
    ]
    const award = banded([0, 50], [2_000, 80], [5_000, 110])
    const double = {
      code: 'double',
      percent: 200,
      from: '2026-10-01',
      until: '2026-10-08',
      weekdays: [6],
      when: [],
    }
    expect(problems({ when, award, caps: [cap(4, { unit: 'times' })], multipliers: [double] })).toEqual([])
    expect(problems(paperRule().body, recycling)).toEqual(['evidenceWeights.device evidence-not-accepted'])
    expect(problems({ award: flat(30) }, ownCup)).toEqual([])
  })

  it.each<[string, Condition[], string, ActionType?]>([
    ['a fact nobody reports', [{ fact: 'rain', op: 'eq', value: 1 }], 'when.0 fact-unknown'],
    [
      'a fact named after a part of every object',
      [{ fact: 'toString', op: 'eq', value: 1 }],
      'when.0 fact-unknown',
    ],
    ['the dock where a ride began', [{ fact: 'startDock', op: 'eq', value: 'D1' }], 'when.0 fact-is-place'],
    [
      'a material that is at least paper',
      [{ fact: 'material', op: 'gte', value: 'paper' }],
      'when.0 operator-unfit',
      recycling,
    ],
    [
      'a material nobody takes',
      [{ fact: 'material', op: 'eq', value: 'gold' }],
      'when.0 option-unknown',
      recycling,
    ],
    ['a distance in words', [{ fact: 'distanceM', op: 'gte', value: 'far' }], 'when.0 value-unfit'],
    ['half a metre', [{ fact: 'distanceM', op: 'gte', value: 0.5 }], 'when.0 value-unfit'],
    ['a list where one value belongs', [{ fact: 'distanceM', op: 'eq', value: [1] }], 'when.0 value-unfit'],
    ['one value where a list belongs', [{ fact: 'distanceM', op: 'in', value: 1 }], 'when.0 value-unfit'],
    ['an empty list', [{ fact: 'distanceM', op: 'in', value: [] }], 'when conditions-contradict'],
    ['a range of three', [{ fact: 'distanceM', op: 'between', value: [1, 2, 3] }], 'when.0 value-unfit'],
    [
      'a range from high to low',
      [{ fact: 'distanceM', op: 'between', value: [9, 1] }],
      'when.0 between-reversed',
    ],
    [
      'more than 5 m and less than 6 m',
      [
        { fact: 'distanceM', op: 'gt', value: 5 },
        { fact: 'distanceM', op: 'lt', value: 6 },
      ],
      'when conditions-contradict',
    ],
    [
      'a weight above the most there can be',
      [{ fact: 'weightG', op: 'gt', value: 500_000 }],
      'when conditions-contradict',
      recycling,
    ],
    [
      'exactly 5 m, but not 5 m',
      [
        { fact: 'distanceM', op: 'eq', value: 5 },
        { fact: 'distanceM', op: 'ne', value: 5 },
      ],
      'when conditions-contradict',
    ],
    [
      'paper that is glass',
      [
        { fact: 'material', op: 'eq', value: 'paper' },
        { fact: 'material', op: 'in', value: ['glass'] },
      ],
      'when conditions-contradict',
      recycling,
    ],
    [
      'two single choices that differ',
      [
        { fact: 'distanceM', op: 'eq', value: 5 },
        { fact: 'distanceM', op: 'in', value: [6, 7] },
      ],
      'when conditions-contradict',
    ],
  ])('may not ask for %s', (_, when, problem, actionType = bikeRide) => {
    expect(problems({ when }, actionType)).toEqual([problem])
  })

  it.each<[string, Award, string, ActionType?]>([
    ['by a fact that need not be there', linear('durationS', 1, 60), 'award.per.fact fact-optional'],
    ['by the dock', linear('startDock', 1, 60), 'award.per.fact fact-is-place'],
    ['by the name of the material', linear('material', 1, 60), 'award.per.fact fact-not-quantity', recycling],
    ['by nothing at all a metre', linear('distanceM', 0, 60), 'award.per.num number-out-of-range'],
    ['a division by zero', linear('distanceM', 1, 0), 'award.per.den number-out-of-range'],
    ['less than nothing', flat(-1), 'award.base number-out-of-range'],
    ['without any band', banded(), 'award.bands bands-empty'],
    ['from a band that leaves the shortest out', banded([1, 50]), 'award.bands.0.from bands-start-late'],
    ['by bands that do not rise', banded([0, 50], [0, 60]), 'award.bands.1.from bands-not-rising'],
    [
      'by the gram where none is counted',
      { kind: 'perGram', num: 1, den: 1 },
      'award grams-unquantified',
      ownCup,
    ],
    [
      'by the day’s total of nothing',
      { kind: 'linear', base: 1, per: null, dayTotalOf: 'resident' },
      'award.dayTotalOf total-without-fact',
    ],
    ['more than can be counted exactly', linear('distanceM', 2 ** 40, 1), 'award award-too-large'],
  ])('may not pay %s', (_, award, problem, actionType = bikeRide) => {
    expect(problems({ award }, actionType)).toEqual([problem])
  })

  it('may let bands fall for single rides, not for what is weighed', () => {
    const falling: Award = banded([0, 50], [2_000, 20])
    expect(problems({ award: falling })).toEqual([])
    expect(problems({ award: { ...falling, dayTotalOf: 'resident' } as Award })).toEqual([
      'award.bands.1.centipoints bands-fall',
    ])
  })

  it.each<[string, Partial<RuleBody>, string]>([
    ['another action’s rule', { actionType: 'own-cup' }, 'actionType action-type-other'],
    ['no proof that earns', { evidenceWeights: {} }, 'evidenceWeights pays-nobody'],
    [
      'more than the whole for a proof',
      { evidenceWeights: { operator: 101 } },
      'evidenceWeights.operator number-out-of-range',
    ],
    [
      'a proof the action does not know',
      { evidenceWeights: { operator: 100, declared: 10 } },
      'evidenceWeights.declared evidence-not-accepted',
    ],
    ['a cap of nothing', { caps: [cap(0)] }, 'caps.0.limit number-out-of-range'],
    ['two caps of one name', { caps: [cap(1), cap(2)] }, 'caps.1.code code-twice'],
    ['a cap named like the day’s total', { caps: [cap(1, { code: 'total' })] }, 'caps.0.code code-twice'],
    ['a cap whose name would split its key', { caps: [cap(1, { code: 'a/b' })] }, 'caps.0.code code-invalid'],
    ['a cap of one time per event', { caps: [cap(1, { per: 'event', unit: 'times' })] }, 'caps.0 cap-idle'],
    ['points that never last', { expiryMonths: 0 }, 'expiryMonths number-out-of-range'],
    ['points that last too long', { expiryMonths: 121 }, 'expiryMonths number-out-of-range'],
    ['half a priority', { priority: 1.5 }, 'priority number-out-of-range'],
    ['no word where it comes from', { basis: { zh: ' ', en: 'x' } }, 'basis basis-missing'],
  ])('may not have %s', (_, change, problem) => {
    expect(problems(change)).toEqual([problem])
  })

  it.each<[string, object, RuleProblemCode]>([
    ['more than tenfold', { percent: 1_001 }, 'number-out-of-range'],
    ['on the 30th of February', { from: '2026-02-30' }, 'day-invalid'],
    ['that ends when it begins', { from: '2026-10-01', until: '2026-10-01' }, 'window-empty'],
    ['on an eighth day of the week', { weekdays: [8] }, 'number-out-of-range'],
    ['on no day of the week', { weekdays: [] }, 'number-out-of-range'],
    [
      'for rides the rule does not pay',
      { when: [{ fact: 'distanceM', op: 'lt', value: 500 }] },
      'conditions-contradict',
    ],
  ])('may not have a campaign %s', (_, change, problem) => {
    const campaign = {
      code: 'double',
      percent: 200,
      from: null,
      until: null,
      weekdays: null,
      when: [],
      ...change,
    }
    const when: Condition[] = [{ fact: 'distanceM', op: 'gte', value: 500 }]
    expect(problems({ when, multipliers: [campaign] }).map(text => text.split(' ')[1])).toEqual([problem])
  })
})
