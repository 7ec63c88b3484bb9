import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackupKey, UnreadableBackup } from './cipher.ts'
import { digestOf, openSegment, type Segment } from './segment.ts'

/**
 * Where the journal lies in the folder of the backups: `journal/<stretch>/<number>.carbon`. A stretch is a
 * run of segments without a gap; a new one begins where that could not be kept up, and needs a new backup.
 */
const journalIn = (folder: string) => join(folder, 'journal')
const segmentName = /^(\d{9})\.carbon$/
const stretchName = /^\d{6}-/

const fileName = (number: number) => `${String(number).padStart(9, '0')}.carbon`

export function segmentFile(folder: string, stretch: string, number: number): string {
  return join(journalIn(folder), stretch, fileName(number))
}

/** A folder's entries, none when it is not there. Nothing here may block: the folder may be far away. */
async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The stretches there are, the newest first. */
export async function stretchesIn(folder: string): Promise<string[]> {
  const names = await entriesOf(journalIn(folder))
  return names
    .filter(name => stretchName.test(name))
    .sort()
    .reverse()
}

/** The numbers of the segments of a stretch, in their order. */
export async function numbersIn(folder: string, stretch: string): Promise<number[]> {
  const names = await entriesOf(join(journalIn(folder), stretch))
  return names
    .flatMap(name => segmentName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other)
}

/** The name of a new stretch: after all there are, whatever the clock says. */
export async function nextStretch(folder: string, now: Date): Promise<string> {
  const [newest = '000000'] = await stretchesIn(folder)
  const ordinal = String(Number(newest.slice(0, 6)) + 1).padStart(6, '0')
  const at = now.toISOString().slice(0, 19).replaceAll(':', '-')
  return `${ordinal}-${at}Z-${randomBytes(4).toString('hex')}`
}

/** The newest segment there is with the digest of its bytes; null when there is none. May throw. */
export async function newestSegment(folder: string, key: BackupKey) {
  const [stretch] = await stretchesIn(folder)
  const number = stretch === undefined ? undefined : (await numbersIn(folder, stretch)).at(-1)
  if (stretch === undefined || number === undefined) return null
  const bytes = await readFile(segmentFile(folder, stretch, number))
  return { segment: openSegment(bytes, key), digest: digestOf(bytes) }
}

/**
 * Writes a segment; it has its name only when all of it is on disk. The same may be written again, nothing
 * else in its place.
 */
export async function writeSegment(
  folder: string,
  { stretch, number }: Pick<Segment, 'stretch' | 'number'>,
  bytes: Buffer,
): Promise<void> {
  const file = segmentFile(folder, stretch, number)
  const place = join(journalIn(folder), stretch)
  await mkdir(place, { recursive: true, mode: 0o700 })
  const there = await readFile(file).catch(missing)
  if (!there) await writeWhole(file, bytes)
  else if (!bytes.equals(there))
    throw new Error(`segment ${number} is there already: another server writes here`)
  await syncPlace(place)
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const unfinished = `${file}.unfinished`
  try {
    const handle = await open(unfinished, 'w', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw error
  }
}

async function syncPlace(place: string): Promise<void> {
  const handle = await open(place, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Removes what no backup that is rolled forward needs: segments before `from`, and older stretches. */
export async function forgetBefore(folder: string, stretch: string, from: number): Promise<void> {
  for (const older of await stretchesIn(folder))
    if (older < stretch) await rm(join(journalIn(folder), older), { recursive: true, force: true })
  for (const name of await readdir(join(journalIn(folder), stretch))) {
    const number = Number(segmentName.exec(name)?.[1] ?? Infinity)
    if (number < from) await rm(join(journalIn(folder), stretch, name), { force: true })
  }
}

/** Says which segment cannot be used, and why. */
export class BrokenJournal extends UnreadableBackup {}

/**
 * The segments of a stretch in their order, each authenticated and following the one before. Throws
 * `BrokenJournal` at the first that is missing, out of order, of another journal, damaged or cut off.
 */
export async function* segmentsOf(folder: string, stretch: string, key: BackupKey): AsyncGenerator<Segment> {
  let expected: number | undefined
  let digest: string | undefined
  for (const number of await numbersIn(folder, stretch)) {
    const wrong = (why: string) => new BrokenJournal(`Segment ${expected ?? number} of the journal ${why}.`)
    if (expected !== undefined && number !== expected) throw wrong('is missing')
    const bytes = await readFile(segmentFile(folder, stretch, number))
    const segment = opened(bytes, key, wrong)
    if (segment.stretch !== stretch || segment.number !== number)
      throw wrong('is out of order: it belongs somewhere else')
    if (digest !== undefined && segment.after !== digest) throw wrong('does not follow the one before it')
    yield segment
    expected = number + 1
    digest = digestOf(bytes)
  }
}

function opened(bytes: Buffer, key: BackupKey, wrong: (why: string) => BrokenJournal): Segment {
  try {
    return openSegment(bytes, key)
  } catch (error) {
    const why = error instanceof UnreadableBackup ? error.message : 'it is damaged'
    throw wrong(`cannot be read: ${why}`)
  }
}
