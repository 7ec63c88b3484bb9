import { closeSync, openSync } from 'node:fs'
import {
  framesAfter,
  follows,
  positionAt,
  readWalHeader,
  startOf,
  stillHolds,
  type WalPosition,
} from '../db/wal-file.ts'
import type { WalHold } from '../db/wal-hold.ts'
import { limits } from '../limits.ts'

/** What was committed after a position: the last content of each page, up to another position. */
export interface Collected {
  readonly pages: ReadonlyMap<number, Buffer>
  readonly pageSize: number
  /** Pages of the whole database; 0 when a transaction is larger than a segment and goes on. */
  readonly databasePages: number
  readonly position: WalPosition
  /** True when there is more after it. */
  readonly more: boolean
}

/** The log is not what follows a position: something was written that was never read. */
export class JournalGap extends Error {
  override readonly name = 'JournalGap'
}

/** The end of what is committed now: nothing after it was read yet. */
export function endOf(hold: WalHold): WalPosition {
  for (;;) {
    const { header, frames } = hold.extent()
    if (!header) return { salts: '', frame: 0, checksum: [0, 0] }
    const end = reading(hold.file, handle => positionAt(handle, header, frames))
    // Otherwise it began anew meanwhile, which it does once at most.
    if (end) return end
  }
}

/**
 * True when the log goes on from a position that another process noted, and none of it can have been
 * overwritten meanwhile or be overwritten before it is read.
 */
export function goesOn(hold: WalHold, position: WalPosition): boolean {
  const { header, frames, folded } = hold.extent()
  if (!header || frames < position.frame) return false
  if (folded === frames && frames > position.frame) return false
  return reading(hold.file, handle => stillHolds(handle, header, position))
}

/** Reads what was committed after a position, as much as a segment takes; null when there is nothing. */
export function collectPages(hold: WalHold, after: WalPosition): Collected | null {
  const { header, frames } = hold.extent()
  if (!header) return null
  const anew = header.salts !== after.salts
  if (anew && !follows(after.salts, header.salts)) throw new JournalGap('the log began anew more than once')
  const from = anew ? startOf(header) : after
  // A new generation has its salts in memory before it has them on disk: its count means nothing here yet.
  if (frames <= from.frame) return null
  return reading(hold.file, handle => {
    if (readWalHeader(handle)?.salts !== header.salts) return null
    return gather(framesAfter(handle, header, from, frames), header.pageSize, frames)
  })
}

function gather(frames: ReturnType<typeof framesAfter>, pageSize: number, until: number): Collected | null {
  const room = Math.max(1, Math.floor(limits.journalSegmentBytes / pageSize))
  const whole = new Map<number, Buffer>()
  const open = new Map<number, Buffer>()
  let end: { position: WalPosition; databasePages: number } | undefined
  for (const { page, content, databasePages, position } of frames) {
    open.set(page, Buffer.from(content))
    const more = position.frame < until
    if (databasePages > 0) {
      for (const [number, last] of open) whole.set(number, last)
      open.clear()
      end = { position, databasePages }
      if (whole.size >= room) return { pages: whole, pageSize, ...end, more }
    } else if (open.size >= room) {
      // The transaction alone fills a segment: what was whole before it goes first.
      if (end) return { pages: whole, pageSize, ...end, more: true }
      return { pages: open, pageSize, databasePages: 0, position, more: true }
    }
  }
  return end ? { pages: whole, pageSize, ...end, more: false } : null
}

function reading<T>(file: string, work: (handle: number) => T): T {
  // The log carries no locks: opening and closing it beside SQLite takes none away.
  const handle = openSync(file, 'r')
  try {
    return work(handle)
  } finally {
    closeSync(handle)
  }
}
