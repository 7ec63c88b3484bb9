import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { startPostgres } from '../support/postgres-server.mjs'
import { afterwards, lostOf, rowsOf } from './books.ts'
import { type Fault, type Figure, holds, none, quantile, some, type Stage, until, within } from './figures.ts'
import { Load } from './load.ts'
import { type Served, serve } from './served.ts'
import { fill, inFolder, worldIn } from './world.ts'

const shape = { lanes: 32, batch: 5, redeeming: 0.2 }
const buyers = 300
/** Numbers that the other load does not reach. */
const rushFrom = 1_000_000

interface Scene {
  readonly stage: Stage
  readonly cluster: Awaited<ReturnType<typeof startPostgres>>
  readonly server: Served
  readonly load: Load
}

/** The database is killed while transactions are open, and comes back: the same server goes on. */
async function crashes({ stage, cluster, load, server }: Scene): Promise<Figure[]> {
  const figures: Figure[] = []
  let lost = 0
  let slowestMs = 0
  let gone = false
  void server.ended.then(() => (gone = true))
  await load.run(shape, () => load.credited.size < 100 && !gone)
  for (let round = 0; round < (stage.deep ? 5 : 1); round++) {
    let going = true
    const running = load.run(shape, () => going && !gone)
    await wait(200 + Math.random() * 500)
    await cluster.crash()
    const refused = load.count(503)
    await until('writes are refused', () => load.count(503) >= refused + 20 || gone)
    await cluster.restart()
    const [backAt, promised] = [performance.now(), load.credited.size]
    await until('writes go on', () => load.credited.size > promised || gone)
    slowestMs = Math.max(slowestMs, performance.now() - backAt)
    going = false
    await running
    lost += (await lostOf(load, cluster.address)).length
  }
  stage.say(`crashes: ${load.count(503)} refused, ${load.count('none')} unanswered`)
  figures.push(
    some('killed: refused with 503', load.count(503)),
    none('killed: promised and lost', lost),
    none('killed: answers that should not be', load.strange),
    holds('killed: the server goes on', !gone),
    within('killed: writes go on', slowestMs, 5_000),
  )
  return figures
}

/** Somebody holds what every writer wants: the pool is used up, the others are told so, and it passes. */
async function exhausted({ stage, cluster, load }: Scene): Promise<Figure[]> {
  const other = new pg.Client({ connectionString: cluster.address })
  await other.connect()
  await other.query('begin; lock table wallet in exclusive mode')
  const before = load.count(503)
  const startedAt = performance.now()
  const asked = Array.from({ length: 60 }, () => load.one({ ...shape, batch: 1 }))
  await until('thirty are refused', () => load.count(503) >= before + 30)
  const refusedMs = performance.now() - startedAt
  const wallet = await load.get('/api/v1/me/wallet', 1)
  await other.query('rollback')
  await other.end()
  await Promise.all(asked)
  const promised = load.credited.size
  await load.runFor({ ...shape, lanes: 4 }, 300)
  stage.say(`pool: ${load.count(503) - before} refused`)
  return [
    some('pool used up: refused with 503', load.count(503) - before, 30),
    within('pool used up: told after', refusedMs, 6_000),
    holds('pool used up: reads go on', wallet?.status === 200),
    holds('pool used up: goes on when it is free', load.credited.size > promised),
    none('pool used up: answers that should not be', load.strange),
  ]
}

/** Many want something at the same moment: all of them get it, however long the queue before the pool. */
async function rush({ stage, load }: Scene): Promise<Figure[]> {
  const refused = load.count(503)
  load.latencies.length = 0
  const asked = Array.from({ length: buyers }, (_, at) => load.redeem(rushFrom + at))
  const served = (await Promise.all(asked)).filter(Boolean).length
  stage.say(`rush: ${served} of ${buyers} served`)
  return [
    { ...none(`rush of ${buyers}: refused`, load.count(503) - refused), timed: true },
    within(`rush of ${buyers}: slowest`, quantile(load.latencies, 1), 15_000),
  ]
}

/** A ride of every fourth resident. */
const aQuarter = { lanes: 1, batch: 500, redeeming: 0 }

const median = `select percentile_disc(0.5) within group (order by resident_id) from wallet`

/**
 * A foreign transaction locks the wallets in two halves, the other way round: ours gives way, tries again
 * and gets through.
 */
async function deadlock({ cluster, load }: Scene): Promise<Figure[]> {
  const other = new pg.Client({ connectionString: cluster.address })
  await other.connect()
  await other.query(`set deadlock_timeout = '4s'; begin`)
  await other.query(`select 1 from wallet where resident_id > (${median}) for update`)
  const before = await deadlocksOf(cluster.address)
  const promised = load.credited.size
  // Ours locks its wallets of the lower half and waits for those of the upper.
  const asked = load.one(aQuarter)
  await until('ours waits', async () => (await waitingFor(cluster.address)) > 0)
  // Whichever PostgreSQL chooses gives way.
  await other.query(`select 1 from wallet where resident_id <= (${median}) for update`).catch(() => null)
  await other.query('rollback')
  await other.end()
  const answered = [await asked]
  await wait(1_000)
  return [
    { ...some('deadlocks seen by PostgreSQL', (await deadlocksOf(cluster.address)) - before), timed: true },
    holds('deadlock: the batch is answered', answered.every(Boolean)),
    some('deadlock: events promised', load.credited.size - promised, 500),
  ]
}

async function deadlocksOf(address: string): Promise<number> {
  const query = 'select deadlocks from pg_stat_database where datname = current_database()'
  return Number((await rowsOf(address, query))[0]?.['deadlocks'])
}

async function waitingFor(address: string): Promise<number> {
  const query = `select count(*) as waiting from pg_stat_activity where wait_event_type = 'Lock'`
  return Number((await rowsOf(address, query))[0]?.['waiting'])
}

export const postgres: Fault = {
  name: 'postgres',
  title: 'PostgreSQL killed, its pool used up, deadlocks',
  play: stage =>
    inFolder(async data => {
      const cluster = await startPostgres({ durable: true })
      try {
        fill(cluster.address, data)
        const server = await serve({ data, database: cluster.address })
        const load = new Load(worldIn(data))
        load.port = server.port
        const scene = { stage, cluster, server, load }
        const figures = [
          ...(await crashes(scene)),
          ...(await exhausted(scene)),
          ...(await rush(scene)),
          ...(await deadlock(scene)),
        ]
        await load.settle()
        const end = await server.stop()
        load.close()
        figures.push(holds('ends well', end.code === 0))
        return [...figures, ...(await afterwards(load, data, cluster.address))]
      } finally {
        await cluster.stop()
      }
    }),
}
