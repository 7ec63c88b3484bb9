import assert from 'node:assert/strict'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Connection from 'better-sqlite3'
import type { SQL } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { limits } from '../limits.ts'
import { type Database, type Drizzle, lend, readerOver } from './database.ts'
import { withCachedStatements } from './cached-statements.ts'
import { openCheckpointer } from './checkpointer.ts'
import { groupCommitter, isFailedSync } from './group-commit.ts'
import { preparer } from './statement.ts'

/** The WAL-reset fault of older versions can lose commits when two connections write. */
const oldestSqlite = [3, 51, 3] as const

/**
 * Opens one connection and asserts that a commit on it survives a power cut: the library's default in WAL
 * mode is NORMAL, which loses acknowledged writes.
 */
export function openConnection(file: string, options: { readonly?: boolean } = {}): Connection.Database {
  const connection = new Connection(file, { readonly: options.readonly ?? false, timeout: limits.busyMs })
  if (!options.readonly) connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('foreign_keys = ON')
  connection.pragma('trusted_schema = OFF')
  connection.pragma('recursive_triggers = ON')
  connection.pragma('secure_delete = ON')
  connection.pragma(`cache_size = -${limits.cacheKiB}`)

  connection.pragma(`journal_size_limit = ${limits.walBytes}`)
  assert.equal(connection.pragma('synchronous', { simple: true }), 2, 'SQLite must run with synchronous=FULL')
  return connection
}

function assertVersion(connection: Connection.Database): void {
  const version = String(connection.prepare('select sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  const at = oldestSqlite.findIndex((wanted, part) => (parts[part] ?? 0) !== wanted)
  assert(
    at < 0 || (parts[at] ?? 0) > (oldestSqlite[at] ?? 0),
    `SQLite ${version} is older than ${oldestSqlite.join('.')}`,
  )
}

/** Drizzle over a connection; the cast is the counterpart of the one in `columns.ts`. */
function drizzleOver(connection: Connection.Database): Drizzle & BetterSQLite3Database {
  return drizzle(connection) as unknown as Drizzle & BetterSQLite3Database
}

/**
 * The embedded database: one writer connection behind the group committer, one read-only connection for the
 * rest.
 */
export function openSqlite(file: string): Database {
  mkdirSync(dirname(file), { recursive: true })
  const writer = openConnection(file)
  assertVersion(writer)
  const reader = openConnection(file, { readonly: true })
  const compiled = withCachedStatements(writer)
  const writing = drizzleOver(compiled)
  const reading = drizzleOver(withCachedStatements(reader))
  writer.pragma('wal_autocheckpoint = 0')
  const checkpointer = openCheckpointer(file, failure => {
    if (isFailedSync(failure)) committer.breakOff(failure)
    // Better here than nowhere: a journal that is never folded in grows until the disk is full.
    if (failure.code === 'THREAD') writer.pragma(`wal_autocheckpoint = ${limits.foldTurnFrames}`)
  })
  const committer = groupCommitter(writer, checkpointer)
  let depth = 0

  async function savepoint<T>(work: () => Promise<T>): Promise<T> {
    const name = `inner_${++depth}`
    compiled.prepare(`savepoint ${name}`).run()
    try {
      const result = await work()
      compiled.prepare(`release ${name}`).run()
      return result
    } catch (error) {
      if (writer.inTransaction) writer.exec(`rollback to ${name}; release ${name}`)
      throw error
    } finally {
      depth--
    }
  }

  const lender = {
    drizzle: writing,
    // A prepared query keeps its compiled statement to itself: the cached ones are lent to others too.
    execute: preparer(drizzleOver(writer)),
    run: async (statement: SQL) => writing.run(statement).changes,
    runRows: async (text: string, rows: string) => compiled.prepare(text).run(rows).changes,
    savepoint,
  }

  return {
    reader: readerOver(reading, preparer(drizzleOver(reader))),
    transaction: work => committer.write(lease => work(lend(lender, lease))),
    read: async query => reading.all(query),
    backup: to => backup(file, to),
    broken: committer.broken,
    async close() {
      await committer.settled()
      await checkpointer.close()
      reader.close()
      writer.close()
    },
  }
}

/**
 * Copies one moment of the file, while others write. All pages go in one step, under one read of the
 * journal: a copy in many steps over a second connection starts again at every write and never ends. The
 * connection is its own, because inside an open transaction the library reports success and writes nothing.
 */
async function backup(file: string, to: string): Promise<void> {
  const unfinished = `${to}.unfinished`
  rmSync(unfinished, { force: true })
  const source = openConnection(file, { readonly: true })
  try {
    await source.backup(unfinished, { progress: () => limits.backupPages })
  } finally {
    source.close()
  }
  assert(existsSync(unfinished), 'the backup wrote no file')
  const copy = new Connection(unfinished)
  try {
    copy.pragma('journal_mode = DELETE')
    assert.equal(copy.pragma('quick_check', { simple: true }), 'ok', 'the backup is damaged')
    assert(Number(copy.prepare("select count(*) from sqlite_master where type = 'table'").pluck().get()) > 0)
  } finally {
    copy.close()
  }
  renameSync(unfinished, to)
}

/**
 * Throws when SQLite finds a file damaged. Reads every row and every index: a key that was damaged in one
 * of its two places is found by this alone, because queries by key never look at the other.
 */
export function checkFile(file: string): void {
  const connection = openConnection(file, { readonly: true })
  try {
    const found = String(connection.pragma('integrity_check(1)', { simple: true }))
    assert.equal(found, 'ok', `the database is damaged: ${found}`)
  } finally {
    connection.close()
  }
}

/** True when another connection has the file open: its journal cannot be folded in and put away. */
export function isInUse(file: string): boolean {
  let connection: Connection.Database | undefined
  try {
    connection = openConnection(file)
    return connection.pragma('journal_mode = DELETE', { simple: true }) !== 'delete'
  } catch (error) {
    return String((error as { code?: string }).code).startsWith('SQLITE_BUSY')
  } finally {
    connection?.close()
  }
}
