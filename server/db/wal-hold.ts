import { closeSync, openSync, statSync } from 'node:fs'
import Connection from 'better-sqlite3'
import { limits } from '../limits.ts'
import { openConnection } from './open-sqlite.ts'
import { readWalHeader, type WalHeader } from './wal-file.ts'

/** What the log holds that is committed and on disk: `frames` of them, `folded` of these in the database. */
export interface WalExtent {
  readonly header: WalHeader | null
  readonly frames: number
  readonly folded: number
}

/**
 * Sees to it that no frame of the write-ahead log is overwritten before it was read, whoever writes.
 *
 * SQLite begins the log anew only when all of it is folded into the database and no reader needs it, and
 * only the holder of the write lock does so. Between two acts of this hold one of these is always true:
 * (1) a reader of ours is in the log: it cannot begin anew; (2) a reader of ours began when all of the log
 * was folded, and everything in it had been read: the log may begin anew once, and cannot be folded again
 * while that reader stays; (3) we have the write lock. So at most one new generation begins unseen, after
 * everything of the one before was read; `follows` in `wal-file.ts` checks that it was one.
 */
export function openWalHold(database: string) {
  const file = `${database}-wal`
  const alone = onlyOne(`${database}.shipping`)
  const locking = openConnection(database)
  const folding = openConnection(database)
  // Read-only, and closed last: who can write folds the log in and removes it when they are the last.
  const readers: [Connection.Database, Connection.Database] = [
    openConnection(database, { readonly: true }),
    openConnection(database, { readonly: true }),
  ]
  read(readers[0])

  function headerNow(): WalHeader | null {
    const handle = openSync(file, 'r')
    try {
      return readWalHeader(handle)
    } finally {
      closeSync(handle)
    }
  }

  /** A checkpoint of a kind; one that others are in the way of does what it can. */
  function checkpoint(kind: 'NOOP' | 'PASSIVE'): { log: number; checkpointed: number } {
    const [row] = folding.pragma(`wal_checkpoint(${kind})`) as { log: number; checkpointed: number }[]
    return row ?? { log: 0, checkpointed: 0 }
  }

  function extent(): WalExtent {
    for (;;) {
      const before = headerNow()
      const { log, checkpointed } = checkpoint('NOOP')
      const after = headerNow()
      // It began anew between the two: the count may be of either.
      if (before?.salts === after?.salts) return { header: after, frames: log, folded: checkpointed }
    }
  }

  /** The write lock, in a gap between two writers; false when there was none for a while. */
  function lockOut(): boolean {
    const until = performance.now() + limits.journalLockMs
    for (;;) {
      try {
        locking.exec('begin immediate')
        return true
      } catch (error) {
        if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY')) throw error
        if (performance.now() > until) return false
        pause(limits.journalLockPauseMs)
      }
    }
  }

  return {
    file,
    extent,
    bytes: () => statSync(file, { throwIfNoEntry: false })?.size ?? 0,

    /**
     * Folds in most of the log beside the writers; `readers[1]` keeps it from beginning anew. Says whether
     * so little is left that the rest is worth locking writers out for.
     */
    foldMost(): boolean {
      read(readers[1])
      leave(readers[0])
      readers.reverse()
      const { log, checkpointed } = checkpoint('PASSIVE')
      return log - checkpointed < limits.journalRestFrames
    },

    /**
     * Locks writers out, lets `readRest` read what they have written, folds it in, and lets them begin the
     * log anew. Says whether it happened; when `readRest` says no it does not.
     */
    letBeginAnew(readRest: () => boolean): boolean {
      if (!lockOut()) return false
      try {
        if (!readRest()) return false
        leave(readers[0])
        checkpoint('PASSIVE')
        read(readers[0])
        return true
      } finally {
        locking.exec('rollback')
      }
    },

    close() {
      locking.close()
      folding.close()
      for (const reader of readers) reader.close()
      alone.close()
    },
  }
}

export type WalHold = ReturnType<typeof openWalHold>

/** Two processes that turn the log over would not know of each other. Throws when another one does. */
function onlyOne(file: string): Connection.Database {
  const connection = new Connection(file, { timeout: 0 })
  try {
    connection.exec('begin exclusive')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Begins to read: from here the connection has its place in the log. */
function read(connection: Connection.Database): void {
  connection.exec('begin')
  connection.prepare('select 1 from sqlite_master limit 1').get()
}

function leave(connection: Connection.Database): void {
  if (connection.inTransaction) connection.exec('rollback')
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
