import { describe, expect, it } from 'vitest'
import { startOf } from '#shared/domain/calendar.ts'
import type { Award, RuleBody } from '#shared/domain/rule.ts'
import { scoreActivity } from '#shared/domain/scoring.ts'
import { bookOf, factor, factors, flat, nothingYet, ride, rule, today, weighing } from './scoring-district.ts'

function score(body: Partial<RuleBody>, activity = ride(), state = nothingYet) {
  return scoreActivity(activity, today, state, bookOf([rule('bike', body)]))
}

const perKm = (num: number, base = 0): Award => ({
  kind: 'linear',
  base,
  per: { fact: 'distanceM', num, den: 1_000 },
  dayTotalOf: null,
})

describe('a ride that a rule pays for', () => {
  it('earns the flat award, and grams beside it', () => {
    const decision = score({ award: flat(110) })
    expect(decision).toMatchObject({ centipoints: 110, grams: 494, tallyUses: [], budgetUse: null })
    expect(decision.receipt.carbon).toMatchObject({ kind: 'per', factor: 'bike-km', quantity: 5_300 })
  })

  it.each([
    ['a base and so much a kilometre', perKm(72, 100), 5_300, 481],
    ['exactly one hundredth of a point', perKm(10), 100, 1],
    ['a metre short of a hundredth of a point', perKm(10), 99, 0],
    [
      'a metre short of the next band',
      {
        kind: 'banded',
        fact: 'distanceM',
        bands: [
          { from: 0, centipoints: 50 },
          { from: 2_000, centipoints: 80 },
        ],
        dayTotalOf: null,
      },
      1_999,
      50,
    ],
    [
      'the first metre of a band',
      {
        kind: 'banded',
        fact: 'distanceM',
        bands: [
          { from: 0, centipoints: 50 },
          { from: 2_000, centipoints: 80 },
        ],
        dayTotalOf: null,
      },
      2_000,
      80,
    ],
    ['the grams it avoided', { kind: 'perGram', num: 10, den: 100 }, 5_300, 49],
  ] as const)('is paid by %s', (_, award: Award, distanceM, centipoints) => {
    expect(score({ award }, ride({ facts: { distanceM } })).centipoints).toBe(centipoints)
  })

  it('is rounded down once, after the weight of its evidence', () => {
    const decision = score({ award: perKm(3) }, ride({ evidence: 'device', facts: { distanceM: 999 } }))
    expect(decision.receipt.line).toMatchObject({
      weightPercent: 50,
      raw: { num: 2997, den: 2000 },
      rounded: 1,
    })
  })

  it('lasts to the end of the month, counted from the day it is booked', () => {
    expect(score({ expiryMonths: 24 }).receipt.expiresOn).toBe('2028-11-30')
  })

  it('keeps no trace of where it went', () => {
    const facts = { distanceM: 5_300, startDock: 'D1', endDock: 'D2' }
    expect(score({}, ride({ facts })).receipt.facts).toEqual({ distanceM: 5_300 })
  })

  it('refuses a sum beyond exact whole numbers instead of paying a wrong one', () => {
    const award = perKm(Number.MAX_SAFE_INTEGER)
    expect(() => score({ award })).toThrow(RangeError)
  })

  it('cannot be scored without its distance', () => {
    expect(() => score({ award: perKm(10) }, ride({ facts: {} }))).toThrow(RangeError)
  })
})

describe('which rule pays', () => {
  const at = (text: string) => ride({ occurredAt: new Date(text) })

  it('is the version in force when the deed was done, to the second', () => {
    const book = bookOf([
      rule('bike', { award: flat(100) }, { version: 1, effectiveFrom: startOf('2026-01-01') }),
      rule('bike', { award: flat(200) }, { version: 2, effectiveFrom: startOf('2026-06-01') }),
    ])
    const paid = (text: string) => scoreActivity(at(text), today, nothingYet, book).centipoints
    expect(paid('2026-05-31T23:59:59.999+08:00')).toBe(100)
    expect(paid('2026-06-01T00:00:00+08:00')).toBe(200)
    expect(paid('2025-12-31T23:59:59+08:00')).toBe(0)
  })

  it('is the earlier version again once a version with an end is over', () => {
    const summer = { version: 2, effectiveFrom: startOf('2026-06-01'), effectiveUntil: startOf('2026-09-01') }
    const book = bookOf([rule('bike', { award: flat(100) }), rule('bike', { award: flat(200) }, summer)])
    const paid = (text: string) => scoreActivity(at(text), today, nothingYet, book).centipoints
    expect(paid('2026-08-31T23:59:59+08:00')).toBe(200)
    expect(paid('2026-09-01T00:00:00+08:00')).toBe(100)
  })

  it('is the first by priority whose conditions hold; the receipt says why the others did not pay', () => {
    const book = bookOf([
      rule('c-short', { priority: 30, award: flat(10) }),
      rule('a-long', { priority: 10, when: [{ fact: 'distanceM', op: 'gte', value: 8_000 }] }),
      rule('b-photo', { priority: 20, evidenceWeights: { photo: 100 } }),
      rule('d-late', { priority: 40, when: [{ fact: 'durationS', op: 'gte', value: 60 }] }),
      rule('e-last', { priority: 30 }),
    ])
    const { receipt } = scoreActivity(ride(), today, nothingYet, book)
    expect(receipt.line?.rule).toBe('c-short')
    expect(receipt.notApplied.map(({ rule, reason }) => [rule, reason.kind])).toEqual([
      ['a-long', 'condition'],
      ['b-photo', 'evidence'],
      ['e-last', 'another-paid'],
      ['d-late', 'condition'],
    ])
    expect(receipt.notApplied[0]?.reason).toEqual({
      kind: 'condition',
      failed: { fact: 'distanceM', op: 'gte', value: 8_000, was: 5_300 },
    })
    expect(receipt.notApplied[3]?.reason).toMatchObject({ failed: { was: null } })
  })

  it.each([
    ['eq', 5_300, true],
    ['eq', 5_299, false],
    ['ne', 5_300, false],
    ['ne', 1, true],
    ['in', [1, 5_300], true],
    ['in', [1], false],
    ['gte', 5_300, true],
    ['gte', 5_301, false],
    ['gt', 5_300, false],
    ['gt', 5_299, true],
    ['lte', 5_300, true],
    ['lte', 5_299, false],
    ['lt', 5_300, false],
    ['lt', 5_301, true],
    ['between', [5_300, 5_300], true],
    ['between', [1, 5_299], false],
  ] as const)('is asked whether 5300 m are %s %j: %s', (op, value, pays) => {
    expect(score({ when: [{ fact: 'distanceM', op, value }] }).centipoints).toBe(pays ? 110 : 0)
  })

  it('is none for a deed without a rule, which still counts its grams', () => {
    const decision = scoreActivity(ride(), today, nothingYet, bookOf([]))
    expect(decision).toMatchObject({ centipoints: 0, grams: 494, receipt: { line: null, expiresOn: null } })
  })
})

