import type { SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { limits } from '../limits.ts'
import { Refusal } from '../refusal.ts'
import {
  type Database,
  type Drizzle,
  lend,
  type Lender,
  readerOver,
  type Transaction,
  type TransactionOptions,
} from './database.ts'
import { postgresFailure } from './failures.ts'
import { preparer } from './statement.ts'
import { openTurns } from './turns.ts'

/**
 * A pool that fails quickly instead of waiting for ever, and never ends the process when the server goes
 * away.
 */
function openPool(address: string, options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: address,
    max: limits.poolConnections,
    connectionTimeoutMillis: limits.poolWaitMs,
    statement_timeout: limits.statementMs,
    ...options,
  })
  pool.on('error', () => {})
  // A connection that is lost while it is lent says so twice: to the statement that runs, and as this event.
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

/**
 * PostgreSQL: several processes may share it. Reads go through a pool that the server itself keeps from
 * writing.
 */
export function openPostgres(address: string): Database {
  const writers = openPool(address, { lock_timeout: limits.lockMs })
  const turns = openTurns({
    places: limits.poolConnections,
    waitingMost: limits.writersWaiting,
    waitMs: limits.rushWaitMs,
    stuckMs: limits.stuckMs,
  })
  const readers = openPool(address, { options: '-c default_transaction_read_only=on' })
  const reading = drizzle(readers) as unknown as Drizzle
  const lenders = new WeakMap<pg.PoolClient, Lender>()
  const lenderOf = (client: pg.PoolClient): Lender => {
    const known = lenders.get(client) ?? lenderOver(client)
    lenders.set(client, known)
    return known
  }

  async function attempt<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions): Promise<T> {
    const client = await writers.connect()
    const lease = { open: true }
    let lost: Error | undefined
    try {
      await client.query(`begin isolation level ${options.isolation ?? 'read committed'}`)
      const result = await work(lend(lenderOf(client), lease))
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failed: Error) => (lost = failed))
      throw error
    } finally {
      lease.open = false
      // A connection that cannot even roll back is of no use to the next one.
      client.release(lost)
    }
  }

  return {
    reader: readerOver(reading, preparer(reading)),
    async transaction(work, options = {}) {
      for (let tried = 1; ; tried++) {
        try {
          return await turns.run(() => attempt(work, options))
        } catch (error) {
          const failure = postgresFailure(error)
          if (failure === 'busy') throw new Refusal('too-busy', {}, { cause: error })
          if (failure === 'lost') throw new Refusal('unavailable', {}, { cause: error })
          if (failure !== 'collision') throw error
          if (tried >= limits.transactionAttempts) throw new Refusal('too-busy', {}, { cause: error })
          await pause(tried)
        }
      }
    },
    async read<Row extends Record<string, unknown>>(query: SQL) {
      const { rows } = (await reading.execute(query)) as unknown as pg.QueryResult<Row>
      return rows
    },
    backup: () => Promise.reject(new Refusal('backup-elsewhere')),
    // The server itself stops at once when its disk fails to keep what was written.
    broken: new Promise(() => {}),
    async close() {
      await Promise.all([writers.end(), readers.end()])
    },
  }
}

/** The statements of one connection; what was composed for it stays composed as long as it lives. */
function lenderOver(client: pg.PoolClient): Lender {
  const connection = drizzle(client) as unknown as Drizzle
  return {
    drizzle: connection,
    execute: preparer(connection),
    run: async (statement: SQL) =>
      ((await connection.execute(statement)) as unknown as pg.QueryResult).rowCount ?? 0,
    runRows: async (text, rows) =>
      (await client.query({ name: nameOf(text), text, values: [rows] })).rowCount ?? 0,
    savepoint: <T>(inner: () => Promise<T>) => savepoint(client, inner),
  }
}

const names = new Map<string, string>()

/** The server keeps the plan of a text under this name. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `rows${names.size}`
  names.set(text, name)
  return name
}

/** Savepoints by hand: Drizzle's nested transaction would lend another handle. */
async function savepoint<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('savepoint inner_step')
  try {
    const result = await work()
    await client.query('release savepoint inner_step')
    return result
  } catch (error) {
    await client.query('rollback to savepoint inner_step')
    await client.query('release savepoint inner_step')
    throw error
  }
}

function pause(tried: number): Promise<void> {
  const most = Math.min(limits.retryPauseMsMax, limits.retryPauseMs * 2 ** tried)
  return new Promise(resume => setTimeout(resume, Math.random() * most))
}
