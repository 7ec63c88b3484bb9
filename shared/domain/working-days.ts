import { addDays, type Day, weekdayOf } from './calendar.ts'

/** What one year's notice of the State Council changes about plain weeks; ranges include both their ends. */
export interface YearOfHolidays {
  readonly year: number
  /** The notice, by its number and day; or the law alone, where no notice is known yet. */
  readonly source: string
  readonly off: readonly (readonly [from: Day, through: Day])[]
  /** Saturdays and Sundays that are worked instead (调休). */
  readonly worked: readonly Day[]
}

/** Which Shanghai days are worked. A year it does not know has plain weeks: Saturday and Sunday are free. */
export interface DayCalendar {
  readonly version: string
  readonly off: ReadonlySet<Day>
  readonly worked: ReadonlySet<Day>
}

/** Longer than any deadline; counting further is a slip. */
const countMax = 400
/** No holiday is longer. */
const holidayDaysMax = 14

/** Throws a RangeError for a range that is turned around or longer than two weeks. */
export function dayCalendar(version: string, years: readonly YearOfHolidays[]): DayCalendar {
  const off = new Set<Day>()
  for (const [from, through] of years.flatMap(year => year.off)) {
    let day = from
    for (let days = 1; day <= through; days++, day = addDays(day, 1)) {
      if (days > holidayDaysMax) throw new RangeError(`the holiday from ${from} does not end`)
      off.add(day)
    }
    if (through < from) throw new RangeError(`the holiday from ${from} ends before it begins`)
  }
  return { version, off, worked: new Set(years.flatMap(year => year.worked)) }
}

export function isWorkingDay(calendar: DayCalendar, day: Day): boolean {
  if (calendar.worked.has(day)) return true
  return weekdayOf(day) <= 5 && !calendar.off.has(day)
}

/**
 * The day on which the count-th working day after `day` falls; `day` itself does not count, worked or not.
 * `count` is a whole number from 1 to 400, or it is a RangeError.
 */
export function addWorkingDays(calendar: DayCalendar, day: Day, count: number): Day {
  if (!Number.isInteger(count) || count < 1 || count > countMax) {
    throw new RangeError(`working days should be from 1 to ${countMax}, got ${count}`)
  }
  let last = day
  for (let left = count; left > 0;) {
    last = addDays(last, 1)
    if (isWorkingDay(calendar, last)) left--
  }
  return last
}

/** How many working days lie after `from` up to and including `through`; none when `through` is not later. */
export function workingDaysBetween(calendar: DayCalendar, from: Day, through: Day): number {
  let count = 0
  let day = from
  while (day < through && count < countMax) {
    day = addDays(day, 1)
    if (isWorkingDay(calendar, day)) count++
  }
  return count
}
