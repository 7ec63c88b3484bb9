import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '#server/db/database.ts'
import { dialect } from '#server/db/dialect.ts'
import { postgresAddress, postgresTemplate } from './postgres-template.ts'
import './sqlite-template.ts'

export interface TestDatabase {
  readonly database: Database
  /** What DATABASE_URL would say, for a second process or connection on the same database. */
  readonly address: string
  close(): Promise<void>
}

/** What a database holds before the test begins; filled once for the whole run, and copied. */
export interface Prepared {
  readonly name: string
  fill(database: Database): Promise<void>
}

/** A migrated database of this project's dialect, for one test alone: empty, or with what was prepared. */
export function openTestDatabase(prepared?: Prepared): Promise<TestDatabase> {
  return dialect === 'postgres' ? onPostgres(prepared) : onSqlite(prepared)
}

async function onSqlite(prepared?: Prepared): Promise<TestDatabase> {
  const template = inject('sqliteTemplate')
  const source = prepared ? await preparedFile(template, prepared) : template
  const folder = mkdtempSync(join(dirname(template), 'test-'))
  const address = join(folder, 'carbon.db')
  copyFileSync(source, address)
  const database = await openDatabase(address)
  return {
    database,
    address,
    async close() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function preparedFile(template: string, { name, fill }: Prepared): Promise<string> {
  const file = join(dirname(template), `${name}.db`)
  if (existsSync(file)) return file
  // Two workers may both fill one; the rename makes either whole.
  const mine = `${file}.${randomBytes(4).toString('hex')}`
  copyFileSync(template, mine)
  const database = await openDatabase(mine)
  await fill(database)
  await database.close()
  renameSync(mine, file)
  return file
}

async function onPostgres(prepared?: Prepared): Promise<TestDatabase> {
  const name = randomName()
  if (prepared) await copyPrepared(name, prepared)
  else await asAdministrator(`create database ${name} template ${postgresTemplate}`)
  const address = postgresAddress(name)
  const database = await openDatabase(address)
  return {
    database,
    address,
    async close() {
      await database.close()
      await asAdministrator(`drop database ${name} with (force)`)
    },
  }
}

const noSuchDatabase = '3D000'
const duplicateDatabase = '42P04'

async function copyPrepared(copy: string, { name, fill }: Prepared): Promise<void> {
  const source = `carbon_${name}`
  const copying = `create database ${copy} template ${source}`
  if ((await refusedWith(copying, noSuchDatabase)) === null) return
  const mine = randomName()
  await asAdministrator(`create database ${mine} template ${postgresTemplate}`)
  const database = await openDatabase(postgresAddress(mine))
  await fill(database)
  await database.close()
  await asAdministrator(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${mine}'`,
    `alter database ${mine} with allow_connections false`,
  )
  // Another worker may have been quicker: then its copy serves, and this one goes with the server.
  await refusedWith(`alter database ${mine} rename to ${source}`, duplicateDatabase)
  await asAdministrator(copying)
}

const randomName = () => `test_${randomBytes(8).toString('hex')}`

/** The code a statement was refused with, when it is the one that was expected; null when it went through. */
async function refusedWith(statement: string, expected: string): Promise<string | null> {
  try {
    await asAdministrator(statement)
    return null
  } catch (error) {
    if ((error as { code?: string }).code === expected) return expected
    throw error
  }
}

async function asAdministrator(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgresAddress('postgres') })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
