import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigurationError, readConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { dialectOf } from '../db/dialect.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { failed } from './open-context.ts'

/**
 * `npm run restore -- FILE`, with the server stopped: verifies the books of the backup before it takes the place of the
 * database; the one that was there is kept beside it.
 */
async function restore(): Promise<void> {
  const [given] = process.argv.slice(2)
  const { databaseUrl } = readConfig(process.env)
  if (dialectOf(databaseUrl) === 'postgres') throw new ConfigurationError('PostgreSQL: use pg_restore; see the README.')
  if (!given || !existsSync(given)) throw new ConfigurationError('Usage: npm run restore -- FILE')
  const candidate = `${databaseUrl}.restoring`
  copyFileSync(resolve(given), candidate)
  const db = await openDatabase(candidate)
  const differences = await verifyLedger({ db }).finally(() => db.close())
  for (const leftover of [`${candidate}-wal`, `${candidate}-shm`]) rmSync(leftover, { force: true })
  if (differences.length > 0) {
    rmSync(candidate)
    throw new ConfigurationError(
      `The books of this backup are wrong in ${differences.length} places: nothing was changed.`,
    )
  }
  const kept = `${databaseUrl}.before-restore`
  for (const part of ['', '-wal', '-shm']) {
    rmSync(`${kept}${part}`, { force: true })
    if (existsSync(`${databaseUrl}${part}`)) renameSync(`${databaseUrl}${part}`, `${kept}${part}`)
  }
  renameSync(candidate, databaseUrl)
  console.log(`Restored. The books are right. The database that was there is kept as ${kept}.`)
}

restore().catch(failed)
