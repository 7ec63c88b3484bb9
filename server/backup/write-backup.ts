import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Context } from '../context.ts'
import { checkCopy } from './check-copy.ts'
import { decryptFile, encryptFile } from './cipher.ts'
import { removeDatabase, syncFolder } from './files.ts'
import { flushSteadily } from './steady-flush.ts'

/**
 * Writes a backup of one moment while the database is in use: copied, encrypted, on disk, read back,
 * decrypted, and its books verified. Only then it takes its name. Throws when any of this fails: an
 * unverified backup is none. The two unencrypted copies it needs on the way lie beside the database and are
 * removed.
 */
export async function writeBackup(
  ctx: Pick<Context, 'db' | 'config' | 'keys'>,
  file: string,
  { plain }: { readonly plain: boolean },
): Promise<void> {
  const moment = `${ctx.config.databaseUrl}.moment-${process.pid}`
  const readBack = `${ctx.config.databaseUrl}.readback-${process.pid}`
  const unfinished = `${file}.unfinished`
  const endFlushing = flushSteadily([`${moment}.unfinished`, unfinished, readBack])
  try {
    await ctx.db.backup(moment)
    if (plain) copyFileSync(moment, unfinished)
    else encryptFile(moment, unfinished, ctx.keys.backup)
    removeDatabase(moment)
    decryptFile(unfinished, readBack, ctx.keys.backup)
    endFlushing()
    await checkCopy(readBack)
    renameSync(unfinished, file)
    syncFolder(dirname(file))
  } finally {
    endFlushing()
    for (const left of [moment, `${moment}.unfinished`, readBack]) removeDatabase(left)
    rmSync(unfinished, { force: true })
  }
}
