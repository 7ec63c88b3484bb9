import { type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { limits } from '../limits.ts'
import { Refusal } from '../refusal.ts'
import { type Database, type Drizzle, lend, type Transaction, type TransactionOptions } from './database.ts'
import { postgresFailure } from './failures.ts'

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
  const writers = openPool(address, {})
  const readers = openPool(address, { options: '-c default_transaction_read_only=on' })
  const reader = drizzle(readers) as unknown as Drizzle

  async function attempt<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions): Promise<T> {
    const lease = { open: true }
    try {
      return await drizzle(writers).transaction(
        async pgTx => {
          const connection = pgTx as unknown as Drizzle
          const lender = {
            drizzle: connection,
            run: async (statement: SQL) =>
              ((await connection.execute(statement)) as unknown as pg.QueryResult).rowCount ?? 0,
            savepoint: <R>(inner: () => Promise<R>) => savepoint(connection, inner),
          }
          return work(lend(lender, lease))
        },
        { isolationLevel: options.isolation ?? 'read committed' },
      )
    } finally {
      lease.open = false
    }
  }

  return {
    reader,
    async transaction(work, options = {}) {
      for (let tried = 1; ; tried++) {
        try {
          return await attempt(work, options)
        } catch (error) {
          const failure = postgresFailure(error)
          if (failure === 'lost') throw new Refusal('unavailable', {}, { cause: error })
          if (failure !== 'collision') throw error
          if (tried >= limits.transactionAttempts) throw new Refusal('too-busy', {}, { cause: error })
          await pause(tried)
        }
      }
    },
    async read<Row extends Record<string, unknown>>(query: SQL) {
      const { rows } = (await reader.execute(query)) as unknown as pg.QueryResult<Row>
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

/** Savepoints by hand: Drizzle's nested transaction would lend another handle. */
async function savepoint<T>(connection: Drizzle, work: () => Promise<T>): Promise<T> {
  await connection.execute(sql`savepoint inner_step`)
  try {
    const result = await work()
    await connection.execute(sql`release savepoint inner_step`)
    return result
  } catch (error) {
    await connection.execute(sql`rollback to savepoint inner_step`)
    await connection.execute(sql`release savepoint inner_step`)
    throw error
  }
}

function pause(tried: number): Promise<void> {
  const most = Math.min(limits.retryPauseMsMax, limits.retryPauseMs * 2 ** tried)
  return new Promise(resume => setTimeout(resume, Math.random() * most))
}
