import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recomputeReceipt } from '#shared/domain/receipt-check.ts'
import { checkRule } from '#shared/domain/rule-check.ts'
import type { Decision } from '#shared/domain/scoring.ts'
import { budgetsOf, scoreActivity, scoreBatch, tallyKeysOf } from '#shared/domain/scoring.ts'
import { anyAward, anyBudgets, anyDeed, anyDeeds, anyRules } from './scoring-arbitraries.ts'
import { actionTypes, bookOf, nothingYet, paperRule, rule, today, weighing } from './scoring-district.ts'

const scenes = fc.record({ rules: anyRules, deeds: anyDeeds, state: anyBudgets })
const plenty = {
  tallies: new Map(),
  budgets: new Map([
    ['bud_a', 1e9],
    ['bud_b', 1e9],
  ]),
}

function summed(decisions: readonly Decision[], of: (decision: Decision) => number): number {
  return decisions.reduce((sum, decision) => sum + of(decision), 0)
}

/** Counts every tally as a database would, and the limit each use was allowed under. */
function tallied(decisions: readonly Decision[]) {
  const counted = new Map<string, { amount: number; limit: number | null }>()
  for (const { key, limit, amount } of decisions.flatMap(decision => decision.tallyUses)) {
    counted.set(key, { amount: (counted.get(key)?.amount ?? 0) + amount, limit })
  }
  return [...counted.values()]
}

