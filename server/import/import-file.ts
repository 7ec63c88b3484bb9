import { setTimeout as pause } from 'node:timers/promises'
import type { PartnerActor } from '#shared/domain/actor.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import { ingestEvents } from '../activities/ingest.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { isRefusal } from '../refusal.ts'
import { countOutcome, countProblem, emptyReport, type ImportReport, reasonOf } from './import-report.ts'
import { type CsvFile, readRows, type Row } from './read-rows.ts'
import { cellOf, rowEvent, type RowReading } from './row-event.ts'
import { digestOf, riderOf, RowNames } from './row-identity.ts'

export interface ImportJob {
  readonly partner: PartnerActor
  readonly file: CsvFile
  readonly reading: RowReading
  /** In a demonstration: so many made-up residents did it. Null: the file says who. */
  readonly riders: number | null
  /** Aborted when the rest is to be left for another time. */
  readonly signal?: AbortSignal
  onProgress?(report: ImportReport, bytes: number): void
  /** A row that is refused, and why. */
  onRefused?(line: number, reason: string): void
}

/**
 * Reports the rows of a file for a partner, in their order, through the command that takes the partner's own
 * batches; what is known already stays as it is, so an import may be stopped and started again. Memory does
 * not grow with the file. Refuses `too-busy` and `unavailable` when the database could not be reached for a
 * while: start it again.
 */
export async function importFile(ctx: Context, job: ImportJob): Promise<ImportReport> {
  const { reading, file, signal } = job
  const report = emptyReport()
  const names = reading.map.eventId ? null : await noticeRows(job)
  for await (const { rows, bytes } of readRows(file, reading.columns)) {
    if (signal?.aborted) {
      report.stopped = true
      break
    }
    await importRows(ctx, job, { rows, names, report })
    job.onProgress?.(report, bytes)
  }
  return report
}

/** The first look: which rows are in the file more than once. */
async function noticeRows({ file, reading, signal }: ImportJob): Promise<RowNames> {
  const names = new RowNames()
  for await (const { rows } of readRows(file, reading.columns)) {
    if (signal?.aborted) break
    for (const row of rows) if ('fields' in row) names.notice(digestOf(row.fields))
  }
  return names
}

interface Chunk {
  readonly rows: readonly Row[]
  readonly names: RowNames | null
  readonly report: ImportReport
}

async function importRows(ctx: Context, job: ImportJob, { rows, names, report }: Chunk): Promise<void> {
  const sent: { line: number; event: unknown }[] = []
  for (const row of rows) {
    if ('problem' in row) {
      countProblem(report, row.line, row.problem)
      job.onRefused?.(row.line, row.problem)
    } else sent.push({ line: row.line, event: eventOf(row.fields, job, names) })
  }
  const outcomes = await pushPatiently(
    ctx,
    job,
    sent.map(({ event }) => event),
  )
  sent.forEach(({ line }, at) => {
    const outcome = outcomes[at]
    if (!outcome) return
    countOutcome(report, line, outcome)
    if (outcome.outcome === 'refused') job.onRefused?.(line, reasonOf(outcome))
  })
  report.rows += rows.length
  report.lastLine = rows.at(-1)?.line ?? report.lastLine
}

function eventOf(fields: readonly string[], { reading, riders }: ImportJob, names: RowNames | null): unknown {
  const { map, columns } = reading
  const digest = digestOf(fields)
  const id = names ? names.nameOf(digest) : cellOf(fields, columns, map.eventId?.column ?? '')
  const subject = riders === null ? cellOf(fields, columns, map.subject.column) : riderOf(digest, riders)
  return rowEvent(fields, { id, subject }, reading)
}

/**
 * A database that is busy with others, or away for a moment, is asked again: nothing of the batch was taken.
 */
async function pushPatiently(
  ctx: Context,
  job: ImportJob,
  events: readonly unknown[],
): Promise<DeedOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return events.length === 0 ? [] : await ingestEvents(ctx, job.partner, events)
    } catch (error) {
      const passing = isRefusal(error) && (error.code === 'too-busy' || error.code === 'unavailable')
      if (!passing || attempt >= limits.importTries || job.signal?.aborted) throw error
      await pause(limits.importPauseMs * attempt)
    }
  }
}
