import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type BackupKey, decryptFile, UnreadableBackup } from './cipher.ts'
import { BrokenJournal, segmentsOf, stretchesIn } from './journal-folder.ts'
import { printOf, scheduledIn } from './scheduled-backup.ts'
import type { Base } from './segment.ts'

/** How a folder of backups becomes a database again. */
export interface Way {
  /** The backups that may be begun with, the best first, and the segment from which each is written over. */
  readonly bases: readonly { readonly file: string; readonly from: number }[]
  /** What is written over them; null when the backup stands alone. */
  readonly journal: { readonly stretch: string; readonly through: number } | null
  /** Everything committed before this instant is in it. */
  readonly asOf: Date
  /** What whoever restores should know. */
  readonly notes: readonly string[]
}

interface Found {
  readonly bases: readonly Base[]
  readonly through: number
  readonly asOf: Date
  readonly broken: BrokenJournal | null
}

/**
 * The newest state that a folder holds: the newest backup that a journal goes on from and all its whole
 * segments, or a backup alone when none is newer. Throws `BrokenJournal` at a segment that is missing,
 * out of order or damaged; with `upToDamage` what is before it counts.
 */
export async function findWay(
  folder: string,
  key: BackupKey,
  { upToDamage }: { readonly upToDamage: boolean },
): Promise<Way> {
  const notes: string[] = []
  let way: Way | undefined
  for (const stretch of await stretchesIn(folder)) {
    const found = await walk(folder, stretch, key, upToDamage)
    if (found?.broken) notes.push(`${found.broken.message} What was written after it is not restored.`)
    if (found) {
      const { bases, through, asOf } = found
      way = { bases, journal: { stretch, through }, asOf, notes }
      break
    }
    notes.push(`The journal ${stretch} has no finished backup to go on from: it is not restored.`)
  }
  const [alone] = scheduledIn(folder).sort((one, other) => other.at.getTime() - one.at.getTime())
  if (alone && (!way || alone.at > way.asOf))
    return { bases: [{ file: alone.name, from: 0 }], journal: null, asOf: alone.at, notes }
  if (!way) throw new UnreadableBackup('There is no backup in this folder.')
  return way
}

/** Follows one stretch to its end; null when no backup that is still there lies on the way. */
async function walk(
  folder: string,
  stretch: string,
  key: BackupKey,
  upToDamage: boolean,
): Promise<Found | null> {
  let first: number | undefined
  let last: { bases: readonly Base[]; through: number; asOf: Date } | undefined
  let broken: BrokenJournal | null = null
  try {
    for await (const { number, meta, pages } of segmentsOf(folder, stretch, key)) {
      first ??= number
      // In the middle of a transaction nothing can end.
      if (pages.size > 0 && meta.databasePages === 0) continue
      last = { bases: meta.bases, through: number, asOf: new Date(meta.at) }
    }
  } catch (error) {
    if (!(error instanceof BrokenJournal) || !upToDamage) throw error
    broken = error
  }
  const from = first ?? Infinity
  const bases = last?.bases.filter(one => one.from >= from && isThere(folder, one)) ?? []
  return last && bases.length > 0 ? { bases, through: last.through, asOf: last.asOf, broken } : null
}

/** The very backup that the journal names: another one under its name would make a mixture of two states. */
function isThere(folder: string, { file, print }: Base): boolean {
  const path = join(folder, file)
  return existsSync(path) && printOf(path) === print
}

/**
 * Writes the database that a way leads to, on disk when it returns; gives the backup that it began with.
 * Memory for a segment.
 */
export async function follow(folder: string, way: Way, candidate: string, key: BackupKey): Promise<string> {
  const { file, from } = beginWith(folder, way, candidate, key)
  if (way.journal) await writeOver(folder, { ...way.journal, from }, candidate, key)
  return file
}

/** An older backup leads to the same end, by more segments. */
function beginWith(
  folder: string,
  { bases }: Pick<Way, 'bases'>,
  candidate: string,
  key: BackupKey,
): Way['bases'][number] {
  const [first, ...others] = bases
  if (!first) throw new UnreadableBackup('There is no backup in this folder.')
  try {
    decryptFile(join(folder, first.file), candidate, key)
    return first
  } catch (error) {
    if (!(error instanceof UnreadableBackup) || others.length === 0) throw error
    return beginWith(folder, { bases: others }, candidate, key)
  }
}

async function writeOver(
  folder: string,
  { stretch, from, through }: { readonly stretch: string; readonly from: number; readonly through: number },
  candidate: string,
  key: BackupKey,
): Promise<void> {
  const handle = openSync(candidate, 'r+')
  try {
    let size = 0
    for await (const { number, meta, pages } of segmentsOf(folder, stretch, key)) {
      if (number < from) continue
      for (const [page, content] of pages) writeAt(handle, content, (page - 1) * meta.pageSize)
      if (pages.size > 0) size = meta.databasePages * meta.pageSize
      // What comes after it may be damaged.
      if (number === through) break
    }
    if (size > 0) ftruncateSync(handle, size)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeAt(handle: number, content: Buffer, at: number): void {
  for (let written = 0; written < content.length;)
    written += writeSync(handle, content, written, content.length - written, at + written)
}