describe('whatever is scored', () => {
  it('no cap is ever exceeded, in any order of arrival', () => {
    fc.assert(
      fc.property(scenes, ({ rules, deeds, state }) => {
        const decisions = scoreBatch(deeds, today, state, bookOf(rules))
        for (const { amount, limit } of tallied(decisions)) {
          expect(amount).toBeGreaterThan(0)
          if (limit !== null) expect(amount).toBeLessThanOrEqual(limit)
        }
        for (const cap of decisions.flatMap(({ receipt }) => receipt.line?.caps ?? [])) {
          expect(cap.usedBefore + cap.used).toBeLessThanOrEqual(cap.limit)
        }
      }),
    )
  })

  it('no budget is ever overrun, and no line is paid in part by one', () => {
    fc.assert(
      fc.property(scenes, ({ rules, deeds, state }) => {
        const decisions = scoreBatch(deeds, today, state, bookOf(rules))
        for (const [budget, left] of state.budgets) {
          const spent = summed(decisions, ({ budgetUse }) =>
            budgetUse?.budget === budget ? budgetUse.centipoints : 0,
          )
          expect(spent).toBeLessThanOrEqual(left)
        }
        for (const { centipoints, budgetUse, receipt } of decisions) {
          if (receipt.line?.cut?.by === 'budget-empty') expect(centipoints).toBe(0)
          if (budgetUse) expect(budgetUse.centipoints).toBe(centipoints)
        }
      }),
    )
  })

  it('every receipt can be recomputed from its own numbers', () => {
    fc.assert(
      fc.property(scenes, ({ rules, deeds, state }) => {
        for (const { centipoints, grams, receipt } of scoreBatch(deeds, today, state, bookOf(rules))) {
          const stored = JSON.parse(JSON.stringify(receipt))
          expect(recomputeReceipt(stored)).toEqual({ centipoints, grams })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('nobody is paid more than the sum came to, less than nothing, or part of a hundredth', () => {
    fc.assert(
      fc.property(scenes, ({ rules, deeds, state }) => {
        for (const { centipoints, receipt } of scoreBatch(deeds, today, state, bookOf(rules))) {
          const { line } = receipt
          expect(Number.isSafeInteger(centipoints)).toBe(true)
          expect(centipoints).toBeGreaterThanOrEqual(0)
          expect(centipoints).toBeLessThanOrEqual(line?.rounded ?? 0)
          expect(line?.cut ?? null, 'a cut is told exactly when something was cut').toEqual(
            line && line.awarded < line.rounded ? expect.anything() : null,
          )
        }
      }),
    )
  })

  it('a shuffled stream changes nothing where no cap, budget or day total binds', () => {
    const loose = anyRules.map(rules =>
      rules.map(({ code, body }) =>
        rule(code, { ...body, caps: [], budget: null, award: withoutTotal(body.award) }),
      ),
    )
    const shuffled = anyDeeds.chain(deeds =>
      fc.record({
        deeds: fc.constant(deeds),
        order: fc.shuffledSubarray([...deeds.keys()], { minLength: deeds.length }),
      }),
    )
    fc.assert(
      fc.property(loose, shuffled, (rules, { deeds, order }) => {
        const book = bookOf(rules)
        const straight = scoreBatch(deeds, today, plenty, book)
        const mixed = scoreBatch(
          order.map(at => deeds[at]!),
          today,
          plenty,
          book,
        )
        expect(mixed).toEqual(order.map(at => straight[at]))
      }),
    )
  })

  it('a batch decides as its deeds one by one would, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(scenes, ({ rules, deeds, state }) => {
        const book = bookOf(rules)
        const together = scoreBatch(deeds, today, state, book)
        expect(state.tallies.size).toBe(0)
        const tallies = new Map<string, number>()
        const budgets = new Map(state.budgets)
        const singly = deeds.map(deed => {
          const decision = scoreActivity(deed, today, { tallies, budgets }, book)
          for (const { key, amount } of decision.tallyUses) tallies.set(key, (tallies.get(key) ?? 0) + amount)
          const { budgetUse } = decision
          if (budgetUse) budgets.set(budgetUse.budget, budgets.get(budgetUse.budget)! - budgetUse.centipoints)
          return decision
        })
        expect(together).toEqual(singly)
      }),
    )
  })

  it('no tally or budget is read that was not announced', () => {
    fc.assert(
      fc.property(anyRules, anyDeed, anyBudgets, (rules, deed, state) => {
        const book = bookOf(rules)
        const asked = new Set<string>()
        const watched = (kind: ReadonlyMap<string, number>) =>
          Object.assign(new Map(kind), { get: (key: string) => (asked.add(key), kind.get(key)) })
        const watching = { tallies: watched(state.tallies), budgets: watched(state.budgets) }
        const { tallyUses } = scoreActivity(deed, today, watching, book)
        const announced = new Set([...tallyKeysOf(deed, book), ...budgetsOf(book)])
        for (const key of [...asked, ...tallyUses.map(({ key }) => key)]) expect(announced).toContain(key)
      }),
    )
  })

  it('a rule that may be published can count the heaviest weighing of the longest day', () => {
    const heaviest = weighing(500_000, { facts: { material: 'paper', weightG: 500_000 } })
    let refused = 0
    fc.assert(
      fc.property(anyRules, rules => {
        const published = rules.filter(({ body }) => {
          const actionType = actionTypes.find(({ code }) => code === body.actionType)!
          return !checkRule(body, actionType).some(({ code }) => code === 'award-too-large')
        })
        refused += rules.length - published.length
        const keys = tallyKeysOf(heaviest, bookOf(published)).filter(key => key.includes('/total/'))
        const tallies = new Map(keys.map(key => [key, 500_000 * 9_999]))
        const { receipt } = scoreActivity(heaviest, today, { ...plenty, tallies }, bookOf(published))
        expect(receipt.line?.rounded ?? 0).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
    expect(refused).toBeGreaterThan(0)
  })
})

describe('splitting a weighing', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 12 })
  const weighed = anyAward('weightG', fc.constant('household')).filter(
    award => award.kind !== 'perGram' && !flat(award),
  )

  it('gains nothing and loses nothing, whatever the award, weight and campaign', () => {
    const terms = fc.record({ weight: fc.nat(100), percent: fc.nat(1_000) })
    fc.assert(
      fc.property(weighed, parts, terms, (award, weights, { weight, percent }) => {
        const campaign = { code: 'm', percent, from: null, until: null, weekdays: null, when: [] }
        const body = { award, evidenceWeights: { operator: weight }, multipliers: [campaign] }
        const book = bookOf([paperRule(body)])
        const paid = (list: readonly number[]) =>
          summed(
            scoreBatch(
              list.map(grams => weighing(grams)),
              today,
              nothingYet,
              book,
            ),
            one => one.centipoints,
          )
        expect(paid(weights)).toBe(paid([weights.reduce((sum, grams) => sum + grams, 0)]))
      }),
      { numRuns: 500 },
    )
  })

  it('gains nothing among the people of one household, in any order', () => {
    fc.assert(
      fc.property(weighed, parts, (award, weights) => {
        const book = bookOf([paperRule({ award })])
        const deeds = weights.map((grams, at) => weighing(grams, { residentId: `res_${at % 3}` }))
        const paid = (list: typeof deeds) =>
          summed(scoreBatch(list, today, nothingYet, book), one => one.centipoints)
        expect(paid(deeds)).toBe(paid(deeds.toReversed()))
      }),
    )
  })
})

function flat(award: { kind: string; per?: unknown }): boolean {
  return award.kind === 'linear' && award.per === null
}

function withoutTotal<Award extends { kind: string }>(award: Award): Award {
  return 'dayTotalOf' in award ? { ...award, dayTotalOf: null } : award
}
