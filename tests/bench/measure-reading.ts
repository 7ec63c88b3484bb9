import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '#server/project-folder.ts'
import { type Found, median } from './figures.ts'
import { freePort } from './free-port.ts'
import { environmentOf, sizes } from './settings.ts'
import type { Unplaced } from './workloads.ts'
import type { Round, Workbench } from './workbench.ts'

const rounds = 5
const reads = 3_000
const starts = 3

/** Wallets read from a file of 6 million transfers, against one of 3 thousand. */
export async function measureWallet(bench: Workbench): Promise<Found> {
  const files = [await bench.database('hamlet'), await bench.database('large')] as const
  const servers = [await bench.serve(files[0].file), await bench.serve(files[1].file)] as const
  const owners = [sizes.hamlet.buyers, sizes.district.buyers] as const
  const results: Round[][] = [[], []]
  let from = 0
  for (let round = 0; round <= rounds; round++) {
    for (const [at, server] of servers.entries()) {
      const job = { connections: 4, from, count: reads, owners: owners[at] ?? 1 }
      const result = await bench.round([server], { kind: 'wallet', ...job } as Unplaced)
      if (round > 0) results[at]?.push(result)
    }
    from += reads
  }
  for (const server of servers) await server.stop()
  bench.remove(files[1])
  const [smallP99Ms = 0, largeP99Ms = 0] = results.map(one => median(one.map(result => result.p99)))
  const [smallP50Ms = 0, largeP50Ms = 0] = results.map(one => median(one.map(result => result.p50)))
  return {
    promised: [{ label: 'ratio', measured: largeP99Ms / smallP99Ms, target: 1.5, atMost: true }],
    figures: { largeP99Ms, smallP99Ms, largeP50Ms, smallP50Ms },
  }
}

/** `npm start` on the large file, from the start of the process to the first answer. */
export async function measureStart(bench: Workbench): Promise<Found> {
  const { file } = await bench.database('large')
  const seconds: number[] = []
  // The first one builds what changed since the last start.
  for (let round = 0; round <= starts; round++) {
    const took = await secondsToReady(bench, file, round)
    if (round > 0) seconds.push(took)
    bench.say(`  start ${round}: ${took.toFixed(2)} s`)
  }
  bench.remove({ file, manifest: { rewards: [], vouchers: { phone: {}, issued: [] } } })
  return {
    promised: [{ label: 'seconds', measured: median(seconds), target: 1, atMost: true }],
    figures: { slowestSeconds: Math.max(...seconds) },
  }
}

async function secondsToReady(bench: Workbench, file: string, round: number): Promise<number> {
  const data = join(bench.folder, `start-${round}`)
  mkdirSync(data)
  const port = await freePort()
  const env = { ...process.env, ...environmentOf(file, data), PORT: String(port) }
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['server/start.mjs'], { cwd: projectFolder, env, stdio: 'ignore' })
  const ended = new Promise<never>((_, reject) =>
    child.once('exit', code => reject(new Error(`the server ended with ${code}`))),
  )
  await Promise.race([answering(`http://127.0.0.1:${port}/api/v1/health`), ended])
  const seconds = (performance.now() - startedAt) / 1_000
  const gone = new Promise(resolve => child.once('exit', resolve))
  ended.catch(() => {})
  child.kill('SIGTERM')
  await gone
  return seconds
}

async function answering(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
