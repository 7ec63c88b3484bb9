import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { projectFolder } from '#server/project-folder.ts'
import { environmentOf } from '#tests/bench/settings.ts'
import { built } from './build.ts'
import { databaseIn } from './world.ts'

const startingMs = 60_000
const endingMs = 60_000

export interface ServedOptions {
  readonly data: string
  /** A PostgreSQL instead of the file in the data folder. */
  readonly database?: string
  readonly build?: string
  readonly env?: Readonly<Record<string, string>>
  /** A program and its arguments that runs the server. */
  readonly under?: readonly string[]
  readonly nodeArgs?: readonly string[]
}

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
}

export interface Served {
  readonly port: number
  readonly pid: number
  /** From the start of the process to its first answer. */
  readonly startMs: number
  printed(): string
  readonly ended: Promise<Ended>
  /** Ends it at once, as a crash or a supervisor would. */
  kill(): Promise<Ended>
  /** Asks it to end, as a supervisor does first. */
  stop(): Promise<Ended>
}

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))

/** Starts the built server on a free port of this machine; throws when it ends before it listens. */
export async function serve(options: ServedOptions): Promise<Served> {
  const { data, database = databaseIn(data), build = built, env = {}, under = [], nodeArgs = [] } = options
  const startedAt = performance.now()
  const [program = '', ...args] = [...under, process.execPath, ...nodeArgs, join(build, 'main.mjs')]
  const child = spawn(program, args, {
    cwd: projectFolder,
    env: { ...process.env, ...environmentOf(database, data), ...env },
  })
  running.add(child)
  let printed = ''
  const hear = (part: Buffer) => void (printed = (printed + part.toString()).slice(-200_000))
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<Ended>(resolve =>
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    }),
  )
  const port = await listening(() => printed, ended)
  const afterSignal = async (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal)
    const late = wait(endingMs, null, { ref: false })
    const end = await Promise.race([ended, late])
    if (end) return end
    child.kill('SIGKILL')
    throw new Error(`the server did not end within ${endingMs} ms of ${signal}: ${printed.slice(-2_000)}`)
  }
  return {
    port,
    pid: child.pid ?? 0,
    startMs: performance.now() - startedAt,
    printed: () => printed,
    ended,
    kill: () => afterSignal('SIGKILL'),
    stop: () => afterSignal('SIGTERM'),
  }
}

async function listening(printed: () => string, ended: Promise<Ended>): Promise<number> {
  let end: Ended | undefined
  void ended.then(how => (end = how))
  for (const until = performance.now() + startingMs; performance.now() < until; await wait(5)) {
    const port = /http:\/\/localhost:(\d+)/.exec(printed())?.[1]
    if (port) return Number(port)
    if (end) throw new DidNotStart(end, printed())
  }
  throw new Error(`the server did not listen within ${startingMs} ms: ${printed()}`)
}

/** It ended before it listened: with which code, and what it said. */
export class DidNotStart extends Error {
  readonly end: Ended
  readonly printed: string

  constructor(end: Ended, printed: string) {
    super(`the server ended with ${end.code ?? end.signal}: ${printed}`)
    this.end = end
    this.printed = printed
  }
}
