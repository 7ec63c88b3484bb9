/** Points for people: at most two decimals, digits in groups of three. */
export function pointsText(centipoints: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(centipoints / 100)
}

export interface Weight {
  readonly amount: string
  readonly unit: 'g' | 'kg'
}

/** Below a kilogram in grams, else in kilograms with two decimals (cut off: never more than was saved). */
export function weightOf(grams: number): Weight {
  const format = (value: number) => new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value)
  if (Math.abs(grams) < 1_000) return { amount: format(grams), unit: 'g' }
  return { amount: format(Math.trunc(grams / 10) / 100), unit: 'kg' }
}

/** Fen as yuan with two decimals. */
export function yuanText(fen: number): string {
  return new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(fen / 100)
}

const timeZone = 'Asia/Shanghai'

type DateForm = 'day' | 'moment' | 'time' | 'month'

const forms: Readonly<Record<DateForm, Intl.DateTimeFormatOptions>> = {
  day: { year: 'numeric', month: 'short', day: 'numeric' },
  moment: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  month: { year: 'numeric', month: 'long' },
}

/** An ISO instant as the clock in 九龙坡 shows it. */
export function instantText(instant: string, form: DateForm, locale: string): string {
  return new Intl.DateTimeFormat(locale, { ...forms[form], timeZone }).format(new Date(instant))
}

/** A day such as `2026-11-30`, or a month such as `2026-11`. */
export function dayText(day: string, locale: string): string {
  const month = day.length === 7
  const noon = new Date(`${month ? `${day}-01` : day}T12:00:00+08:00`)
  return new Intl.DateTimeFormat(locale, { ...forms[month ? 'month' : 'day'], timeZone }).format(noon)
}

/** Long numbers are read in groups: `12345 67890`. */
export function groupedDigits(digits: string): string {
  return digits.replace(/(\d{5})(?=\d)/g, '$1 ')
}
