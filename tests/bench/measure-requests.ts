import { aRound, cpuMicroseconds, type Found, median, perSecond, type Promised } from './figures.ts'
import { told } from './measure-ingest.ts'
import { sizes } from './settings.ts'
import type { Database, Round, RunningServer, Workbench } from './workbench.ts'
import type { Unplaced } from './workloads.ts'

const connections = 64
const rounds = 3
/** Until the compiler has seen enough of the path: servers run for days, and not for their first second. */
const warmUp = 2_500
const noopARound = [5_000, 60_000] as const

type Kind = Pick<Unplaced, 'kind'>
/** What one of these measures asks for, but for where and how much. */
type Asked = Kind & Record<string, unknown>

interface Requests {
  /** The most requests, or pairs of requests, of a round. */
  readonly most: number
  ask(database: Database, server: RunningServer): Asked
  promise(ratio: number, p99Ms: number): readonly Promised[]
}

/** Single requests at 64 connections, against a route of the same server that does nothing. */
async function measure(bench: Workbench, { most, ask, promise }: Requests): Promise<Found> {
  const database = await bench.database('district')
  const server = await bench.serve(database.file)
  const asked = ask(database, server)
  let from = 0
  const send = (count: number) => {
    const job = { ...asked, connections, from, count } as Unplaced
    from += count
    return bench.round([server], job)
  }
  const noop = (count: number) =>
    bench.round([server], { kind: 'noop', connections, from: 0, count } as Unplaced)
  await noop(noopARound[0])
  const noops = aRound(await noop(noopARound[0]), noopARound[0], noopARound)
  const count = aRound(await send(warmUp), warmUp, [warmUp, most])
  const [done, nothing]: [Round[], Round[]] = [[], []]
  for (let round = 1; round <= rounds; round++) {
    nothing.push(await noop(noops))
    done.push(await send(count))
    const p99 = done.at(-1)?.p99.toFixed(1)
    bench.say(`  round ${round}: ${told(done)} against ${told(nothing)} requests/s, p99 ${p99} ms`)
  }
  await server.stop()
  bench.remove(database)
  const [requestsPerSecond, noopPerSecond] = [perSecond(done), perSecond(nothing)]
  const p99Ms = median(done.map(one => one.p99))
  return {
    promised: promise(requestsPerSecond / noopPerSecond, p99Ms),
    figures: {
      requestsPerSecond,
      noopPerSecond,
      cpuMicroseconds: cpuMicroseconds(done),
      noopCpuMicroseconds: cpuMicroseconds(nothing),
      p50Ms: median(done.map(one => one.p50)),
      p99Ms,
    },
  }
}

export function measureSingle(bench: Workbench): Promise<Found> {
  return measure(bench, {
    most: 12_000,
    ask: (_, { token }) => ({ kind: 'ingest', token, residents: sizes.district.residents, batch: 1 }),
    promise: (ratio, p99) => [
      { label: 'ratio', measured: ratio, target: 0.35 },
      { label: 'p99', measured: p99, target: 30, atMost: true },
    ],
  })
}

export function measureRedeem(bench: Workbench): Promise<Found> {
  return measure(bench, {
    most: 12_000,
    ask: ({ manifest }) => ({
      kind: 'redeem',
      rewards: manifest.rewards.slice(0, 1),
      buyers: sizes.district.buyers,
    }),
    promise: (ratio, p99) => [
      { label: 'ratio', measured: ratio, target: 0.3 },
      { label: 'p99', measured: p99, target: 50, atMost: true },
    ],
  })
}

/** Inspect and accept are two requests, and each is counted. */
export function measureAccept(bench: Workbench): Promise<Found> {
  return measure(bench, {
    most: 2_500,
    ask: ({ manifest }) => ({ kind: 'accept', vouchers: manifest.vouchers, staff: sizes.district.staff }),
    promise: ratio => [{ label: 'ratio', measured: ratio, target: 0.3 }],
  })
}
