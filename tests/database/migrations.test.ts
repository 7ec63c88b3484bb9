import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dialect } from '#server/db/dialect.ts'
import { generateMigrations } from '#server/db/generate.ts'
import { migrate } from '#server/db/migrate.ts'
import { projectFolder } from '#server/project-folder.ts'
import { openTestDatabase } from '#tests/support/database.ts'

const folder = join(projectFolder, 'server/db/migrations', dialect)
const migrations = readdirSync(folder).filter(file => file.endsWith('.sql'))

it('has a migration for everything the tables say', () => {
  // Inside the project: drizzle-kit takes only relative folders.
  const copy = mkdtempSync(join(projectFolder, 'tests/output-'))
  try {
    cpSync(folder, copy, { recursive: true })
    generateMigrations(dialect, copy.slice(projectFolder.length + 1))
    expect(readdirSync(copy).toSorted()).toEqual(readdirSync(folder).toSorted())
  } finally {
    rmSync(copy, { recursive: true })
  }
})

it('never drops a table', () => {
  expect(migrations).not.toEqual([])
  for (const file of migrations)
    expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/drop\s+table/i)
})

it('makes every table of SQLite strict about types', () => {
  const sqlite = join(projectFolder, 'server/db/migrations/sqlite')
  for (const file of readdirSync(sqlite).filter(name => name.endsWith('.sql'))) {
    const text = readFileSync(join(sqlite, file), 'utf8')
    expect(text.match(/^\) STRICT;/gm)?.length ?? 0, file).toBe(text.match(/^CREATE TABLE/gm)?.length ?? 0)
  }
})

it('changes nothing when the schema is the newest already', async () => {
  const { address, close } = await openTestDatabase()
  await expect(migrate(address)).resolves.toBeUndefined()
  await close()
})
