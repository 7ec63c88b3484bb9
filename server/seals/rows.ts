import { and, asc, eq, gt, gte, inArray, or, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { decision } from '../activities/tables.ts'
import { auditEntry } from '../audit/tables.ts'
import type { Reader } from '../db/database.ts'
import { lotMove, transfer } from '../ledger/tables.ts'
import type { SealableRow, SealedKind } from './block.ts'

/**
 * How the rows of one kind are found: in the order of their time, and by their keys. A page at a time.
 */
interface SealedTable {
  /** Rows after another, or from an instant on. */
  page(reader: Reader, from: Date, after: SealableRow | null, rows: number): Promise<SealableRow[]>
  byKeys(reader: Reader, keys: readonly string[]): Promise<SealableRow[]>
}

/** Documents are read as the database keeps them: one that is damaged must be named, not stop the reading. */
const asText = (column: AnyPgColumn) => sql<string | null>`cast(${column} as text)`

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, part]) => [name, ordered(part)]))
}

/** The two databases keep a document's properties in different orders. */
function canonical(document: string | null): string | null {
  if (document === null) return null
  try {
    return JSON.stringify(ordered(JSON.parse(document)))
  } catch {
    return document
  }
}

/** `at` from an instant on and past a row; written so that both databases walk the index on `at`. */
function beyond(at: AnyPgColumn, from: Date, after: SealableRow | null, past: (key: string) => unknown) {
  return after
    ? and(gte(at, after.at), or(gt(at, after.at), past(after.key) as ReturnType<typeof gt>))
    : gte(at, from)
}

async function transferRows(reader: Reader, found: readonly (typeof transfer.$inferSelect)[]) {
  const references = found.map(row => row.reference)
  const moves = references.length
    ? await reader
        .select()
        .from(lotMove)
        .where(inArray(lotMove.reference, references))
        .orderBy(asc(lotMove.expiresOn))
    : []
  const byReference = new Map<string, (string | null)[]>()
  for (const move of moves) {
    const fields = byReference.get(move.reference) ?? []
    fields.push(move.expiresOn, move.residentId, String(move.amount))
    byReference.set(move.reference, fields)
  }
  return found.map((row): SealableRow => {
    const { reference, template, asset, debit, credit, amount, residentId, occurredAt, postedAt } = row
    const times = [occurredAt.toISOString(), postedAt.toISOString()]
    const own = [reference, template, asset, debit, credit, String(amount), residentId, ...times]
    return {
      at: postedAt,
      key: reference,
      record: ['transfer', ...own, ...(byReference.get(reference) ?? [])],
    }
  })
}

const transfers: SealedTable = {
  page: async (reader, from, after, rows) =>
    transferRows(
      reader,
      await reader
        .select()
        .from(transfer)
        .where(beyond(transfer.postedAt, from, after, key => gt(transfer.reference, key)))
        .orderBy(asc(transfer.postedAt), asc(transfer.reference))
        .limit(rows),
    ),
  byKeys: async (reader, keys) =>
    transferRows(
      reader,
      await reader
        .select()
        .from(transfer)
        .where(inArray(transfer.reference, [...keys])),
    ),
}

const decisionColumns = {
  activityId: decision.activityId,
  seq: decision.seq,
  centipoints: decision.centipoints,
  grams: decision.grams,
  expiresOn: decision.expiresOn,
  receipt: asText(decision.receipt),
  decidedAt: decision.decidedAt,
}

type DecisionRow = Omit<typeof decision.$inferSelect, 'receipt'> & { readonly receipt: string | null }

function decisionRow({ activityId, seq, ...row }: DecisionRow): SealableRow {
  const figures = [String(row.centipoints), String(row.grams), row.expiresOn]
  const what = [canonical(row.receipt), row.decidedAt.toISOString()]
  const record = ['decision', activityId, String(seq), ...figures, ...what]
  return { at: row.decidedAt, key: `${activityId}/${seq}`, record }
}

function decisionKey(key: string): { activityId: never; seq: number } {
  const cut = key.lastIndexOf('/')
  return { activityId: key.slice(0, cut) as never, seq: Number(key.slice(cut + 1)) }
}

const decisions: SealedTable = {
  async page(reader, from, after, rows) {
    const past = (key: string) => {
      const { activityId, seq } = decisionKey(key)
      const sameActivity = and(eq(decision.activityId, activityId), gt(decision.seq, seq))
      return or(gt(decision.activityId, activityId), sameActivity)
    }
    const found = await reader
      .select(decisionColumns)
      .from(decision)
      .where(beyond(decision.decidedAt, from, after, past))
      .orderBy(asc(decision.decidedAt), asc(decision.activityId), asc(decision.seq))
      .limit(rows)
    return found.map(decisionRow)
  },
  async byKeys(reader, keys) {
    const wanted = new Set(keys)
    const ids = keys.map(key => decisionKey(key).activityId)
    const found = await reader.select(decisionColumns).from(decision).where(inArray(decision.activityId, ids))
    return found.map(decisionRow).filter(row => wanted.has(row.key))
  },
}

const auditColumns = {
  id: auditEntry.id,
  at: auditEntry.at,
  actorKind: auditEntry.actorKind,
  actorId: auditEntry.actorId,
  action: auditEntry.action,
  subject: auditEntry.subject,
  before: asText(auditEntry.before),
  after: asText(auditEntry.after),
}

type AuditRow = Omit<typeof auditEntry.$inferSelect, 'before' | 'after'> & {
  readonly before: string | null
  readonly after: string | null
}

function auditRow({ id, at, actorKind, actorId, action, subject, before, after }: AuditRow): SealableRow {
  const act = [actorKind, actorId, action, subject, canonical(before), canonical(after)]
  return { at, key: id, record: ['audit', id, at.toISOString(), ...act] }
}

const auditEntries: SealedTable = {
  async page(reader, from, after, rows) {
    const found = await reader
      .select(auditColumns)
      .from(auditEntry)
      .where(beyond(auditEntry.at, from, after, key => gt(auditEntry.id, key)))
      .orderBy(asc(auditEntry.at), asc(auditEntry.id))
      .limit(rows)
    return found.map(auditRow)
  },
  async byKeys(reader, keys) {
    const found = await reader
      .select(auditColumns)
      .from(auditEntry)
      .where(inArray(auditEntry.id, [...keys]))
    return found.map(auditRow)
  },
}

export const sealedTables: Readonly<Record<SealedKind, SealedTable>> = {
  transfer: transfers,
  decision: decisions,
  audit: auditEntries,
}
