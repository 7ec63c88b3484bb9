import pg from 'pg'
import { migrate } from '#server/db/migrate.ts'

export const postgresTemplate = 'carbon_template'

/** The address of another database of the server that `npm test` started. */
export function postgresAddress(database: string): string {
  const address = process.env['TEST_POSTGRES_URL']
  if (!address) throw new Error('tests on PostgreSQL are started by: npm test -- --project postgres')
  return Object.assign(new URL(address), { pathname: `/${database}` }).href
}

/** Migrates one database for the whole run; every test gets a copy of it. */
export default async function setup(): Promise<void> {
  const client = new pg.Client({ connectionString: postgresAddress('postgres') })
  await client.connect()
  await client.query(`drop database if exists ${postgresTemplate}`)
  await client.query(`create database ${postgresTemplate}`)
  await client.end()
  await migrate(postgresAddress(postgresTemplate))
}
