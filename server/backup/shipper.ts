import { DamagedWal, type WalPosition } from '../db/wal-file.ts'
import { openWalHold, type WalHold } from '../db/wal-hold.ts'
import { limits } from '../limits.ts'
import type { BackupKey } from './cipher.ts'
import { type Collected, collectPages, endOf, goesOn, JournalGap } from './collect-pages.ts'
import { forgetBefore, newestSegment, nextStretch, writeSegment } from './journal-folder.ts'
import { type Base, digestOf, sealSegment, type SegmentMeta } from './segment.ts'

export interface ShipperOptions {
  readonly database: string
  readonly folder: string
  readonly key: BackupKey
  readonly now: () => Date
}

/** A place in the journal: all that was committed before it was asked for lies before segment `next`. */
export interface Mark {
  readonly stretch: string
  readonly next: number
}

/** What is shipped, and what comes next. */
interface Stretch {
  readonly hold: WalHold
  readonly stretch: string
  number: number
  digest: string
  position: WalPosition
  bases: readonly Base[]
  pageSize: number
  databasePages: number
  /** Read from the log, sealed, and not on disk over there yet. */
  sealed: { readonly number: number; readonly bytes: Buffer } | null
}

/** Takes up the stretch that a process before this one left, if nothing can be missing, or a new one. */
async function begin(options: ShipperOptions): Promise<Stretch> {
  const { database, folder, key, now } = options
  const hold = openWalHold(database)
  try {
    const left = await newestSegment(folder, key).catch(() => null)
    if (left && goesOn(hold, left.segment.meta.position)) {
      const { stretch, number, meta } = left.segment
      return { hold, stretch, number, digest: left.digest, sealed: null, ...meta }
    }
    const stretch = await nextStretch(folder, now())
    const begun = { hold, stretch, number: 0, digest: '', position: endOf(hold), sealed: null }
    const fresh: Stretch = { ...begun, bases: [], pageSize: 0, databasePages: 0 }
    await append(options, fresh)
    return fresh
  } catch (error) {
    hold.close()
    throw error
  }
}

/** Seals the next segment; it stays until it is written. */
function seal({ key, now }: ShipperOptions, on: Stretch, pages: ReadonlyMap<number, Buffer>): void {
  const { stretch, digest, position, pageSize, databasePages, bases } = on
  const number = on.number + 1
  const meta: SegmentMeta = {
    at: now().toISOString(),
    position: { ...position, checksum: [...position.checksum] },
    pageSize,
    databasePages,
    bases: [...bases],
  }
  const bytes = sealSegment({ stretch, number, after: digest, meta, pages }, key)
  on.sealed = { number, bytes }
}

function take(options: ShipperOptions, on: Stretch, { pages, ...read }: Collected): void {
  on.position = read.position
  on.pageSize = read.pageSize
  on.databasePages = read.databasePages
  seal(options, on, pages)
}

/** Writes what is sealed; when that fails it stays, to be written again. */
async function flush({ folder }: ShipperOptions, on: Stretch): Promise<void> {
  if (!on.sealed) return
  const { number, bytes } = on.sealed
  await writeSegment(folder, { stretch: on.stretch, number }, bytes)
  on.number = number
  on.digest = digestOf(bytes)
  on.sealed = null
}

/** A segment without pages: it begins a stretch, or names a backup. */
async function append(options: ShipperOptions, on: Stretch): Promise<void> {
  seal(options, on, new Map())
  await flush(options, on)
}

async function shipAll(options: ShipperOptions, on: Stretch): Promise<void> {
  await flush(options, on)
  for (let more = true; more;) {
    const collected = collectPages(on.hold, on.position)
    if (!collected) return
    take(options, on, collected)
    await flush(options, on)
    more = collected.more
  }
}

/** Folds the log in and lets it begin anew, once it is long. */
async function turnOver(options: ShipperOptions, on: Stretch): Promise<void> {
  if (on.position.frame < limits.journalFoldFrames || !on.hold.foldMost()) return
  await shipAll(options, on)
  try {
    on.hold.letBeginAnew(() => {
      const rest = collectPages(on.hold, on.position)
      if (rest?.more) return false
      if (rest) take(options, on, rest)
      return true
    })
  } catch (cause) {
    // Half way through nothing may hold the log any more.
    throw new JournalGap('the log could not be turned over', { cause })
  }
  await flush(options, on)
}

/**
 * Ships what is committed to the embedded database into the folder of the backups: for a process of its
 * own. Nothing here makes a writer wait but `letBeginAnew`, for the moment in which the log is turned over.
 */
export function openShipper(options: ShipperOptions) {
  let current: Stretch | null = null

  /** The log is everybody's again; a new stretch begins with the next `ship`. */
  function giveUp(): void {
    current?.hold.close()
    current = null
  }

  return {
    /**
     * Ships what is there. Throws when it cannot; what was read stays, and may be tried again. Where the log
     * does not go on from what was read (`JournalGap`, `DamagedWal`), the stretch is given up.
     */
    async ship(): Promise<Mark> {
      try {
        current ??= await begin(options)
        const on = current
        await shipAll(options, on)
        await turnOver(options, on)
        return { stretch: on.stretch, next: on.number + 1 }
      } catch (error) {
        if (error instanceof JournalGap || error instanceof DamagedWal) giveUp()
        throw error
      }
    },

    /** Notes that a backup was made after a mark, so that it can be rolled forward from there. */
    async addBase({ stretch, ...base }: Base & { readonly stretch: string }): Promise<boolean> {
      const on = current
      if (on?.stretch !== stretch) return false
      await shipAll(options, on)
      on.bases = [base, ...on.bases].slice(0, 2)
      // What cannot be written now stays sealed, and is written with the next `ship`.
      await append(options, on)
      const oldest = on.bases[1]
      if (oldest) await forgetBefore(options.folder, stretch, oldest.from)
      return true
    },

    based: () => (current?.bases.length ?? 0) > 0,
    /** How much of the log is held back for us. */
    bytesHeld: () => current?.hold.bytes() ?? 0,

    giveUp,
  }
}

export type Shipper = ReturnType<typeof openShipper>
