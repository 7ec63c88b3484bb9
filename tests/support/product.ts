import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '#server/project-folder.ts'

/** Time for the builds, if the last ones are older than the sources. */
const startingMs = 120_000

export interface Product {
  /** Such as `http://localhost:40123`. */
  readonly address: string
  /** What it printed: the demonstration's sign-ins among it. */
  readonly greeting: string
  /** Its data folder. */
  readonly data: string
  stop(): Promise<void>
}

/** Starts the product as `npm start` does on a new machine: a demonstration in an empty data folder. */
export async function startProduct(): Promise<Product> {
  // The test runner's own setting would make a build for developers.
  const { NODE_ENV: _, ...outside } = process.env
  const data = mkdtempSync(join(tmpdir(), 'carbon-journey-'))
  const server = spawn(process.execPath, ['server/start.mjs'], {
    cwd: projectFolder,
    env: { ...outside, PORT: '0', DEMO: '1', DATA_DIR: data, DATABASE_URL: '', LOG_LEVEL: 'error' },
  })
  const ended = new Promise(resolve => server.once('exit', resolve))
  let printed = ''
  const greeting = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server did not start: ${printed}`)), startingMs)
    const hear = (part: Buffer) => {
      printed += part.toString()
      if (!/merchant counter.*[^]*bin-demo-1/.test(printed)) return
      clearTimeout(timer)
      resolve(printed)
    }
    server.stdout.on('data', hear)
    server.stderr.on('data', hear)
    void ended.then(() => reject(new Error(`The server ended: ${printed}`)))
  })
  const address = /http:\/\/localhost:\d+/.exec(greeting)?.[0] ?? ''
  return {
    address,
    greeting,
    data,
    async stop() {
      server.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}
