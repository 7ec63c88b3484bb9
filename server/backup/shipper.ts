import type { WalPosition } from '../db/wal-file.ts'
import { openWalHold, type WalHold } from '../db/wal-hold.ts'
import { limits } from '../limits.ts'
import type { BackupKey } from './cipher.ts'
import { type Collected, collectPages, endOf, goesOn } from './collect-pages.ts'
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

/**
 * Ships what is committed to the embedded database into the folder of the backups: for a process of its
 * own. Nothing here makes a writer wait but `letBeginAnew`, for the moment in which the log is turned over.
 */
export function openShipper({ database, folder, key, now }: ShipperOptions) {
  let current: Stretch | null = null

  /** Takes up the stretch that a process before this one left, if nothing can be missing, or a new one. */
  async function begin(): Promise<Stretch> {
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
      await append(fresh, new Map())
      return fresh
    } catch (error) {
      hold.close()
      throw error
    }
  }

  function seal(on: Stretch, pages: ReadonlyMap<number, Buffer>): void {
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

  function take(on: Stretch, { pages, ...read }: Collected): void {
    Object.assign(on, read)
    seal(on, pages)
  }

  /** Writes what is sealed; when that fails it stays, to be written again. */
  async function flush(on: Stretch): Promise<void> {
    if (!on.sealed) return
    const { number, bytes } = on.sealed
    await writeSegment(folder, { stretch: on.stretch, number }, bytes)
    on.number = number
    on.digest = digestOf(bytes)
    on.sealed = null
  }

  async function append(on: Stretch, pages: ReadonlyMap<number, Buffer>): Promise<void> {
    seal(on, pages)
    await flush(on)
  }

  async function shipAll(on: Stretch): Promise<void> {
    await flush(on)
    for (let more = true; more;) {
      const collected = collectPages(on.hold, on.position)
      if (!collected) return
      take(on, collected)
      await flush(on)
      more = collected.more
    }
  }

  async function turnOver(on: Stretch): Promise<void> {
    if (on.position.frame < limits.journalFoldFrames || !on.hold.foldMost()) return
    await shipAll(on)
    on.hold.letBeginAnew(() => {
      const rest = collectPages(on.hold, on.position)
      if (rest?.more) return false
      if (rest) take(on, rest)
      return true
    })
    await flush(on)
  }

  return {
    /** Ships what is there. Throws when it cannot; what was read stays, and may be tried again. */
    async ship(): Promise<Mark> {
      current ??= await begin()
      const on = current
      await shipAll(on)
      await turnOver(on)
      return { stretch: on.stretch, next: on.number + 1 }
    },

    /** Notes that a backup was made after a mark, so that it can be rolled forward from there. */
    async addBase(made: Base & { readonly stretch: string }): Promise<boolean> {
      const on = current
      if (on?.stretch !== made.stretch) return false
      await shipAll(on)
      const { stretch, ...base } = made
      on.bases = [base, ...on.bases].slice(0, 2)
      // What cannot be written now stays sealed, and is written with the next `ship`.
      await append(on, new Map())
      const oldest = on.bases[1]
      if (oldest) await forgetBefore(folder, stretch, oldest.from)
      return true
    },

    stretch: () => current?.stretch ?? null,
    based: () => (current?.bases.length ?? 0) > 0,
    /** How much of the log is held back for us. */
    bytesHeld: () => current?.hold.bytes() ?? 0,

    /** Gives up the stretch: the log is everybody's again, and a new stretch begins with the next `ship`. */
    giveUp(): void {
      current?.hold.close()
      current = null
    },
  }
}

export type Shipper = ReturnType<typeof openShipper>
