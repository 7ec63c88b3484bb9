import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ConfigurationError, type Config } from '../config.ts'
import { isInUse } from '../db/open-sqlite.ts'
import type { Keys } from '../keys.ts'
import { headsFile } from '../seals/heads.ts'
import { checkCopy, checkCopySeals } from './check-copy.ts'
import { decryptFile } from './cipher.ts'
import { removeDatabase, syncFolder } from './files.ts'
import { findWay, follow } from './restore-journal.ts'

export interface Restored {
  /** Where the database that was there is now; null when there was none. */
  readonly keptDatabase: string | null
  /** Where the heads outside are now: they know blocks that the backup is too old to have. */
  readonly keptHeads: string | null
  /** Where a folder was restored: the backup begun with, and before which instant everything is there. */
  readonly began: string | null
  readonly asOf: Date | null
  readonly notes: readonly string[]
}

/**
 * Puts a backup, or the newest state that a folder of them with its journal holds, in the place of the
 * database, with the server stopped: decrypted, books and seals verified, and only then swapped. Nothing
 * that was there is deleted. Throws before anything is changed.
 */
export async function restoreBackup(
  config: Pick<Config, 'databaseUrl'> & { readonly sealFolder: string | null },
  keys: Keys,
  from: string,
  { upToDamage = false } = {},
): Promise<Restored> {
  const { databaseUrl } = config
  if (existsSync(databaseUrl) && isInUse(databaseUrl))
    throw new ConfigurationError('The database is in use: stop the server first. Nothing was changed.')
  mkdirSync(dirname(databaseUrl), { recursive: true, mode: 0o700 })
  const candidate = `${databaseUrl}.restoring`
  removeDatabase(candidate)
  const way = statSync(from).isDirectory() ? await findWay(from, keys.backup, { upToDamage }) : null
  let began: string | null = null
  try {
    if (way) began = await follow(from, way, candidate, keys.backup)
    else decryptFile(from, candidate, keys.backup)
    await checkCopy(candidate)
    await checkCopySeals(candidate, new Map([[keys.signing.kid, keys.signing.publicKey]]))
  } catch (error) {
    removeDatabase(candidate)
    throw error
  }
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const keptDatabase = existsSync(databaseUrl) ? `${databaseUrl}.before-${stamp}` : null
  for (const part of ['', '-wal', '-shm'])
    if (existsSync(`${databaseUrl}${part}`))
      renameSync(`${databaseUrl}${part}`, `${databaseUrl}.before-${stamp}${part}`)
  renameSync(candidate, databaseUrl)
  syncFolder(dirname(databaseUrl))
  const keptHeads = putHeadsAside(config.sealFolder, stamp)
  return { keptDatabase, keptHeads, began, asOf: way?.asOf ?? null, notes: way?.notes ?? [] }
}

/** The restored chain goes on from an earlier block: new heads begin, the old ones stay as evidence. */
function putHeadsAside(sealFolder: string | null, stamp: string): string | null {
  if (sealFolder === null) return null
  const heads = headsFile({ sealFolder })
  if (!existsSync(heads)) return null
  const aside = join(dirname(heads), `${basename(heads, '.jsonl')}.before-${stamp}.jsonl`)
  renameSync(heads, aside)
  return aside
}
