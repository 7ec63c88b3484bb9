import { describe, expect, it } from 'vitest'
import type { Award, RuleBody } from '#shared/domain/rule.ts'
import { budgetOf, budgetsOf, scoreActivity, scoreBatch, tallyKeysOf } from '#shared/domain/scoring.ts'
import { bookOf, cap, nothingYet, paperRule, ride, rule, today, used, weighing } from './scoring-district.ts'

function score(body: Partial<RuleBody>, activity = ride(), state = nothingYet) {
  return scoreActivity(activity, today, state, bookOf([rule('bike', body)]))
}

const hundredthsPerKm = (num: number): Award => ({
  kind: 'linear',
  base: 0,
  per: { fact: 'distanceM', num, den: 1_000 },
  dayTotalOf: null,
})

describe('a cap', () => {
  it('pays what is left of the day and says which cap cut', () => {
    const decision = score({ caps: [cap(150)] }, ride(), used({ [`bike/day/res_zhou/${today}`]: 60 }))
    expect(decision.centipoints).toBe(90)
    expect(decision.tallyUses).toEqual([{ key: `bike/day/res_zhou/${today}`, limit: 150, amount: 90 }])
    expect(decision.receipt.line?.cut).toEqual({ by: 'cap', cap: 'day' })
  })

  it('cuts points and never grams', () => {
    const decision = score({ caps: [cap(150)] }, ride(), used({ [`bike/day/res_zhou/${today}`]: 150 }))
    expect(decision).toMatchObject({ centipoints: 0, grams: 494, tallyUses: [] })
  })

  it('of four rides a day pays the fourth and not the fifth, and counts anew on the next day', () => {
    const book = bookOf([rule('bike', { caps: [cap(4, { unit: 'times' })] })])
    const rides = [...Array(5).fill(ride()), ride({ occurredAt: new Date('2026-11-24T00:00:00+08:00') })]
    expect(scoreBatch(rides, today, nothingYet, book).map(({ centipoints }) => centipoints)).toEqual([
      110, 110, 110, 110, 0, 110,
    ])
  })

  it('of times does not count a deed that earned nothing', () => {
    const award = hundredthsPerKm(10)
    const caps = [cap(1, { unit: 'times' })]
    const decision = score({ award, caps }, ride({ facts: { distanceM: 99 } }))
    expect(decision).toMatchObject({ centipoints: 0, tallyUses: [], receipt: { line: { cut: null } } })
  })

  it('counts only what a later cap left', () => {
    const caps = [cap(1_000), cap(30, { code: 'week', per: 'week' })]
    expect(score({ caps }).tallyUses.map(({ key, amount }) => [key, amount])).toEqual([
      [`bike/day/res_zhou/${today}`, 30],
      ['bike/week/res_zhou/2026-W48', 30],
    ])
  })

  it('per event needs no memory', () => {
    const decision = score({ caps: [cap(70, { per: 'event' })] })
    expect(decision).toMatchObject({ centipoints: 70, tallyUses: [] })
    expect(tallyKeysOf(ride(), bookOf([rule('bike', { caps: [cap(70, { per: 'event' })] })]))).toEqual([])
  })

  it('of the household counts for one alone who has none; of a device it binds nobody without one', () => {
    const book = bookOf([
      rule('bike', { caps: [cap(500, { of: 'household' }), cap(1, { code: 'till', of: 'device' })] }),
    ])
    expect(tallyKeysOf(ride(), book)).toEqual([`bike/day/res_zhou/${today}`])
    expect(tallyKeysOf(ride({ householdId: 'hou_willow', deviceId: 'dev_1' }), book)).toEqual([
      `bike/day/hou_willow/${today}`,
      `bike/till/dev_1/${today}`,
    ])
  })

  it('that was lowered below what is used pays nothing and takes nothing back', () => {
    const decision = score({ caps: [cap(50)] }, ride(), used({ [`bike/day/res_zhou/${today}`]: 80 }))
    expect(decision).toMatchObject({ centipoints: 0, tallyUses: [] })
  })
})

describe('a budget', () => {
  const rules = [rule('bike', { budget: 'bud_bank', caps: [cap(1_000)] })]

  it('pays its last whole award, then nothing, never half', () => {
    const decisions = scoreBatch([ride(), ride(), ride()], today, used({}, { bud_bank: 300 }), bookOf(rules))
    expect(decisions.map(({ centipoints }) => centipoints)).toEqual([110, 110, 0])
    expect(decisions[2]).toMatchObject({
      grams: 494,
      tallyUses: [],
      budgetUse: null,
      receipt: {
        line: { cut: { by: 'budget-empty', budget: 'bud_bank' }, caps: [{ usedBefore: 220, used: 0 }] },
      },
    })
  })

  it('that nobody filled pays nothing', () => {
    expect(scoreActivity(ride(), today, nothingYet, bookOf(rules)).centipoints).toBe(0)
  })

  it('is named before the scoring, so that it can be locked', () => {
    expect(budgetOf(ride(), bookOf(rules))).toBe('bud_bank')
    expect(budgetsOf(bookOf(rules))).toEqual(['bud_bank'])
  })
})

describe('what is weighed', () => {
  const total = `paper/total/hou_willow/${today}`

  it('pays what it adds to the day of the household', () => {
    const decision = scoreActivity(weighing(3), today, used({ [total]: 5 }), bookOf([paperRule()]))
    // 8 g are worth 1.12 hundredths, 5 g were worth 0.7: the one hundredth falls to this weighing.
    expect(decision.receipt.line).toMatchObject({ totalBefore: 5, quantity: 3, rounded: 1 })
    expect(decision.tallyUses).toEqual([{ key: total, limit: null, amount: 3 }])
  })

  it('pays a base once a day', () => {
    const award: Award = {
      kind: 'linear',
      base: 50,
      per: { fact: 'weightG', num: 100, den: 1_000 },
      dayTotalOf: 'household',
    }
    const decisions = scoreBatch(
      [weighing(1_000), weighing(1_000)],
      today,
      nothingYet,
      bookOf([paperRule({ award })]),
    )
    expect(decisions.map(({ centipoints }) => centipoints)).toEqual([150, 100])
  })

  it('counts for the day although a cap or an empty budget paid nothing for it', () => {
    const book = bookOf([paperRule({ budget: 'bud_bank' })])
    const decision = scoreActivity(weighing(2_000), today, nothingYet, book)
    expect(decision).toMatchObject({ centipoints: 0, tallyUses: [{ key: total, amount: 2_000 }] })
  })

  it('is read from the total of its own day', () => {
    expect(tallyKeysOf(weighing(1), bookOf([paperRule({ caps: [cap(9, { of: 'household' })] })]))).toEqual([
      `paper/day/hou_willow/${today}`,
      total,
    ])
  })
})
