import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { WrongCopy } from '../backup/check-copy.ts'
import { UnreadableBackup } from '../backup/cipher.ts'
import { restoreBackup } from '../backup/restore-backup.ts'
import { ConfigurationError, readConfig } from '../config.ts'
import { dialect } from '../db/dialect.ts'
import { loadKeys } from '../keys.ts'
import { failed } from './open-context.ts'

/**
 * `npm run restore -- FILE`, with the server stopped: decrypts the backup and verifies its books and seals
 * before it takes the place of the database; what was there is kept beside it.
 */
async function restore(): Promise<void> {
  const [given] = process.argv.slice(2)
  const config = readConfig(process.env)
  if (dialect === 'postgres')
    throw new ConfigurationError('PostgreSQL is restored by its own tools: pg_restore; see the README.')
  if (!given || !existsSync(given)) throw new ConfigurationError('Usage: npm run restore -- FILE')
  const { keptDatabase, keptHeads } = await restoreBackup(config, loadKeys(config), resolve(given))
  console.log('Restored. The books are right, and history is as it was sealed.')
  if (keptDatabase) console.log(`The database that was there is kept as ${keptDatabase}.`)
  if (keptHeads) console.log(`The heads of the seals that it had are kept as ${keptHeads}.`)
}

restore().catch((error: unknown) => {
  const known = error instanceof UnreadableBackup || error instanceof WrongCopy
  failed(known ? new ConfigurationError(`${error.message} Nothing was changed.`) : error)
})
