import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { WrongCopy } from '../backup/check-copy.ts'
import { UnreadableBackup } from '../backup/cipher.ts'
import { BrokenJournal } from '../backup/journal-folder.ts'
import { restoreBackup } from '../backup/restore-backup.ts'
import { ConfigurationError, readConfig } from '../config.ts'
import { dialect } from '../db/dialect.ts'
import { loadKeys } from '../keys.ts'
import { eraseAgain } from '../identity/erasures.ts'
import { failed, openContext } from './open-context.ts'

/**
 * `npm run restore -- FILE_OR_FOLDER [--to FILE] [--up-to-damage]`, with the server stopped: decrypts a
 * backup, or the newest one of a folder and its journal, and verifies books and seals before it takes the
 * place of the database; what was there is kept beside it.
 */
async function restore(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { to: { type: 'string' }, 'up-to-damage': { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [given] = positionals
  const config = readConfig(process.env)
  if (dialect === 'postgres')
    throw new ConfigurationError('PostgreSQL is restored by its own tools: pg_restore; see the README.')
  if (!given || !existsSync(given))
    throw new ConfigurationError('Usage: npm run restore -- FILE_OR_FOLDER [--to FILE]')
  const to = resolve(values.to ?? config.databaseUrl)
  const elsewhere = to !== config.databaseUrl
  const { keptDatabase, keptHeads, began, asOf, notes } = await restoreBackup(
    // The heads of the seals belong to the database that the server uses.
    { databaseUrl: to, sealFolder: elsewhere ? null : config.sealFolder },
    loadKeys(config),
    resolve(given),
    { upToDamage: values['up-to-damage'] },
  )
  for (const note of notes) console.log(note)
  console.log('Restored. The books are right, and history is as it was sealed.')
  if (asOf) console.log(`Everything written before ${asOf.toISOString()} is there (from ${began}).`)
  const erased = await eraseIn(to, statSync(given).isDirectory() ? given : dirname(given))
  if (erased > 0) console.log(`Forgotten again, as they had been since: ${erased}.`)
  if (keptDatabase) console.log(`The database that was there is kept as ${keptDatabase}.`)
  if (keptHeads) console.log(`The heads of the seals that it had are kept as ${keptHeads}.`)
}

/** A backup from before still knows people who were forgotten since. */
async function eraseIn(databaseUrl: string, folder: string): Promise<number> {
  const ctx = await openContext({ ...process.env, DATABASE_URL: databaseUrl })
  try {
    return await eraseAgain({ ...ctx, config: { ...ctx.config, backupFolder: resolve(folder) } })
  } finally {
    await ctx.db.close()
  }
}

restore().catch((error: unknown) => {
  if (error instanceof BrokenJournal)
    return failed(
      new ConfigurationError(
        `${error.message} Nothing was changed. --up-to-damage restores what is before it.`,
      ),
    )
  const known = error instanceof UnreadableBackup || error instanceof WrongCopy
  failed(known ? new ConfigurationError(`${error.message} Nothing was changed.`) : error)
})
