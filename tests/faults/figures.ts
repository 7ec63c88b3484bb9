import { setTimeout as wait } from 'node:timers/promises'

/** One thing that a fault must show, and what it showed. */
export interface Figure {
  readonly what: string
  readonly target: string
  readonly measured: string
  readonly passed: boolean
  /** Depends on how fast the machine is: told by `npm run faults`, not held by `npm test`. */
  readonly timed?: boolean
}

/** What a fault is played with. */
export interface Stage {
  /** The long form, for figures; the short one takes seconds and proves the same. */
  readonly deep: boolean
  /** A data folder with a district in it, to be copied; see `world.ts`. */
  readonly template: string
  say(text: string): void
}

export interface Fault {
  readonly name: string
  readonly title: string
  /** Why it cannot be played on this machine; null when it can. */
  obstacle?(): string | null
  play(stage: Stage): Promise<Figure[]>
}

/** The count of what must not happen. */
export function none(what: string, found: readonly unknown[] | number): Figure {
  const count = typeof found === 'number' ? found : found.length
  const example = typeof found === 'number' || count === 0 ? '' : ` (${String(found[0]).slice(0, 200)})`
  return { what, target: '0', measured: `${count}${example}`, passed: count === 0 }
}

/** The count of what must happen, or the test would be blind. */
export function some(what: string, count: number, least = 1): Figure {
  return { what, target: `≥ ${least}`, measured: String(count), passed: count >= least }
}

export function holds(what: string, passed: boolean, measured = passed ? 'yes' : 'no'): Figure {
  return { what, target: 'yes', measured, passed }
}

export function within(what: string, ms: number, mostMs: number): Figure {
  const [target, measured] = [`≤ ${mostMs} ms`, `${Math.round(ms)} ms`]
  return { what, target, measured, passed: ms <= mostMs, timed: true }
}

const patienceMs = 60_000

/** Waits until something is so; throws when it takes far too long. */
export async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!(await so())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`)
    await wait(10)
  }
}

/** The value below which a share of them lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function tableOf(rows: readonly (Figure & { readonly fault: string })[]): string {
  const cells = rows.map(row => [
    row.fault,
    row.what,
    row.target,
    row.measured,
    row.passed ? 'passed' : 'FAILED',
  ])
  const all = [['fault', 'what', 'target', 'measured', ''], ...cells]
  const widths = [0, 1, 2, 3].map(at => Math.max(...all.map(row => row[at]?.length ?? 0)))
  return all
    .map(row =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
