import type { z } from 'zod'
import type {
  News,
  Statement,
  StatementLine,
  StatementLineDetail,
  StatementQuery,
  StatementSummary,
} from '#shared/contract/account.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import { formatCursor, parseCursor } from '#shared/domain/cursor.ts'
import type { ActivityId, ResidentId } from '#shared/domain/ids.ts'
import { liveLots } from '#shared/domain/postings-lots.ts'
import {
  changeOf,
  lineIdOf,
  referenceOf,
  statementKindOf,
  statementKinds,
  subjectOf,
  templatesOf,
} from '#shared/domain/statement.ts'
import type { Reader } from '../db/database.ts'
import { cut, pageOf } from '../http/page.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import {
  balanceAfter,
  earnedSince,
  findLine,
  firstPostedAt,
  listLines,
  lotsOf,
  monthWindow,
  newestPlace,
  sumsByTemplate,
  type TransferRow,
} from './statement-queries.ts'
import { actionTypesOf, nameSubjects } from './statement-subjects.ts'
import { readLots } from './wallets.ts'

const placeOf = (row: TransferRow) => ({ at: row.postedAt.getTime(), id: row.reference })

/** One page of a resident's statement, the newest first; the first page says what it all comes to. */
export async function readStatement(
  reader: Reader,
  residentId: ResidentId,
  query: z.infer<typeof StatementQuery>,
  now: Date,
): Promise<z.infer<typeof Statement>> {
  const { after, limit } = pageOf(query)
  const month = query.month ?? null
  const rows = await listLines(reader, residentId, {
    templates: query.kind ? templatesOf(query.kind) : null,
    month,
    before: after,
    rows: limit + 1,
  })
  const { shown, next } = cut(rows, limit, placeOf)
  const items = await linesOf(reader, residentId, shown)
  const summary = after === null ? await summaryOf(reader, residentId, month, now) : null
  return { items, next, summary }
}

async function linesOf(
  reader: Reader,
  residentId: ResidentId,
  rows: readonly TransferRow[],
): Promise<StatementLine[]> {
  const subjects = await nameSubjects(
    reader,
    rows.map(row => row.reference),
  )
  return rows.map((row, at) => ({
    id: lineIdOf(row.reference),
    kind: statementKindOf(row.template) ?? 'adjusted',
    template: row.template,
    ...changeOf(row, residentId),
    occurredAt: row.occurredAt.toISOString(),
    postedAt: row.postedAt.toISOString(),
    subject: subjects[at] ?? { kind: 'other' },
  }))
}

/**
 * Points past their day whose expiry is not booked yet count as expired, as they do in the wallet: the same
 * balance stands on every page.
 */
async function summaryOf(
  reader: Reader,
  residentId: ResidentId,
  month: string | null,
  now: Date,
): Promise<StatementSummary> {
  const window = month === null ? { from: null, until: null } : monthWindow(month)
  const first = await firstPostedAt(reader, residentId)
  const sums = await sumsByTemplate(reader, residentId, window)
  const earlier = window.from
    ? await sumsByTemplate(reader, residentId, { from: null, until: window.from })
    : []
  const opening = earlier.reduce((sum, one) => sum + one.centipoints, 0)
  const byKind = Object.fromEntries(statementKinds.map(kind => [kind, 0])) as Record<
    (typeof statementKinds)[number],
    number
  >
  for (const { template, centipoints } of sums) {
    const kind = statementKindOf(template)
    if (kind) byKind[kind] += centipoints
  }
  if (window.until === null || window.until > now) byKind.expired -= await unbooked(reader, residentId, now)
  const changed = statementKinds.reduce((sum, kind) => sum + byKind[kind], 0)
  return {
    opening,
    ...byKind,
    closing: opening + changed,
    firstMonth: first ? dayOf(first).slice(0, 7) : null,
  }
}

async function unbooked(reader: Reader, residentId: ResidentId, now: Date): Promise<number> {
  const lots = await readLots(reader, residentId)
  const sum = (some: typeof lots) => some.reduce((all, lot) => all + lot.remaining, 0)
  return sum(lots) - sum(liveLots(lots, dayOf(now)))
}

/** One line with the points it moved. Refuses `not-found` for any that is not the resident's. */
export async function readStatementLine(
  reader: Reader,
  residentId: ResidentId,
  lineId: string,
): Promise<z.infer<typeof StatementLineDetail>> {
  const row = (await findLine(reader, residentId, referenceOf(lineId))) ?? refuse('not-found')
  const [line] = await linesOf(reader, residentId, [row])
  return {
    ...(line ?? refuse('not-found')),
    balanceAfter: await balanceAfter(reader, residentId, placeOf(row)),
    lots: await lotsOf(reader, row.reference),
  }
}

/** What was earned after a place of the statement; without one only where it ends now. */
export async function readNews(
  reader: Reader,
  residentId: ResidentId,
  since: string | undefined,
  now: Date,
): Promise<z.infer<typeof News>> {
  const end = await newestPlace(reader, residentId, now)
  const newest = end && formatCursor(end)
  const place = parseCursor(since ?? '')
  if (!place) return { newest, centipoints: 0, actions: [], complete: true }
  const rows = await earnedSince(reader, residentId, place, limits.pageRowsMax)
  const activities = new Map(rows.map(row => [row.reference, subjectOf(row.reference)]))
  const ids = [...activities.values()].flatMap(subject => (subject.kind === 'activity' ? [subject.id] : []))
  const types = await actionTypesOf(reader, [...new Set(ids)] as ActivityId[])
  const actions = new Map<string, { actionType: string; deeds: number; centipoints: number }>()
  for (const { reference, centipoints } of rows) {
    const subject = activities.get(reference)
    const actionType = subject?.kind === 'activity' ? (types.get(subject.id) ?? '') : ''
    const sum = actions.get(actionType) ?? { actionType, deeds: 0, centipoints: 0 }
    actions.set(actionType, { actionType, deeds: sum.deeds + 1, centipoints: sum.centipoints + centipoints })
  }
  return {
    newest,
    centipoints: rows.reduce((sum, row) => sum + row.centipoints, 0),
    actions: [...actions.values()].sort((a, b) => b.centipoints - a.centipoints),
    complete: rows.length < limits.pageRowsMax,
  }
}
