/** A day in Asia/Shanghai as `2026-11-23`; days sort as text. */
export type Day = string

/** China has kept one offset without summer time since 1992, and the programme starts later than that. */
const shanghaiOffsetMs = 8 * 3_600_000
export const dayMs = 86_400_000

function shifted(instant: Date): Date {
  return new Date(instant.getTime() + shanghaiOffsetMs)
}

/** The last day asked for: instants of one batch mostly share it, and writing a day out is slow. */
let lastDay = { fromMs: Number.NaN, day: '' }

/** The Shanghai day of an instant. */
export function dayOf(instant: Date): Day {
  const sinceMs = instant.getTime() - lastDay.fromMs
  if (sinceMs >= 0 && sinceMs < dayMs) return lastDay.day
  const day = shifted(instant).toISOString().slice(0, 10)
  lastDay = { fromMs: startOf(day).getTime(), day }
  return day
}

/** The first instant of a Shanghai day. */
export function startOf(day: Day): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - shanghaiOffsetMs)
}

/** True for `2026-02-28`, false for `2026-02-30` and for any other text. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** The last day of the month that lies `months` after the month of `day`. */
export function endOfMonth(day: Day, months: number): Day {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10)
}

/** Whole months from the month of one day to the month of another. */
export function monthsBetween(from: Day, until: Day): number {
  const months = (day: Day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  return months(until) - months(from)
}

/** Monday is 1, Sunday is 7. */
export function weekdayOf(day: Day): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
}

/**
 * The ISO week of a day, such as `2026-W48`: weeks start on Monday and belong to the year of their
 * Thursday.
 */
export function weekOf(day: Day): string {
  const thursday = addDays(day, 4 - weekdayOf(day))
  const firstOfYear = Date.parse(`${thursday.slice(0, 4)}-01-01T00:00:00Z`)
  const week = Math.floor((Date.parse(`${thursday}T00:00:00Z`) - firstOfYear) / (7 * dayMs)) + 1
  return `${thursday.slice(0, 4)}-W${String(week).padStart(2, '0')}`
}

export const periods = ['day', 'week', 'month', 'year'] as const
export type Period = (typeof periods)[number]

/** The name of the period a day lies in: `2026-11-23`, `2026-W48`, `2026-11` or `2026`. */
export function bucketOf(day: Day, per: Period): string {
  switch (per) {
    case 'day':
      return day
    case 'week':
      return weekOf(day)
    case 'month':
      return day.slice(0, 7)
    case 'year':
      return day.slice(0, 4)
    default:
      return per satisfies never
  }
}