describe('grams', () => {
  it('follow the factor that was valid when the deed was done', () => {
    const later = factor(
      'bike-km',
      { kind: 'per', fact: 'distanceM', num: 100, den: 1_000, floorGrams: 0 },
      { id: 'fac-later', version: 2, validFrom: startOf('2026-11-01') },
    )
    const book = bookOf([], { factors: [...factors, later] })
    const gramsOn = (day: string) =>
      scoreActivity(ride({ occurredAt: startOf(day) }), today, nothingYet, book).receipt.carbon
    expect(gramsOn('2026-10-31')).toMatchObject({ factorVersion: 'fac-bike-km', grams: 494 })
    expect(gramsOn('2026-11-01')).toMatchObject({ factorVersion: 'fac-later', grams: 530 })
  })

  it('never fall below the floor of their factor', () => {
    const book = bookOf([], {
      factors: [factor('bike-km', { kind: 'per', fact: 'distanceM', num: 72, den: 1_000, floorGrams: 46 })],
    })
    const grams = (distanceM: number) =>
      scoreActivity(ride({ facts: { distanceM } }), today, nothingYet, book).grams
    expect([grams(100), grams(638), grams(652), grams(653)]).toEqual([46, 46, 46, 47])
  })

  it('are unquantified where no factor is published for what was brought', () => {
    const other = weighing(500, { facts: { material: 'other', weightG: 500 } })
    const byGram = rule('by-gram', { actionType: 'recycling', award: { kind: 'perGram', num: 1, den: 1 } })
    const { grams, receipt } = scoreActivity(other, today, nothingYet, bookOf([byGram]))
    expect(grams).toBe(0)
    expect(receipt.carbon).toEqual({ kind: 'unquantified' })
    expect(receipt.notApplied[0]?.reason).toEqual({ kind: 'unquantified' })
  })
})

describe('a campaign', () => {
  const double = { code: 'double', percent: 200, from: null, until: null, weekdays: null, when: [] }
  const paidAt = (campaign: object, text: string) =>
    score({ multipliers: [{ ...double, ...campaign }] }, ride({ occurredAt: new Date(text) })).centipoints

  it('pays from the first instant of its first Shanghai day, and not on its end', () => {
    const window = { from: '2026-10-01', until: '2026-10-15' }
    expect(paidAt(window, '2026-09-30T23:59:59+08:00')).toBe(110)
    expect(paidAt(window, '2026-10-01T00:00:00+08:00')).toBe(220)
    expect(paidAt(window, '2026-10-14T23:59:59+08:00')).toBe(220)
    expect(paidAt(window, '2026-10-15T00:00:00+08:00')).toBe(110)
  })

  it('pays on its weekdays, and where its conditions hold', () => {
    expect(paidAt({ weekdays: [6, 7] }, '2026-11-22T12:00:00+08:00')).toBe(220)
    expect(paidAt({ weekdays: [6, 7] }, '2026-11-23T12:00:00+08:00')).toBe(110)
    expect(
      paidAt({ when: [{ fact: 'distanceM', op: 'gt', value: 5_300 }] }, '2026-11-23T12:00:00+08:00'),
    ).toBe(110)
  })

  it('multiplies with another, and the sum is rounded down once', () => {
    const campaigns = [
      { ...double, percent: 150 },
      { ...double, code: 'second', percent: 133 },
    ]
    expect(score({ award: flat(1), multipliers: campaigns }).receipt.line).toMatchObject({
      raw: { num: 399, den: 200 },
      rounded: 1,
    })
  })
})
