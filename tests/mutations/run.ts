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
import { projectFolder } from '#server/project-folder.ts'
import { type Mutant, mutants } from './mutants.ts'

/**
 * `npm run mutations [-- --only WORDS]`: takes one safeguard after the other out of a copy of the sources,
 * and runs the tests that should notice, on SQLite. Prints who was killed; ends with 1 when one survived.
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

function runTests(folder: string, tests: readonly string[]): Promise<Ran> {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'sqlite', '--bail', '1', ...tests]
  const vitest = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, TMPDIR: folder } })
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

async function main(): Promise<number> {
  const folder = copyTree()
  const survivors: string[] = []
  try {
    const all = [...new Set(chosen.flatMap(({ tests }) => tests))]
    const sound = await runTests(folder, all)
    if (sound.failed) {
      process.stdout.write(`The tests fail without any mutant: ${noticedBy(sound.said)}\n`)
      return 1
    }
    for (const mutant of chosen) {
      const restore = apply(folder, mutant)
      const { failed, said } = await runTests(folder, mutant.tests)
      restore()
      if (!failed) survivors.push(mutant.what)
      process.stdout.write(
        `${failed ? 'killed  ' : 'SURVIVED'}  ${mutant.what}  ${failed ? noticedBy(said) : ''}\n`,
      )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  process.stdout.write(`mutants: ${chosen.length - survivors.length} killed, ${survivors.length} survived\n`)
  return survivors.length === 0 ? 0 : 1
}

process.exitCode = await main()
