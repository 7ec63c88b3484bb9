import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, weekdayOf } from '#shared/domain/calendar.ts'
import { addWorkingDays, dayCalendar, isWorkingDay, workingDaysBetween } from '#shared/domain/working-days.ts'
import { holidays, publicCalendar } from '#seeds/reference/holidays.ts'

const days = fc.integer({ min: 0, max: 1_094 }).map(at => addDays('2025-01-01', at))

describe('the days that are worked', () => {
  it.each([
    ['2026-02-13', true, 'the Friday before the Spring Festival'],
    ['2026-02-14', true, 'a Saturday worked instead'],
    ['2026-02-16', false, 'the eve of the Spring Festival'],
    ['2026-02-23', false, 'a Monday of the festival'],
    ['2026-02-24', true, 'the day after it'],
    ['2026-02-28', true, 'another Saturday worked instead'],
    ['2026-10-08', true, 'the day after the national holiday'],
    ['2026-10-10', true, 'the Saturday worked for it'],
    ['2026-11-21', false, 'a plain Saturday'],
    ['2026-11-23', true, 'a plain Monday'],
    ['2025-10-08', false, 'the last day of eight'],
    ['2025-09-28', true, 'the Sunday worked for them'],
  ])('%s is worked: %s (%s)', (day, worked) => {
    expect(isWorkingDay(publicCalendar, day)).toBe(worked)
  })

  it('gives up no more than what is made up for, in years whose notice is known', () => {
    for (const { year, off, worked } of holidays.years.filter(({ worked }) => worked.length > 0)) {
      const { off: free } = dayCalendar('one year', [{ year, source: '', off, worked: [] }])
      const weekdaysFree = [...free].filter(day => weekdayOf(day) <= 5).length
      expect(
        worked.every(day => weekdayOf(day) > 5 && !free.has(day)),
        String(year),
      ).toBe(true)
      // 13 days of the law, of which those on a weekend are made up for as well.
      expect(weekdaysFree - worked.length, String(year)).toBe(13)
    }
  })

  it('names the notice of each year', () => {
    for (const { source, year } of holidays.years) expect(source, String(year)).toMatch(/国务院/)
  })
})

describe('counting working days', () => {
  it('a deadline of ten over the Spring Festival falls on the second of March', () => {
    expect(addWorkingDays(publicCalendar, '2026-02-11', 10)).toBe('2026-03-03')
  })

  it('a deadline of ten in plain weeks is two weeks later, from a Saturday as from the Friday before', () => {
    expect(addWorkingDays(publicCalendar, '2026-11-23', 10)).toBe('2026-12-07')
    expect(addWorkingDays(publicCalendar, '2026-11-21', 10)).toBe('2026-12-04')
    expect(addWorkingDays(publicCalendar, '2026-11-20', 10)).toBe('2026-12-04')
  })

  it('counts back what it counted on, and ends on a working day', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (day, count) => {
        const due = addWorkingDays(publicCalendar, day, count)
        expect(isWorkingDay(publicCalendar, due)).toBe(true)
        expect(workingDaysBetween(publicCalendar, day, due)).toBe(count)
        expect(workingDaysBetween(publicCalendar, day, addDays(due, -1))).toBe(count - 1)
      }),
    )
  })

  it('adds in steps as in one', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (day, a, b) => {
        const inSteps = addWorkingDays(publicCalendar, addWorkingDays(publicCalendar, day, a), b)
        expect(inSteps).toBe(addWorkingDays(publicCalendar, day, a + b))
      }),
    )
  })

  it('knows no deadline of none, of a half, or of more than a year and a half', () => {
    for (const count of [0, -1, 1.5, 401, Number.NaN])
      expect(() => addWorkingDays(publicCalendar, '2026-11-23', count)).toThrow(RangeError)
  })

  it('refuses a holiday that is turned around or does not end', () => {
    const of = (from: string, through: string) => () =>
      dayCalendar('wrong', [{ year: 2026, source: '', off: [[from, through]], worked: [] }])
    expect(of('2026-10-07', '2026-10-01')).toThrow(RangeError)
    expect(of('2026-10-01', '2027-10-01')).toThrow(RangeError)
  })
})
