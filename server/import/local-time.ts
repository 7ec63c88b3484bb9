/** Reads a time as an operator's file writes it; null when it is not one. */
export type TimeReader = (text: string) => Date | null

const minuteMs = 60_000
const quarterHourMs = 15 * minuteMs
const tokens = /yyyy|MM|M|dd|d|HH|H|mm|ss/g
const digitsOf: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
}

/**
 * Makes a reader for `iso`, `epoch-seconds`, `epoch-milliseconds`, or a pattern of `yyyy MM dd HH mm ss` (and
 * `M`, `d`, `H` without a leading zero) read from a clock in `zone`, an IANA name. Throws `RangeError` for a
 * pattern without a whole day and for an unknown zone.
 */
export function timeReader(format: string, zone: string): TimeReader {
  if (format === 'iso') return text => validDate(/[Zz]$|[+-]\d\d:?\d\d$/.test(text) ? Date.parse(text) : NaN)
  if (format === 'epoch-seconds') return text => validDate(wholeNumber(text) * 1_000)
  if (format === 'epoch-milliseconds') return text => validDate(wholeNumber(text))
  const pattern = patternOf(format)
  const offsetAt = offsets(zone)
  return text => {
    const wallMs = wallTime(pattern.exec(text)?.groups)
    if (wallMs === null) return null
    // The offset of the guess may be the one before a change of the clocks: the second look is right. An hour
    // that the clocks left out is read as the hour before it.
    const guess = wallMs - offsetAt(wallMs)
    return validDate(wallMs - offsetAt(guess))
  }
}

function validDate(ms: number): Date | null {
  const at = new Date(ms)
  return Number.isFinite(at.getTime()) ? at : null
}

function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN
}

function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const source = escaped.replace(tokens, token => digitsOf[token] ?? token)
  for (const part of ['year', 'month', 'day']) {
    if (!source.includes(`<${part}>`)) throw new RangeError(`${format} does not say the ${part}`)
  }
  return new RegExp(`^${source}$`)
}

/** The digits as if the clock hung in Greenwich; null for a day or hour that does not exist. */
function wallTime(groups: Readonly<Record<string, string>> | undefined): number | null {
  if (!groups) return null
  const part = (name: string) => Number(groups[name] ?? 0)
  const [year, month, day] = [part('year'), part('month'), part('day')]
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')]
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(ms)
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day
  return real && hour < 24 && minute < 60 && second < 60 ? ms : null
}

/**
 * How far a zone's clock is ahead of Greenwich at an instant. The last quarter of an hour asked for is
 * remembered.
 */
function offsets(zone: string): (instantMs: number) => number {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  let last = { quarter: NaN, offsetMs: 0 }
  return instantMs => {
    const quarter = Math.floor(instantMs / quarterHourMs)
    if (quarter !== last.quarter) {
      const from = quarter * quarterHourMs
      const parts = Object.fromEntries(clock.formatToParts(from).map(({ type, value }) => [type, value]))
      last = { quarter, offsetMs: (wallTime(parts) ?? from) - from }
    }
    return last.offsetMs
  }
}
