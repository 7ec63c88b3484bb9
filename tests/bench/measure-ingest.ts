import { Child } from './child.ts'
import { aRound, cpuMicroseconds, type Found, median, perSecond } from './figures.ts'
import { environmentOf, sizes } from './settings.ts'
import type { Unplaced } from './workloads.ts'
import type { Round, RunningServer, Workbench } from './workbench.ts'

export const batch = 500
/** Requests under way at a time: the partner's next batch waits at the door while one is decided. */
const connections = 4
const rounds = 3
const warmUp = 10
const batchesARound = [4, 80] as const

/** Sends batches to a server, going on where the round before ended. */
export function batchesTo(bench: Workbench, server: RunningServer, residents: number) {
  let from = 0
  return (count: number): Promise<Round> => {
    const job = { connections, from, count, token: server.token, residents, batch }
    from += count
    return bench.round([server], { kind: 'ingest', ...job } as Unplaced)
  }
}

export interface ReplayResult {
  readonly deeds: number
  readonly seconds: number
  readonly cpuSeconds: number
}

/** A baseline's process once it is ready to write what the server has written. */
export async function replayOf(program: string, from: string, into: string, folder: string): Promise<Child> {
  const child = new Child(program, { args: [from, into], env: environmentOf(into, folder) })
  await child.answer()
  return child
}

/** Batches of 500 through HTTP, against the same rows written by a loop of prepared statements. */
export async function measureIngest(bench: Workbench): Promise<Found> {
  const theirs = await bench.database('district')
  const ours = await bench.database('district')
  const server = await bench.serve(theirs.file)
  const replay = await replayOf('replay-sqlite', theirs.file, ours.file, bench.folder)
  const send = batchesTo(bench, server, sizes.district.residents)
  const count = aRound(await send(warmUp), warmUp, batchesARound)
  await replay.ask('write')
  const served: Round[] = []
  const written: ReplayResult[] = []
  for (let round = 1; round <= rounds; round++) {
    served.push(await send(count))
    written.push(await replay.ask<ReplayResult>('write'))
    bench.say(`  round ${round}: ${told(served, batch)} against ${told(asRequests(written))} events/s`)
  }
  replay.process.send('stop')
  await server.stop()
  const [eventsPerSecond, baselinePerSecond] = [perSecond(served, batch), perSecond(asRequests(written))]
  return {
    promised: [{ label: 'ratio', measured: eventsPerSecond / baselinePerSecond, target: 0.6 }],
    figures: {
      eventsPerSecond,
      baselinePerSecond,
      cpuMicroseconds: cpuMicroseconds(served, batch),
      baselineCpuMicroseconds: cpuMicroseconds(asRequests(written)),
      batchP50Ms: median(served.map(one => one.p50)),
      batchP99Ms: median(served.map(one => one.p99)),
    },
  }
}

/** The same batches into a file of 3 million activities, against an empty one. */
export async function measureGrowth(bench: Workbench): Promise<Found> {
  const [small, large] = [await bench.database('district'), await bench.database('large')]
  const servers = [await bench.serve(small.file), await bench.serve(large.file)] as const
  const sends = servers.map(server => batchesTo(bench, server, sizes.district.residents))
  const results: Round[][] = [[], []]
  let count: number = batchesARound[1]
  for (const send of sends) count = Math.min(count, aRound(await send(warmUp), warmUp, batchesARound))
  for (let round = 1; round <= rounds; round++) {
    for (const [at, send] of sends.entries()) results[at]?.push(await send(count))
    bench.say(`  round ${round}: ${told(results[1], batch)} against ${told(results[0], batch)} events/s`)
  }
  for (const server of servers) await server.stop()
  bench.remove(large)
  const [emptyPerSecond = 0, largePerSecond = 0] = results.map(one => perSecond(one, batch))
  return {
    promised: [{ label: 'ratio', measured: largePerSecond / emptyPerSecond, target: 0.7 }],
    figures: {
      largePerSecond,
      emptyPerSecond,
      largeCpuMicroseconds: cpuMicroseconds(results[1] ?? [], batch),
      emptyCpuMicroseconds: cpuMicroseconds(results[0] ?? [], batch),
    },
  }
}

export function asRequests(written: readonly ReplayResult[]) {
  return written.map(({ deeds, ...spent }) => ({ requests: deeds, ...spent }))
}

/** The last round's rate, for the progress. */
export function told(results: readonly Pick<Round, 'requests' | 'seconds'>[] = [], each = 1): string {
  return Math.round(perSecond(results.slice(-1), each)).toLocaleString('en')
}
