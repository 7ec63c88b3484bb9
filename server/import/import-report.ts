import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import type { RowProblem } from './read-rows.ts'

interface Reason {
  rows: number
  readonly firstLine: number
}

/** What became of the rows of a file. */
export interface ImportReport {
  rows: number
  credited: number
  /** Of the credited ones, those that pay nothing: over a cap, or a condition of the rule is not met. */
  creditedNothing: number
  held: number
  duplicate: number
  conflict: number
  refused: number
  /** Refused ones by code and fact, unreadable ones by problem. */
  readonly reasons: Map<string, Reason>
  centipoints: number
  grams: number
  /** The last line that was handled. */
  lastLine: number
  /** Stopped by the person at the keyboard. */
  stopped: boolean
}

export function emptyReport(): ImportReport {
  return {
    rows: 0,
    credited: 0,
    creditedNothing: 0,
    held: 0,
    duplicate: 0,
    conflict: 0,
    refused: 0,
    reasons: new Map(),
    centipoints: 0,
    grams: 0,
    lastLine: 0,
    stopped: false,
  }
}

export function countProblem(report: ImportReport, line: number, problem: RowProblem): void {
  report.refused++
  countReason(report, line, problem)
}

export function countOutcome(report: ImportReport, line: number, outcome: DeedOutcome): void {
  switch (outcome.outcome) {
    case 'credited':
      report.credited++
      report.centipoints += outcome.centipoints ?? 0
      report.grams += outcome.grams ?? 0
      if (!outcome.centipoints) report.creditedNothing++
      return
    case 'retracted':
      throw new Error('no row withdraws anything')
    case 'refused':
      countReason(report, line, reasonOf(outcome))
      break
  }
  report[outcome.outcome]++
}

export function reasonOf({ code = 'internal', fact }: DeedOutcome): string {
  return fact ? `${code} (${fact})` : code
}

function countReason(report: ImportReport, line: number, name: string): void {
  const reason = report.reasons.get(name) ?? { rows: 0, firstLine: line }
  reason.rows++
  report.reasons.set(name, reason)
}

const labelWidth = 34
const numberWidth = 12

/** The table at the end of an import, line by line. */
export function reportTable(report: ImportReport): string[] {
  const row = (label: string, value: number, note = '') =>
    `${label.padEnd(labelWidth)}${value.toLocaleString('en-US').padStart(numberWidth)}${note && `  ${note}`}`
  const reasons = [...report.reasons].sort(([, a], [, b]) => b.rows - a.rows)
  return [
    row('rows', report.rows),
    row(
      'credited',
      report.credited,
      `of these ${report.creditedNothing.toLocaleString('en-US')} with 0 points`,
    ),
    row('held for review', report.held),
    row('duplicate (known already)', report.duplicate),
    row('conflict (known, other content)', report.conflict),
    row('refused', report.refused),
    ...reasons.map(([name, { rows, firstLine }]) => row(`  ${name}`, rows, `first in line ${firstLine}`)),
    row('centipoints', report.centipoints, `${(report.centipoints / 100).toFixed(2)} points`),
    row('grams CO2e', report.grams),
  ]
}
