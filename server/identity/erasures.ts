import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { asc, inArray, isNotNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { childrenOf } from '../households/guardians.ts'
import type { Keys } from '../keys.ts'
import { limits } from '../limits.ts'
import { eraseResident } from './erase-resident.ts'
import { blindIndex } from './sealing.ts'
import { resident } from './tables.ts'

/**
 * Who was forgotten, outside the database: a line a pseudonym, with a keyed hash, so that nobody who can
 * write there has others forgotten. A backup from before still has them; what is restored from it forgets
 * them again. Kept where the heads of the seals are, and beside the backups.
 */
export function erasureFiles(config: Pick<Config, 'sealFolder' | 'backupFolder'>): string[] {
  const folders = [config.sealFolder, ...(config.backupFolder ? [config.backupFolder] : [])]
  return [...new Set(folders)].map(folder => join(folder, 'erasures.txt'))
}

const lineOf = (keys: Keys, id: string) => `${id} ${blindIndex(keys, 'erasure', id)}`

/** The pseudonyms of a list; a line that we did not write, or not to its end, counts for nothing. */
function idsIn(keys: Keys, file: string): Set<ResidentId> {
  if (!existsSync(file)) return new Set()
  const ids = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap(line => {
      const [id = ''] = line.split(' ')
      return line === lineOf(keys, id) ? [id as ResidentId] : []
    })
  return new Set(ids)
}

/**
 * Writes who is forgotten and not in the lists outside yet; on disk when it answers. What a process that died
 * after a commit, or another one, left out is caught up with here. A list that cannot be written is tried
 * again by the job, and does not undo what was promised.
 */
export async function rememberErasures(
  ctx: Pick<Context, 'db' | 'config' | 'keys' | 'log'>,
): Promise<number> {
  const rows = await ctx.db.reader
    .select({ id: resident.id })
    .from(resident)
    .where(isNotNull(resident.closedAt))
    .orderBy(asc(resident.id))
  let written = 0
  for (const file of rows.length === 0 ? [] : erasureFiles(ctx.config)) {
    try {
      const there = idsIn(ctx.keys, file)
      const missing = rows.filter(row => !there.has(row.id))
      append(
        file,
        missing.map(row => lineOf(ctx.keys, row.id)),
      )
      written += missing.length
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? String(error)
      ctx.log.error({ why }, 'a list of who was forgotten cannot be written')
    }
  }
  return written
}

function append(file: string, lines: readonly string[]): void {
  if (lines.length === 0) return
  mkdirSync(join(file, '..'), { recursive: true })
  const handle = openSync(file, 'a', 0o600)
  try {
    // Begins on a line of its own, even where a power cut left half of one.
    writeSync(handle, `\n${lines.join('\n')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Forgets again whom a restored database still knows: for the start, and after a restore. Says how many.
 * Children go before their guardians.
 */
export async function eraseAgain(ctx: Context): Promise<number> {
  const listed = new Set(erasureFiles(ctx.config).flatMap(file => [...idsIn(ctx.keys, file)]))
  const ids = [...listed].sort()
  let erased = 0
  for (let from = 0; from < ids.length; from += limits.chunkRows) {
    const known = await ctx.db.reader
      .select({ id: resident.id, closedAt: resident.closedAt })
      .from(resident)
      .where(inArray(resident.id, ids.slice(from, from + limits.chunkRows)))
    for (const { id, closedAt } of known) if (!closedAt) erased += await eraseWithChildren(ctx, id)
  }
  await rememberErasures(ctx)
  return erased
}

async function eraseWithChildren(ctx: Context, residentId: ResidentId): Promise<number> {
  let erased = 0
  for (const { childId } of await childrenOf(ctx.db.reader, residentId))
    erased += await eraseWithChildren(ctx, childId)
  const again = { kind: 'job', name: 'erase-again' } as const
  if (await ctx.db.transaction(tx => eraseResident(tx, ctx, residentId, again))) erased++
  return erased
}
