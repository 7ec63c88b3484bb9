import type { LoadResult } from './load.ts'

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function perSecond(rounds: readonly Pick<LoadResult, 'requests' | 'seconds'>[], each = 1): number {
  return median(rounds.map(({ requests, seconds }) => (requests * each) / seconds))
}

/** Processor time of an event or request, in microseconds. */
export function cpuMicroseconds(
  rounds: readonly { readonly requests: number; readonly cpuSeconds: number }[],
  each = 1,
): number {
  return median(rounds.map(({ requests, cpuSeconds }) => (cpuSeconds * 1e6) / (requests * each)))
}

/**
 * How many make a round of about three seconds, judged by the warm-up: a round is long enough, and a run
 * ends in time.
 */
export function aRound(
  warmUp: { readonly seconds: number },
  done: number,
  bounds: readonly [number, number],
): number {
  const [least, most] = bounds
  return Math.round(Math.min(most, Math.max(least, (done / warmUp.seconds) * roundSeconds)))
}

const roundSeconds = 3

/** Three figures that count, whatever their size. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

/** One thing that is promised: a measured figure and what it must reach, or must not pass. */
export interface Promised {
  readonly label: string
  readonly measured: number
  readonly target: number
  readonly atMost?: boolean
}

/** What a measure found: the promises, and the absolute figures they were made from. */
export interface Found {
  readonly promised: readonly Promised[]
  readonly figures: Readonly<Record<string, number>>
}

export function kept({ measured, target, atMost = false }: Promised): boolean {
  return atMost ? measured <= target : measured >= target
}

/** The table at the end. */
export function tableOf(found: ReadonlyMap<string, Found>): string {
  const rows = [['name', 'figure', 'measured', 'target', '', 'made from']]
  for (const [name, { promised, figures }] of found) {
    const from = Object.entries(figures)
      .map(([label, value]) => `${label} ${rounded(value).toLocaleString('en')}`)
      .join(', ')
    promised.forEach((one, at) => {
      const target = `${one.atMost ? '≤' : '≥'} ${one.target}`
      const first = at === 0
      rows.push([
        first ? name : '',
        one.label,
        String(rounded(one.measured)),
        target,
        kept(one) ? 'kept' : 'MISSED',
        first ? from : '',
      ])
    })
  }
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `{"ingest":{"ratio":…,"target":0.6,…},…}`: a second promise of a measure has its own pair of names. */
export function jsonOf(found: ReadonlyMap<string, Found>): string {
  const entries = [...found].map(([name, { promised, figures }]) => {
    const pairs = promised.flatMap(({ label, measured, target }, at) => [
      [label, rounded(measured)],
      [at === 0 ? 'target' : `${label}Target`, target],
    ])
    const rest = Object.entries(figures).map(([label, value]) => [label, rounded(value)])
    return [name, Object.fromEntries([...pairs, ...rest])]
  })
  return JSON.stringify(Object.fromEntries(entries))
}
