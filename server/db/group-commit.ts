import type Connection from 'better-sqlite3'
import { isRefusal, Refusal } from '../refusal.ts'
import { limits } from '../limits.ts'
import type { Checkpointer } from './checkpointer.ts'
import type { Lease } from './database.ts'

interface Waiting {
  /** Since when, in milliseconds of `performance.now()`. */
  readonly since: number
  run(lease: Lease): Promise<unknown>
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** What to tell a caller once its group is on disk. */
type Outcome =
  | { readonly caller: Waiting; readonly value: unknown }
  | { readonly caller: Waiting; readonly reason: unknown }

/**
 * One writer, many callers: everything that queued while the last commit ran shares the next one. Each
 * command has its savepoint, so a refusal undoes only itself; answers go out after the commit. If the
 * commit fails, or a failure has undone the whole transaction, every caller of the group is told
 * `unavailable`, and the queue lives on. Only after a failed fsync it does not: the kernel may have dropped
 * what it could not write and report success the next time, so nothing is taken any more, and `broken`
 * tells.
 */
export function groupCommitter(connection: Connection.Database, checkpointer?: Checkpointer) {
  const control = controlOf(connection)
  const waiting: Waiting[] = []
  let draining = false
  let flushMs = 0
  let idle: (() => void)[] = []
  let cause: Error | undefined
  let tellBroken: (cause: Error) => void = () => {}
  const broken = new Promise<Error>(resolve => (tellBroken = resolve))

  function write<T>(run: (lease: Lease) => Promise<T>): Promise<T> {
    if (cause) return Promise.reject(new Refusal('unavailable', {}, { cause }))
    if (waiting.length >= limits.writersWaiting) return Promise.reject(new Refusal('too-busy'))
    return new Promise<T>((resolve, reject) => {
      waiting.push({ since: performance.now(), run, resolve: resolve as (value: unknown) => void, reject })
      if (draining) return
      draining = true
      setImmediate(drain)
    })
  }

  async function drain(): Promise<void> {
    // A turn of the event loop takes one new connection: without some turns between groups a crowd stays
    // outside.
    for (let turn = 0; turn < limits.turnsPerGroup; turn++) await new Promise(setImmediate)
    if (checkpointer?.isOverdue()) await checkpointer.turnOver()
    await commitGroup()
    if (waiting.length > 0) {
      setImmediate(drain)
      return
    }
    draining = false
    for (const tell of idle) tell()
    idle = []
  }

  async function commitGroup(): Promise<void> {
    const group: Waiting[] = []
    turnStaleAway(waiting)
    if (waiting.length === 0) return
    try {
      await begin(connection)
      const outcomes = await runGroup(group)
      const flushing = performance.now()
      connection.exec('commit')
      for (const outcome of outcomes) {
        if ('reason' in outcome) outcome.caller.reject(outcome.reason)
        else outcome.caller.resolve(outcome.value)
      }
      flushMs = performance.now() - flushing
      checkpointer?.committed()
    } catch (error) {
      if (connection.inTransaction) connection.exec('rollback')
      // Before the first command ran nobody is in the group yet: the one at the head of the queue learns of
      // it.
      const head = group.length === 0 ? waiting.shift() : undefined
      const told = head ? [head] : group
      if (isFailedSync(error)) breakOff(error)
      for (const caller of told) caller.reject(new Refusal('unavailable', {}, { cause: error }))
    }
  }

  /** The disk failed to keep what was written: nobody is promised anything any more. */
  function breakOff(error: Error): void {
    cause = error
    for (const caller of waiting.splice(0)) caller.reject(new Refusal('unavailable', {}, { cause: error }))
    tellBroken(error)
  }

  /**
   * Takes as long as the last flush did, if that is more than `limits.groupMs`: the slower the disk, the more
   * share a flush. The others get their turn meanwhile.
   */
  async function runGroup(group: Waiting[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    const until = performance.now() + Math.max(limits.groupMs, Math.min(flushMs, limits.groupMsMax))
    let turnAt = performance.now()
    while (group.length < limits.groupCommands && performance.now() < until) {
      if (performance.now() - turnAt >= limits.groupMs) {
        await new Promise(setImmediate)
        turnAt = performance.now()
      }
      const caller = waiting.shift()
      if (!caller) break
      group.push(caller)
      outcomes.push(await runOne(connection, control, caller))
    }
    return outcomes
  }

  /** Resolves when nothing waits and nothing runs. */
  function settled(): Promise<void> {
    return draining ? new Promise(resolve => idle.push(resolve)) : Promise.resolve()
  }

  return { write, settled, breakOff, broken }
}

/** What runs for every command, compiled once. */
function controlOf(connection: Connection.Database) {
  return {
    savepoint: connection.prepare('savepoint command'),
    release: connection.prepare('release command'),
  }
}

type Control = ReturnType<typeof controlOf>

/**
 * Who has waited too long is likely to have given up: to serve them would only keep the next ones waiting.
 */
function turnStaleAway(waiting: Waiting[]): void {
  const stale = waiting.findIndex(({ since }) => performance.now() - since < limits.writerWaitMs)
  for (const { reject } of waiting.splice(0, stale < 0 ? waiting.length : stale))
    reject(new Refusal('too-busy'))
}

/** Another process may hold the file's write lock for a moment: wait for it without blocking this one. */
async function begin(connection: Connection.Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      connection.exec('begin immediate')
      return
    } catch (error) {
      if (attempt >= limits.beginAttempts || !isBusy(error)) throw error
      await new Promise(resume => setTimeout(resume, limits.beginPauseMs))
    }
  }
}

async function runOne(connection: Connection.Database, control: Control, caller: Waiting): Promise<Outcome> {
  control.savepoint.run()
  const lease = { open: true }
  try {
    const value = await withoutWaiting(caller.run(lease))
    lease.open = false
    control.release.run()
    return { caller, value }
  } catch (reason) {
    // A command that outlived its turn may go on running: its handle is dead from here.
    lease.open = false
    // Disk full and I/O errors roll the whole transaction back, not only the savepoint.
    if (!connection.inTransaction) throw reason
    connection.exec('rollback to command')
    control.release.run()
    if (isDiskFailure(reason)) throw reason
    return { caller, reason }
  }
}

/** The embedded driver answers within microtasks, so a command that outlives them awaited something else. */
async function withoutWaiting<T>(work: Promise<T>): Promise<T> {
  let immediate: NodeJS.Immediate | undefined
  const outlived = new Promise<never>((_, reject) => {
    immediate = setImmediate(() => reject(new Error('a command may await nothing but the database')))
  })
  try {
    return await Promise.race([work, outlived])
  } finally {
    clearImmediate(immediate)
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY')
}

/** True when the disk failed to keep what was written: the kernel may have dropped it. */
export function isFailedSync(error: unknown): error is Error {
  return /^SQLITE_IOERR_(DIR_)?FSYNC$/.test(codeOf(error))
}

function isDiskFailure(error: unknown): boolean {
  return !isRefusal(error) && /^SQLITE_(IOERR|FULL|READONLY|CORRUPT|NOTADB|CANTOPEN)/.test(codeOf(error))
}
