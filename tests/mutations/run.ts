import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '#tests/support/postgres-server.mjs'
import { projectFolder } from '#server/project-folder.ts'
import { type Mutant, mutants } from './mutants.ts'

/**
 * `npm run mutations [-- --only WORDS]`: takes one safeguard after the other out of a copy of the sources,
 * and runs the tests that should notice, on SQLite unless only PostgreSQL shows it. Prints who was killed;
 * ends with 1 when one survived.
 */
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const chosen = mutants.filter(({ what }) => what.includes(values.only ?? ''))

/** A mutant that hangs is noticed too. */
const patienceMs = 240_000

/** Every file git knows or would add, with the packages of this folder. */
function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carbon-mutations-'))
  const known = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const files = spawnSync('git', known, { cwd: projectFolder, encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout
  for (const file of files.split('\0').filter(path => path !== '' && existsSync(join(projectFolder, path)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(projectFolder, file), join(folder, file))
  }
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Writes a mutant into the copy, and gives what takes it out again. */
function apply(folder: string, { changes }: Mutant): () => void {
  const before = new Map<string, string>()
  for (const { file, from, to } of changes) {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    if (text.split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`)
    if (!before.has(path)) before.set(path, text)
    writeFileSync(
      path,
      text.replace(from, () => to),
    )
  }
  return () => before.forEach((text, path) => writeFileSync(path, text))
}

interface Ran {
  readonly failed: boolean
  readonly said: string
}

let postgres: Awaited<ReturnType<typeof startPostgres>> | undefined

async function runTests(folder: string, { tests, named, onPostgres }: Mutant): Promise<Ran> {
  if (onPostgres) postgres ??= await startPostgres()
  // A busy machine may fail a test once; a mutant fails it every time.
  const how = ['run', '--project', onPostgres ? 'postgres' : 'sqlite', '--bail', '1', '--retry', '2']
  const chosenTests = named === undefined ? tests : [...tests, '-t', named]
  const args = ['node_modules/vitest/vitest.mjs', ...how, ...chosenTests]
  const env = { ...process.env, TMPDIR: folder, TEST_POSTGRES_URL: postgres?.address ?? '' }
  const vitest = spawn(process.execPath, args, { cwd: folder, env })
  let said = ''
  vitest.stdout.on('data', (part: Buffer) => (said += part.toString()))
  vitest.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const timer = setTimeout(() => vitest.kill('SIGKILL'), patienceMs)
  return new Promise(resolve =>
    vitest.on('close', code => {
      clearTimeout(timer)
      resolve({ failed: code !== 0, said })
    }),
  )
}

/** The test that noticed, for the table. */
const noticedBy = (said: string): string =>
  // Colours are for screens.
  /FAIL\s+(?:\S+\s+)?(tests\/[^\n]*)/.exec(said.replace(/\u001b\[[0-9;]*m/g, ''))?.[1]?.trim() ??
  'the run failed'

type Verdict = 'killed' | 'SURVIVED' | 'UNSOUND'

/** Whether tests pass without any mutant, asked once of each set. */
const sound = new Map<string, boolean>()

async function isSound(folder: string, mutant: Mutant): Promise<boolean> {
  const key = [mutant.named, ...mutant.tests].join(' ')
  const known = sound.get(key) ?? !(await runTests(folder, mutant)).failed
  sound.set(key, known)
  return known
}

async function judge(folder: string, mutant: Mutant): Promise<{ verdict: Verdict; by: string }> {
  if (!(await isSound(folder, mutant))) return { verdict: 'UNSOUND', by: 'fails without the mutant' }
  const restore = apply(folder, mutant)
  const { failed, said } = await runTests(folder, mutant)
  restore()
  return failed ? { verdict: 'killed', by: noticedBy(said) } : { verdict: 'SURVIVED', by: '' }
}

async function main(): Promise<number> {
  const folder = copyTree()
  const count: Record<Verdict, number> = { killed: 0, SURVIVED: 0, UNSOUND: 0 }
  try {
    for (const mutant of chosen) {
      const { verdict, by } = await judge(folder, mutant)
      count[verdict]++
      process.stdout.write(`${verdict.padEnd(8)}  ${mutant.what}  ${by}\n`)
    }
  } finally {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const { killed, SURVIVED: survived, UNSOUND: unsound } = count
  process.stdout.write(`mutants: ${killed} killed, ${survived} survived, ${unsound} without a sound test\n`)
  return killed === chosen.length ? 0 : 1
}

process.exitCode = await main()
