import type { Day } from './calendar.ts'

const monthPattern = /^20\d\d-(0[1-9]|1[0-2])$/

/** True on a Shanghai day before the month from which somebody is no longer under 14. */
export function isMinor(minorUntil: string, today: Day): boolean {
  return today.slice(0, 7) < minorUntil
}

/** A month ahead of today by at most so many years: somebody under 14 turns 14 within it. */
export function mayBeMinorUntil(minorUntil: string, today: Day, years: number): boolean {
  const latest = `${Number(today.slice(0, 4)) + years}${today.slice(4, 7)}`
  return monthPattern.test(minorUntil) && isMinor(minorUntil, today) && minorUntil <= latest
}
