import { dirname, join } from 'node:path'
import { mkdirSync } from 'node:fs'
import { projectFolder } from '../project-folder.ts'
import { dialectOf } from './dialect.ts'

/** Where `generate.ts` writes; drizzle keeps which of them ran in the database itself. */
export function migrationsFolder(address: string): string {
  return join(projectFolder, 'server/db/migrations', dialectOf(address))
}

/** Brings the database an address names to the newest schema, and makes the file when there is none yet. */
export function migrate(address: string): Promise<void> {
  return dialectOf(address) === 'postgres' ? migratePostgres(address) : migrateSqlite(address)
}

async function migrateSqlite(file: string): Promise<void> {
  const { openConnection } = await import('./open-sqlite.ts')
  const { drizzle } = await import('drizzle-orm/better-sqlite3')
  const migrator = await import('drizzle-orm/better-sqlite3/migrator')
  mkdirSync(dirname(file), { recursive: true })
  const connection = openConnection(file)
  try {
    // Another process may be migrating the same file.
    connection.pragma('busy_timeout = 30000')
    migrator.migrate(drizzle(connection), { migrationsFolder: migrationsFolder(file) })
  } finally {
    connection.close()
  }
}

/** Several processes start at the same time: the first one migrates, the others wait for its lock. */
async function migratePostgres(address: string): Promise<void> {
  const { default: pg } = await import('pg')
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const migrator = await import('drizzle-orm/node-postgres/migrator')
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    await client.query("select pg_advisory_lock(hashtext('jiulongpo-carbon migrations'))")
    await migrator.migrate(drizzle(client), { migrationsFolder: migrationsFolder(address) })
  } finally {
    // The lock belongs to the session and ends with it.
    await client.end()
  }
}
