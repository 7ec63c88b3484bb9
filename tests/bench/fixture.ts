import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { projectFolder } from '#server/project-folder.ts'
import { Child } from './child.ts'
import { environmentOf, type sizes } from './settings.ts'
import type { IssuedVouchers } from './vouchers.ts'

/** What the load must know of a world. */
export interface Manifest {
  readonly rewards: readonly string[]
  readonly vouchers: IssuedVouchers
}

export interface Fixture {
  readonly file: string
  readonly manifest: Manifest
}

const made = {
  /** 150,000 residents who have done nothing yet. */
  district: { size: 'district', history: '' },
  /** The same with 3 million activities: 6 million transfers. */
  large: { size: 'district', history: 'history' },
  /** 1,500 activities: 3,000 transfers. */
  hamlet: { size: 'hamlet', history: 'history' },
} as const satisfies Record<string, { size: keyof typeof sizes; history: string }>

export type FixtureName = keyof typeof made

/** Raised when another world or history is to be built. */
const edition = 1

/** Another schema or scale is another fixture too. */
function versionOf(): string {
  const hash = createHash('sha256').update(String(edition))
  for (const path of ['server/db/migrations/sqlite', 'seeds/reference'])
    for (const file of filesOf(join(projectFolder, path))) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 12)
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => filesOf(join(path, name)))
}

/** Where fixtures are kept between runs, outside of the repository. */
export function cacheFolder(): string {
  const above = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = join(above, 'jiulongpo-carbon-bench', versionOf())
  mkdirSync(folder, { recursive: true })
  return folder
}

/** What earlier schemas left behind: each is several gigabytes. */
function removeOlder(cache: string): void {
  const above = dirname(cache)
  for (const name of readdirSync(above))
    if (join(above, name) !== cache) rmSync(join(above, name), { recursive: true, force: true })
}

/** A database file that is built once and then only copied. */
export async function fixtureOf(
  cache: string,
  name: FixtureName,
  say: (text: string) => void,
): Promise<Fixture> {
  const file = join(cache, `${name}.sqlite`)
  const manifest = join(cache, `${name}.json`)
  if (!existsSync(manifest)) {
    say(`building the fixture “${name}” in ${cache} …`)
    const startedAt = Date.now()
    const unfinished = `${file}.unfinished`
    for (const path of [unfinished, `${unfinished}-wal`, `${unfinished}-shm`]) rmSync(path, { force: true })
    const { size, history } = made[name]
    const child = new Child('build-fixture', {
      args: [size, history, `${manifest}.unfinished`],
      env: environmentOf(unfinished, cache),
    })
    await child.ended()
    renameSync(unfinished, file)
    renameSync(`${manifest}.unfinished`, manifest)
    if (name === 'large') removeOlder(cache)
    const megabytes = Math.round(statSync(file).size / 2 ** 20)
    say(`built in ${Math.round((Date.now() - startedAt) / 1_000)} s: ${megabytes} MiB`)
  }
  return { file, manifest: JSON.parse(readFileSync(manifest, 'utf8')) as Manifest }
}
