import { describe, expect, it } from 'vitest'
import {
  dayText,
  groupedDigits,
  instantText,
  pointsText,
  weightOf,
  yuanText,
} from '../../web/ui/formatting.ts'
import { placeOf } from '../../web/ui/place.ts'

describe('how numbers and days are written', () => {
  it.each([
    [110, '1.1'],
    [100, '1'],
    [0, '0'],
    [-5, '-0.05'],
    [123_456_789, '1,234,567.89'],
  ])('%i centipoints are %s points', (centipoints, text) => expect(pointsText(centipoints)).toBe(text))

  it.each([
    [0, '0', 'g'],
    [999, '999', 'g'],
    [1_000, '1', 'kg'],
    [46_239, '46.23', 'kg'],
    [-1_239, '-1.23', 'kg'],
  ])('%i grams are %s %s', (grams, amount, unit) => expect(weightOf(grams)).toEqual({ amount, unit }))

  it('writes money with two decimals', () => expect(yuanText(-1_250)).toBe('-12.50'))

  it('tells days and times as the clock in the district shows them', () => {
    expect(instantText('2026-11-22T16:05:00Z', 'moment', 'zh-CN')).toBe('11月23日 00:05')
    expect(dayText('2026-11-30', 'en')).toBe('Nov 30, 2026')
    expect(dayText('2026-11', 'zh-CN')).toBe('2026年11月')
  })

  it('groups the digits that somebody reads out', () =>
    expect(groupedDigits('4821907736')).toBe('48219 07736'))
})

describe('after signing in', () => {
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', undefined, ['/']])(
    'nobody is led away to %s',
    back => expect(placeOf(back)).toBe('/'),
  )

  it('one is back where one was', () => expect(placeOf('/rewards/rew_1?x=1')).toBe('/rewards/rew_1?x=1'))
})
