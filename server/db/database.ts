import { AsyncLocalStorage } from 'node:async_hooks'
import assert from 'node:assert/strict'
import type { SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { dialectOf } from './dialect.ts'
import type { Statement } from './statement.ts'

export type Drizzle = PgDatabase<PgQueryResultHKT, Record<string, never>>

interface Executing {
  /** Runs a query that was composed before (`statement.ts`). */
  execute<Values, Rows>(statement: Statement<Values, Rows>, values: Values): Promise<Rows>
}

/** Reading is allowed anywhere. */
export interface Reader extends Pick<Drizzle, 'select' | 'selectDistinct'>, Executing {}

/** Writing is allowed only inside a transaction; the handle dies with it. */
export interface Transaction
  extends Pick<Drizzle, 'select' | 'selectDistinct' | 'insert' | 'update' | 'delete'>, Executing {
  /** Runs one piece of SQL and says how many rows it touched. */
  run(statement: SQL): Promise<number>
  /** The same for a text whose only value is a set of rows; for `rowset.ts`. */
  runRows(text: string, rows: string): Promise<number>
  /** Runs `work`; if it throws, only what it wrote is undone, and the error is thrown on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
}

export interface TransactionOptions {
  /** PostgreSQL only; SQLite has one writer and is always serializable. */
  readonly isolation?: 'serializable'
}

export interface Database {
  readonly reader: Reader
  /**
   * Runs `work` in one transaction and answers when it is on disk. It may run more than once, so it touches
   * nothing but the handle it is given, and awaits nothing else. Throws `Refusal('unavailable')` when the
   * disk or the server fails, and `Refusal('too-busy')` when others were in the way too often.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Reads with SQL that the builder cannot say: sums over the whole ledger, and query plans. */
  read<Row extends Record<string, unknown>>(query: SQL): Promise<Row[]>
  /** Writes a verified copy of the whole database to a new file; SQLite only. */
  backup(file: string): Promise<void>
  /**
   * Resolves with the cause when the disk failed to keep what was written: from then on every write is
   * refused, and the process should end, so that the file is read anew from what is really there. SQLite
   * only.
   */
  readonly broken: Promise<Error>
  close(): Promise<void>
}

const inside = new AsyncLocalStorage<true>()

/** Opens the database an address names; see `dialect.ts`. The schema must be there already (`migrate.ts`). */
export async function openDatabase(address: string): Promise<Database> {
  const database =
    dialectOf(address) === 'postgres'
      ? (await import('./open-postgres.ts')).openPostgres(address)
      : (await import('./open-sqlite.ts')).openSqlite(address)
  return {
    ...database,
    transaction(work, options) {
      // On SQLite the inner one would be written although the outer fails; on PostgreSQL it would wait for a
      // connection while the outer holds one.
      assert(!inside.getStore(), 'already in a transaction: pass its handle on instead of opening another')
      return inside.run(true, () => database.transaction(work, options))
    },
  }
}

/** What lends a handle: the statements of the connection that holds the transaction. */
export interface Lender extends Pick<Transaction, 'execute' | 'run' | 'runRows' | 'savepoint'> {
  readonly drizzle: Drizzle
}

/** How long a handle may be used: the holder of the transaction closes it. */
export interface Lease {
  open: boolean
}

/** A reader over a connection or pool that only reads. */
export function readerOver(drizzle: Drizzle, execute: Executing['execute']): Reader {
  return {
    select: drizzle.select.bind(drizzle),
    selectDistinct: drizzle.selectDistinct.bind(drizzle),
    execute,
  } as Reader
}

/** Lends the handle for one transaction; a handle kept past its end throws instead of writing unprotected. */
export function lend(lender: Lender, lease: Lease): Transaction {
  const alive = <Member>(member: Member): Member => {
    assert(lease.open, 'the transaction of this handle has ended')
    return member
  }
  const { drizzle } = lender
  const tx = {
    get select() {
      return alive(drizzle.select.bind(drizzle))
    },
    get selectDistinct() {
      return alive(drizzle.selectDistinct.bind(drizzle))
    },
    get insert() {
      return alive(drizzle.insert.bind(drizzle))
    },
    get update() {
      return alive(drizzle.update.bind(drizzle))
    },
    get delete() {
      return alive(drizzle.delete.bind(drizzle))
    },
    execute: <Values, Rows>(statement: Statement<Values, Rows>, values: Values) =>
      alive(lender).execute(statement, values),
    run: (statement: SQL) => alive(lender).run(statement),
    runRows: (text: string, rows: string) => alive(lender).runRows(text, rows),
    savepoint: <R>(inner: () => Promise<R>) => alive(lender).savepoint(inner),
  }
  return tx as Transaction
}
