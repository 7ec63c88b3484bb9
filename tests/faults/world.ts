import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '#server/project-folder.ts'
import { environmentOf } from '#tests/bench/settings.ts'
import { buildServer } from './build.ts'

/** Residents with a card, consent, a session and 10,000 points each, and a shop. */
export const worldSize = { residents: 2_000, buyers: 2_000, rewards: 5, staff: 1, vouchers: 0 } as const

export interface World {
  readonly rewards: readonly string[]
}

/** Fills the database of an address; the world's ids lie beside it in the data folder. */
export function fill(databaseUrl: string, dataFolder: string): void {
  const filled = spawnSync(process.execPath, ['--import', 'tsx', 'tests/faults/fill-world.ts'], {
    cwd: projectFolder,
    env: { ...process.env, ...environmentOf(databaseUrl, dataFolder) },
    encoding: 'utf8',
  })
  if (filled.status !== 0) throw new Error(`the world was not filled: ${filled.stderr}`)
  writeFileSync(join(dataFolder, 'world.json'), filled.stdout)
}

export function worldIn(dataFolder: string): World {
  return JSON.parse(readFileSync(join(dataFolder, 'world.json'), 'utf8')) as World
}

/** A new empty folder that goes when `work` is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'carbon-faults-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const databaseIn = (dataFolder: string): string => join(dataFolder, 'district.sqlite')

/** A copy of the template's data folder at a path. */
export function copyWorld(template: string, to: string): string {
  cpSync(template, to, { recursive: true })
  return to
}

/** Builds the server and one filled data folder, for a whole run. */
export function prepareTemplate(): { readonly template: string; remove(): void } {
  buildServer()
  const template = mkdtempSync(join(tmpdir(), 'carbon-faults-world-'))
  fill(databaseIn(template), template)
  return { template, remove: () => rmSync(template, { recursive: true, force: true }) }
}
