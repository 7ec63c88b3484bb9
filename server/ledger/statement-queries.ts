import { and, asc, desc, eq, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import { addDays, endOfMonth, startOf } from '#shared/domain/calendar.ts'
import type { Cursor } from '#shared/domain/cursor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { account, type Template } from '#shared/domain/postings.ts'
import type { Reader } from '../db/database.ts'
import { lotMove, transfer } from './tables.ts'

/**
 * The lines that are a resident's own: what moved points to spend or in review, and what made a debt. The
 * other half of a repayment, which lets the debt shrink, is told with the first.
 */
function ownLines(residentId: ResidentId): SQL | undefined {
  const [spendable, held] = [account.spendable(residentId), account.held(residentId)]
  return and(
    eq(transfer.residentId, residentId),
    eq(transfer.asset, 'PTS'),
    or(
      inArray(transfer.credit, [spendable, held, account.debt(residentId)]),
      inArray(transfer.debit, [spendable, held]),
    ),
  )
}

/** From the first instant of a Shanghai month to the first of the next. */
export function monthWindow(month: string): { readonly from: Date; readonly until: Date } {
  const first = `${month}-01`
  return { from: startOf(first), until: startOf(addDays(endOfMonth(first, 0), 1)) }
}

const comparing = { '<': sql`<`, '<=': sql`<=`, '>': sql`>` }

/** Rows before, or after, a place of the statement. */
function beside(sign: keyof typeof comparing, { at, id }: Cursor): SQL {
  const posted = sql.param(new Date(at), transfer.postedAt)
  return sql`(${transfer.postedAt}, ${transfer.reference}) ${comparing[sign]} (${posted}, ${id})`
}

export type TransferRow = typeof transfer.$inferSelect

/** A resident's lines, newest first. `templates` and `month` narrow them; `before` is where a page ended. */
export function listLines(
  reader: Reader,
  residentId: ResidentId,
  wanted: {
    readonly templates: readonly Template[] | null
    readonly month: string | null
    readonly before: Cursor | null
    readonly rows: number
  },
): PromiseLike<TransferRow[]> {
  const { templates, month, before, rows } = wanted
  const window = month === null ? null : monthWindow(month)
  return reader
    .select()
    .from(transfer)
    .where(
      and(
        ownLines(residentId),
        templates === null ? undefined : inArray(transfer.template, [...templates]),
        window === null
          ? undefined
          : and(gte(transfer.postedAt, window.from), lt(transfer.postedAt, window.until)),
        before === null ? undefined : beside('<', before),
      ),
    )
    .orderBy(desc(transfer.postedAt), desc(transfer.reference))
    .limit(rows)
}

export async function findLine(
  reader: Reader,
  residentId: ResidentId,
  reference: string,
): Promise<TransferRow | null> {
  const [row] = await reader
    .select()
    .from(transfer)
    .where(and(ownLines(residentId), eq(transfer.reference, reference)))
  return row ?? null
}

/** The lots a line filled or drew on, the earliest to expire first. */
export function lotsOf(reader: Reader, reference: string) {
  return reader
    .select({ expiresOn: lotMove.expiresOn, centipoints: lotMove.amount })
    .from(lotMove)
    .where(eq(lotMove.reference, reference))
    .orderBy(asc(lotMove.expiresOn))
}

const change = (spendable: string) =>
  sql<number>`sum(case when ${transfer.credit} = ${spendable} then ${transfer.amount}
    else -${transfer.amount} end)`.mapWith(Number)

function spendableLines(residentId: ResidentId): SQL | undefined {
  const spendable = account.spendable(residentId)
  return and(
    eq(transfer.residentId, residentId),
    or(eq(transfer.credit, spendable), eq(transfer.debit, spendable)),
  )
}

/** What the points to spend changed by, for each template, within a window; open ends are null. */
export function sumsByTemplate(
  reader: Reader,
  residentId: ResidentId,
  window: { readonly from: Date | null; readonly until: Date | null },
) {
  return reader
    .select({ template: transfer.template, centipoints: change(account.spendable(residentId)) })
    .from(transfer)
    .where(
      and(
        spendableLines(residentId),
        window.from === null ? undefined : gte(transfer.postedAt, window.from),
        window.until === null ? undefined : lt(transfer.postedAt, window.until),
      ),
    )
    .groupBy(transfer.template)
}

/** Points to spend right after a line, the line included. */
export async function balanceAfter(reader: Reader, residentId: ResidentId, place: Cursor): Promise<number> {
  const [row] = await reader
    .select({ centipoints: change(account.spendable(residentId)) })
    .from(transfer)
    .where(and(spendableLines(residentId), beside('<=', place)))
  return row?.centipoints ?? 0
}

/** When the first line was booked; null when there is none. */
export async function firstPostedAt(reader: Reader, residentId: ResidentId): Promise<Date | null> {
  const [row] = await reader
    .select({ postedAt: transfer.postedAt })
    .from(transfer)
    .where(eq(transfer.residentId, residentId))
    .orderBy(asc(transfer.postedAt), asc(transfer.reference))
    .limit(1)
  return row?.postedAt ?? null
}

/** What was earned after a place of the statement, the oldest first. */
export function earnedSince(reader: Reader, residentId: ResidentId, place: Cursor, rows: number) {
  return reader
    .select({ reference: transfer.reference, centipoints: transfer.amount })
    .from(transfer)
    .where(
      and(
        eq(transfer.residentId, residentId),
        eq(transfer.credit, account.spendable(residentId)),
        inArray(transfer.template, ['award', 'release']),
        // The row values alone would do; this bound lets both databases begin in the middle of the index.
        gte(transfer.postedAt, new Date(place.at)),
        beside('>', place),
      ),
    )
    .orderBy(asc(transfer.postedAt), asc(transfer.reference))
    .limit(rows)
}

/** Where the statement ends now. */
export async function newestPlace(reader: Reader, residentId: ResidentId, now: Date): Promise<Cursor | null> {
  const [row] = await reader
    .select({ postedAt: transfer.postedAt, reference: transfer.reference })
    .from(transfer)
    .where(and(eq(transfer.residentId, residentId), lte(transfer.postedAt, now)))
    .orderBy(desc(transfer.postedAt), desc(transfer.reference))
    .limit(1)
  return row ? { at: row.postedAt.getTime(), id: row.reference } : null
}
