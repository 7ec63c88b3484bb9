import { describe, expect, it } from 'vitest'
import { referenceData } from '#seeds/reference/data.ts'
import type { Facts } from '#shared/domain/action-type.ts'
import { checkRule } from '#shared/domain/rule-check.ts'
import { compileRuleBook } from '#shared/domain/scoring-book.ts'
import { scoreBatch } from '#shared/domain/scoring.ts'

const actionTypes = new Map(referenceData.actionTypes.map(type => [type.code, type]))
const book = compileRuleBook({
  actionTypes,
  factors: referenceData.factors.map(factor => ({ ...factor, id: `fac-${factor.code}` })),
  rules: referenceData.rules.map(rule => ({ ...rule, id: `rul-${rule.code}`, version: 1 })),
})

/**
 * What a resident gets for these deeds, done one after the other on one day: points in hundredths, and
 * grams.
 */
function day(actionType: string, deeds: readonly Facts[]) {
  const { evidence } = actionTypes.get(actionType)!
  const activities = deeds.map(facts => ({
    actionType,
    residentId: 'res-1',
    householdId: 'hou-1',
    merchantId: 'mer-1',
    deviceId: 'dev-1',
    occurredAt: new Date('2026-11-23T04:00:00Z'),
    evidence: evidence[0]!,
    facts,
  }))
  const state = { tallies: new Map(), budgets: new Map() }
  return scoreBatch(activities, '2026-11-23', state, book).map(({ centipoints, grams }) => [
    centipoints,
    grams,
  ])
}

describe('the city’s scale, shipped in force', () => {
  it('could be published as it stands: no rule has a problem', () => {
    const problems = referenceData.rules.map(({ code, body }) => ({
      code,
      problems: checkRule(body, actionTypes.get(body.actionType)!),
    }))
    expect(problems.filter(rule => rule.problems.length > 0)).toEqual([])
  })

  it('pays 1.1 points and 120 g for each of four bus rides, and grams alone for the fifth', () => {
    const paid = [110, 120]
    expect(day('bus-ride', [{}, {}, {}, {}, {}])).toEqual([paid, paid, paid, paid, [0, 120]])
  })

  it('pays a metro ride by the trip and counts its grams by the kilometre', () => {
    expect(day('metro-ride', [{ distanceM: 11_225 }, { distanceM: 970 }])).toEqual([
      [110, 808],
      [110, 69],
    ])
    expect(day('metro-ride', [{ distanceM: 0 }])[0]?.[0]).toBe(0)
  })

  it('pays a bike ride from 500 m on, in three bands', () => {
    const metres = [499, 500, 1_999, 2_000, 5_000].map(distanceM => day('bike-ride', [{ distanceM }])[0]?.[0])
    expect(metres).toEqual([0, 50, 50, 80, 110])
  })

  it('pays a weighing no more when it is split, and each material by its own rate', () => {
    const points = (deeds: readonly Facts[]) =>
      day('recycling', deeds).reduce((sum, [centipoints]) => sum + (centipoints ?? 0), 0)
    const paper = (weightG: number) => ({ material: 'paper', weightG })
    expect(points([paper(3_000)])).toBe(420)
    expect(points([paper(1_001), paper(999), paper(1_000)])).toBe(420)
    expect(points([paper(500_000)])).toBe(1_500)
    expect(points([{ material: 'aluminium', weightG: 1_000 }])).toBe(300)
  })

  it('pays own cups and clean plates at the counter, and sorted waste but not the residual', () => {
    const paid = [30, 0]
    expect(day('own-cup', [{}, {}, {}])).toEqual([paid, paid, [0, 0]])
    expect(day('clean-plate', [{}, {}, {}, {}]).at(-1)).toEqual([0, 144])
    expect(day('waste-sorting', [{ kind: 'kitchen' }, { kind: 'residual' }])).toEqual([
      [20, 0],
      [0, 0],
    ])
  })
})
