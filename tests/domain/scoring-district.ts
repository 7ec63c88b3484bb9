import type { ActionType, FactorVersion } from '#shared/domain/action-type.ts'
import { startOf } from '#shared/domain/calendar.ts'
import type { Award, Cap, RuleBody, RuleVersion } from '#shared/domain/rule.ts'
import type { RuleBook, ScorableActivity, ScoringState } from '#shared/domain/scoring.ts'
import type { CompiledRuleBook } from '#shared/domain/scoring-book.ts'
import { compileRuleBook } from '#shared/domain/scoring-book.ts'

const named = (zh: string, en: string) => ({ zh, en })

export const bikeRide: ActionType = {
  code: 'bike-ride',
  name: named('骑行', 'Bike ride'),
  open: true,
  facts: {
    startDock: { type: 'place', network: 'partner', required: true, name: named('借车点', 'Start dock') },
    endDock: { type: 'place', network: 'partner', required: true, name: named('还车点', 'End dock') },
    durationS: {
      type: 'quantity',
      unit: 's',
      min: 60,
      max: 14_400,
      required: false,
      name: named('时长', 'Duration'),
    },
  },
  evidence: ['operator', 'device', 'photo'],
  distance: { by: 'docks', from: 'startDock', to: 'endDock' },
  claim: { class: 'ride', lengthFact: 'durationS', lengthS: 60 },
  carbon: { factor: 'bike-km' },
}

export const recycling: ActionType = {
  code: 'recycling',
  name: named('可回收物', 'Recycling'),
  open: true,
  facts: {
    material: {
      type: 'choice',
      options: ['paper', 'glass', 'other'],
      names: { paper: named('废纸', 'paper') },
      required: true,
      name: named('材料', 'Material'),
    },
    weightG: {
      type: 'quantity',
      unit: 'g',
      min: 1,
      max: 500_000,
      required: true,
      name: named('重量', 'Weight'),
    },
  },
  evidence: ['operator', 'merchant'],
  distance: null,
  claim: { class: 'recycling', lengthFact: null, lengthS: 60 },
  carbon: { choice: 'material', factors: { paper: 'paper-kg', glass: 'glass-kg' } },
}

export const ownCup: ActionType = {
  code: 'own-cup',
  name: named('自带杯', 'Own cup'),
  open: true,
  facts: {},
  evidence: ['merchant'],
  distance: null,
  claim: { class: 'cup', lengthFact: null, lengthS: 600 },
  carbon: null,
}

export const actionTypes: readonly ActionType[] = [bikeRide, recycling, ownCup]

export function factor(
  code: string,
  form: FactorVersion['form'],
  change: Partial<FactorVersion> = {},
): FactorVersion {
  return {
    id: `fac-${code}`,
    code,
    version: 1,
    name: named('因子', 'Factor'),
    form,
    published: 'as published',
    source: 'a source',
    year: 2024,
    certainty: 'medium',
    validFrom: startOf('2021-01-01'),
    validUntil: null,
    ...change,
  }
}

export const factors: readonly FactorVersion[] = [
  factor('bike-km', { kind: 'per', fact: 'distanceM', num: 933, den: 10_000, floorGrams: 0 }),
  factor('paper-kg', { kind: 'per', fact: 'weightG', num: 220, den: 1_000, floorGrams: 0 }),
  factor('glass-kg', { kind: 'each', grams: 58 }),
]

export function flat(centipoints: number): Award {
  return { kind: 'linear', base: centipoints, per: null, dayTotalOf: null }
}

export function cap(limit: number, change: Partial<Cap> = {}): Cap {
  return { code: 'day', limit, unit: 'centipoints', per: 'day', of: 'resident', ...change }
}

export function ruleBody(change: Partial<RuleBody> = {}): RuleBody {
  return {
    form: 1,
    actionType: 'bike-ride',
    priority: 100,
    when: [],
    award: flat(110),
    evidenceWeights: { operator: 100, device: 50, merchant: 100 },
    caps: [],
    multipliers: [],
    budget: null,
    expiryMonths: 24,
    basis: named('我们自己定的。', 'Our own.'),
    ...change,
  }
}

export function rule(
  code: string,
  body: Partial<RuleBody> = {},
  change: Partial<RuleVersion> = {},
): RuleVersion {
  return {
    id: `rul-${code}-${change.version ?? 1}`,
    code,
    version: 1,
    body: ruleBody(body),
    effectiveFrom: startOf('2026-01-01'),
    effectiveUntil: null,
    ...change,
  }
}

/** A recycling rule that pays by the household's weight of the day: 1.4 points a kilogram. */
export function paperRule(body: Partial<RuleBody> = {}): RuleVersion {
  return rule('paper', {
    actionType: 'recycling',
    award: {
      kind: 'linear',
      base: 0,
      per: { fact: 'weightG', num: 140, den: 1_000 },
      dayTotalOf: 'household',
    },
    ...body,
  })
}

export function bookOf(rules: readonly RuleVersion[], change: Partial<RuleBook> = {}): CompiledRuleBook {
  return compileRuleBook({
    actionTypes: new Map(actionTypes.map(actionType => [actionType.code, actionType])),
    factors,
    rules,
    ...change,
  })
}

export function ride(change: Partial<ScorableActivity> = {}): ScorableActivity {
  return {
    actionType: 'bike-ride',
    residentId: 'res_zhou',
    householdId: null,
    merchantId: null,
    deviceId: null,
    occurredAt: new Date('2026-11-23T08:00:00+08:00'),
    evidence: 'operator',
    facts: { distanceM: 5_300 },
    ...change,
  }
}

export function weighing(weightG: number, change: Partial<ScorableActivity> = {}): ScorableActivity {
  return ride({
    actionType: 'recycling',
    householdId: 'hou_willow',
    facts: { material: 'paper', weightG },
    ...change,
  })
}

export const today = '2026-11-23'
export const nothingYet: ScoringState = { tallies: new Map(), budgets: new Map() }

export function used(
  tallies: Readonly<Record<string, number>>,
  budgets: Readonly<Record<string, number>> = {},
): ScoringState {
  return { tallies: new Map(Object.entries(tallies)), budgets: new Map(Object.entries(budgets)) }
}
