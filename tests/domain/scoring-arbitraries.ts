import fc from 'fast-check'
import type { Award, Cap, Multiplier, RuleBody } from '#shared/domain/rule.ts'
import type { ScorableActivity, ScoringState } from '#shared/domain/scoring.ts'
import { ride, rule, weighing } from './scoring-district.ts'

const anyTotal = fc.constantFrom('household', 'resident', null)

/** Any award over a fact; bands rise in what they pay, as weighed ones must. */
export function anyAward(fact: string, dayTotalOf = anyTotal): fc.Arbitrary<Award> {
  const num = fc.integer({ min: 1, max: 2_000 })
  const den = fc.constantFrom(1, 3, 7, 100, 1_000, 10_000)
  const base = fc.integer({ min: 0, max: 300 })
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.nat(300)), {
    minLength: 1,
    maxLength: 5,
  })
  return fc.oneof(
    fc.record({ base, num, den, dayTotalOf }).map(({ base, num, den, dayTotalOf }): Award => ({
      kind: 'linear',
      base,
      per: { fact, num, den },
      dayTotalOf,
    })),
    base.map((base): Award => ({ kind: 'linear', base, per: null, dayTotalOf: null })),
    fc.record({ steps, dayTotalOf }).map(({ steps, dayTotalOf }): Award => {
      const bands = steps.map((_, index) => ({
        from: steps.slice(0, index).reduce((sum, [width]) => sum + width, 0),
        centipoints: steps.slice(0, index + 1).reduce((sum, [, rise]) => sum + rise, 0),
      }))
      return { kind: 'banded', fact, bands, dayTotalOf }
    }),
    fc.record({ num, den }).map(({ num, den }): Award => ({ kind: 'perGram', num, den })),
  )
}

const anyCaps: fc.Arbitrary<readonly Cap[]> = fc
  .array(
    fc.record({
      limit: fc.integer({ min: 1, max: 400 }),
      unit: fc.constantFrom('centipoints', 'times'),
      per: fc.constantFrom('event', 'day', 'week', 'month', 'year'),
      of: fc.constantFrom('resident', 'household', 'merchant', 'device'),
    }),
    { maxLength: 4 },
  )
  .map(caps =>
    caps
      .filter(({ per, unit }) => per !== 'event' || unit !== 'times')
      .map((cap, index): Cap => ({ ...cap, code: `cap-${index}` }) as Cap),
  )

const anyMultipliers: fc.Arbitrary<readonly Multiplier[]> = fc
  .array(fc.record({ percent: fc.nat(1_000), weekdays: fc.constantFrom(null, [1], [6, 7]) }), {
    maxLength: 2,
  })
  .map(list =>
    list.map((campaign, index) => ({ ...campaign, code: `m-${index}`, from: null, until: null, when: [] })),
  )

const anyTerms = fc.record({
  priority: fc.nat(3),
  caps: anyCaps,
  multipliers: anyMultipliers,
  budget: fc.constantFrom(null, 'bud_a', 'bud_b'),
  expiryMonths: fc.integer({ min: 1, max: 120 }),
  evidenceWeights: fc.record(
    { operator: fc.nat(100), device: fc.nat(100), merchant: fc.nat(100) },
    { requiredKeys: ['operator'] },
  ),
})

function anyBody(actionType: string, fact: string): fc.Arbitrary<Partial<RuleBody>> {
  return fc
    .record({ award: anyAward(fact), terms: anyTerms, least: fc.nat(3_000) })
    .map(
      ({ award, terms, least }) =>
        ({ ...terms, actionType, award, when: [{ fact, op: 'gte', value: least }] }) as const,
    )
}

/** Some rules for rides and some for recycling, all in force. */
export const anyRules = fc
  .record({
    rides: fc.array(anyBody('bike-ride', 'distanceM'), { maxLength: 3 }),
    weighings: fc.array(anyBody('recycling', 'weightG'), { minLength: 1, maxLength: 2 }),
  })
  .map(({ rides, weighings }) => [
    ...rides.map((body, index) => rule(`bike-${index}`, body)),
    ...weighings.map((body, index) => rule(`paper-${index}`, body)),
  ])

const fromMs = Date.parse('2026-11-20T00:00:00Z')

/** A deed of one of three neighbours in a fortnight around the turn of a month. */
export const anyDeed: fc.Arbitrary<ScorableActivity> = fc
  .record({
    residentId: fc.constantFrom('res_a', 'res_b', 'res_c'),
    householdId: fc.constantFrom(null, 'hou_1'),
    merchantId: fc.constantFrom(null, 'mer_1'),
    deviceId: fc.constantFrom(null, 'dev_1'),
    evidence: fc.constantFrom('operator', 'device', 'merchant'),
    hour: fc.nat(24 * 14),
    amount: fc.integer({ min: 1, max: 12_000 }),
    weighed: fc.boolean(),
    material: fc.constantFrom('paper', 'glass', 'other'),
  })
  .map(({ hour, amount, weighed, material, ...who }): ScorableActivity => {
    const occurredAt = new Date(fromMs + hour * 3_600_000)
    return weighed
      ? weighing(amount, {
          ...who,
          occurredAt,
          facts: { material, weightG: amount },
        } as Partial<ScorableActivity>)
      : ride({ ...who, occurredAt, facts: { distanceM: amount } } as Partial<ScorableActivity>)
  })

export const anyDeeds = fc.array(anyDeed, { minLength: 1, maxLength: 25 })

export const anyBudgets: fc.Arbitrary<ScoringState> = fc
  .record({ a: fc.nat(2_000), b: fc.nat(2_000) })
  .map(({ a, b }) => ({
    tallies: new Map(),
    budgets: new Map([
      ['bud_a', a],
      ['bud_b', b],
    ]),
  }))
