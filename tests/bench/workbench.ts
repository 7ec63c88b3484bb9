import { constants, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Child } from './child.ts'
import { cacheFolder, type FixtureName, fixtureOf, type Manifest } from './fixture.ts'
import type { LoadResult } from './load.ts'
import { environmentOf, partnerCode, partnerSecret } from './settings.ts'
import type { Unplaced } from './workloads.ts'

export interface RunningServer {
  readonly port: number
  /** A partner's access token, good for a quarter of an hour. */
  readonly token: string
  /** Of processor time, since it started. */
  cpuSeconds(): Promise<number>
  stop(): Promise<void>
}

/** A copy of a fixture that may be written to. */
export interface Database {
  readonly file: string
  readonly manifest: Manifest
}

/** A round of load, with the processor time of the servers. */
export interface Round extends LoadResult {
  readonly cpuSeconds: number
}

export type StartPostgres = (options: { durable: boolean }) => Promise<{
  readonly address: string
  stop(): Promise<unknown>
}>

export type Workbench = ReturnType<typeof openWorkbench>

/** Servers, load and databases in processes and folders that are gone when the bench is closed. */
export function openWorkbench(say: (text: string) => void, profileFolder: string | null) {
  const cache = cacheFolder()
  const folder = mkdtempSync(join(tmpdir(), 'carbon-bench-'))
  const load = new Child('load')
  const running = new Set<RunningServer>()
  let copies = 0

  async function database(name: FixtureName): Promise<Database> {
    const fixture = await fixtureOf(cache, name, say)
    const file = join(folder, `${name}-${++copies}.sqlite`)
    copyFileSync(fixture.file, file, constants.COPYFILE_FICLONE)
    return { file, manifest: fixture.manifest }
  }

  async function serve(address: string): Promise<RunningServer> {
    const data = join(folder, `data-${++copies}`)
    mkdirSync(data)
    const execArgv = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : []
    const child = new Child('serve', { env: environmentOf(address, data), execArgv })
    const { port } = await child.answer<{ port: number }>()
    const server = {
      port,
      token: await tokenFrom(port),
      cpuSeconds: () => child.ask<number>('cpu'),
      async stop() {
        running.delete(server)
        await child.stop()
      },
    }
    running.add(server)
    return server
  }

  /** One round of load, and what it cost the servers. */
  async function round(servers: readonly RunningServer[], job: Unplaced): Promise<Round> {
    const used = async () => {
      let seconds = 0
      for (const server of servers) seconds += await server.cpuSeconds()
      return seconds
    }
    const before = await used()
    const result = await load.ask<LoadResult>({ ...job, ports: servers.map(server => server.port) })
    if (result.turnedAway > 0) say(`  ${result.turnedAway} answers were 503: the machine is too busy`)
    return { ...result, cpuSeconds: (await used()) - before }
  }

  return {
    cache,
    folder,
    say,
    database,
    serve,
    round,
    /** Removes a database that is no longer needed: the large ones fill a disk. */
    remove: ({ file }: Database) => {
      for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    },
    async close() {
      for (const server of running) await server.stop().catch(() => {})
      load.process.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function tokenFrom(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: partnerCode,
      client_secret: partnerSecret,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token?: string }
  if (!token) throw new Error(`no token: ${answer.status}`)
  return token
}
