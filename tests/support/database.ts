import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
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

/** An empty, migrated database of this project's dialect, for one test alone. */
export function openTestDatabase(): Promise<TestDatabase> {
  return dialect === 'postgres' ? onPostgres() : onSqlite()
}

async function onSqlite(): Promise<TestDatabase> {
  const template = inject('sqliteTemplate')
  const folder = mkdtempSync(join(dirname(template), 'test-'))
  const address = join(folder, 'carbon.db')
  copyFileSync(template, address)
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

async function onPostgres(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdministrator(`create database ${name} template ${postgresTemplate}`)
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

async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresAddress('postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
