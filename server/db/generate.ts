import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../project-folder.ts'
import type { Dialect } from './dialect.ts'

const kits = {
  sqlite: { dialect: 'sqlite', address: '' },
  postgres: { dialect: 'postgresql', address: 'postgres://schema-only' },
} as const

/**
 * Writes the migration that takes the last one to the schema of the code, if they differ. Arguments after
 * the first go to drizzle-kit: `--custom --name triggers` makes an empty file for what the schema cannot
 * say.
 */
export function generateMigrations(dialect: Dialect, folder: string, more: readonly string[] = []): string {
  const kit = kits[dialect]
  const before = new Set(sqlFiles(folder))
  const run = spawnSync(
    join(projectFolder, 'node_modules/.bin/drizzle-kit'),
    ['generate', `--dialect=${kit.dialect}`, '--schema=server/db/schema.ts', `--out=${folder}`, ...more],
    // The tables choose their dialect by this address when they are loaded; nothing connects to it.
    { cwd: projectFolder, env: { ...process.env, DATABASE_URL: kit.address }, encoding: 'utf8' },
  )
  if (run.status !== 0) throw new Error(`drizzle-kit failed:\n${run.stdout}${run.stderr}`)
  if (dialect === 'sqlite')
    for (const file of sqlFiles(folder)) if (!before.has(file)) makeStrict(join(folder, file))
  return run.stdout
}

function sqlFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter(file => file.endsWith('.sql'))
  } catch {
    return []
  }
}

/** Without STRICT, SQLite stores text in a column of numbers; drizzle-kit cannot say it. */
function makeStrict(file: string): void {
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/^(CREATE TABLE [^]*?\n\));/gm, '$1 STRICT;'))
}

if (import.meta.filename === process.argv[1]) {
  for (const dialect of ['sqlite', 'postgres'] as const) {
    process.stdout.write(
      generateMigrations(dialect, `server/db/migrations/${dialect}`, process.argv.slice(2)),
    )
  }
}
