import pg from 'pg'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Child } from './child.ts'
import { aRound, cpuMicroseconds, type Found, median, perSecond } from './figures.ts'
import type { Manifest } from './fixture.ts'
import { asRequests, batch, batchesTo, type ReplayResult, replayOf, told } from './measure-ingest.ts'
import { environmentOf, sizes } from './settings.ts'
import type { Unplaced } from './workloads.ts'
import type { Round, RunningServer, StartPostgres, Workbench } from './workbench.ts'

const rounds = 3
const batchesARound = [4, 20] as const
const buyers = 200
const purchasesARound = [200, 1_500] as const
const processes = 3

/** A durable PostgreSQL of its own with one built world, of which every measure gets copies. */
export async function openCluster(bench: Workbench, startPostgres: StartPostgres) {
  bench.say('starting PostgreSQL, durable, and building its world …')
  const server = await startPostgres({ durable: true })
  const administrator = new pg.Client({ connectionString: server.address })
  await administrator.connect()
  const addressOf = (name: string) => Object.assign(new URL(server.address), { pathname: `/${name}` }).href
  await administrator.query('create database world')
  const manifest = join(bench.folder, 'cluster.json')
  const child = new Child('build-fixture', {
    args: ['cluster', '', manifest],
    env: environmentOf(addressOf('world'), bench.folder),
  })
  await child.ended()
  return {
    manifest: JSON.parse(readFileSync(manifest, 'utf8')) as Manifest,
    async database(name: string): Promise<string> {
      await administrator.query(`create database ${name} template world`)
      return addressOf(name)
    },
    async close() {
      await administrator.end()
      await server.stop()
    },
  }
}

export type Cluster = Awaited<ReturnType<typeof openCluster>>

/** The same batches into SQLite and into PostgreSQL, against per-event transactions written by hand. */
export async function measureIngestPostgres(bench: Workbench, cluster: Cluster): Promise<Found> {
  const file = (await bench.database('district')).file
  const [theirs, ours] = [await cluster.database('served'), await cluster.database('by_hand')]
  const sqlite = await bench.serve(file)
  const postgres = await bench.serve(theirs)
  const replay = await replayOf('replay-postgres', theirs, ours, bench.folder)
  const sendSqlite = batchesTo(bench, sqlite, sizes.cluster.residents)
  const sendPostgres = batchesTo(bench, postgres, sizes.cluster.residents)
  await sendSqlite(4)
  const count = aRound(await sendPostgres(4), 4, batchesARound)
  await replay.ask('write')
  const results = { sqlite: [] as Round[], postgres: [] as Round[], byHand: [] as ReplayResult[] }
  for (let round = 1; round <= rounds; round++) {
    results.sqlite.push(await sendSqlite(count))
    results.postgres.push(await sendPostgres(count))
    results.byHand.push(await replay.ask<ReplayResult>('write'))
    const [lite, post] = [told(results.sqlite, batch), told(results.postgres, batch)]
    bench.say(
      `  round ${round}: SQLite ${lite}, PostgreSQL ${post}, by hand ${told(asRequests(results.byHand))}`,
    )
  }
  replay.process.send('stop')
  await sqlite.stop()
  await postgres.stop()
  const sqlitePerSecond = perSecond(results.sqlite, batch)
  const postgresPerSecond = perSecond(results.postgres, batch)
  const byHandPerSecond = perSecond(asRequests(results.byHand))
  return {
    promised: [
      { label: 'ratio', measured: sqlitePerSecond / byHandPerSecond, target: 3 },
      { label: 'postgresRatio', measured: postgresPerSecond / byHandPerSecond, target: 2 },
    ],
    figures: {
      sqlitePerSecond,
      postgresPerSecond,
      byHandPerSecond,
      postgresCpuMicroseconds: cpuMicroseconds(results.postgres, batch),
      byHandCpuMicroseconds: cpuMicroseconds(asRequests(results.byHand)),
    },
  }
}

/** 200 buyers of one reward at three API processes, against 200 buyers of 200 rewards. */
export async function measureHot(bench: Workbench, cluster: Cluster): Promise<Found> {
  const address = await cluster.database('hot')
  const servers: RunningServer[] = []
  for (let number = 0; number < processes; number++) servers.push(await bench.serve(address))
  const [one, ...others] = cluster.manifest.rewards
  let from = 0
  const buy = async (rewards: readonly string[], count: number) => {
    const job = { connections: buyers, from, count, rewards, buyers }
    from += count
    return bench.round(servers, { kind: 'redeem', ...job } as Unplaced)
  }
  const count = aRound(await buy(others, buyers), buyers, purchasesARound)
  const [hot, spread]: [Round[], Round[]] = [[], []]
  for (let round = 1; round <= rounds; round++) {
    spread.push(await buy(others, count))
    hot.push(await buy(one ? [one] : [], count))
    bench.say(`  round ${round}: one reward ${told(hot)}, 200 rewards ${told(spread)} redemptions/s`)
  }
  for (const server of servers) await server.stop()
  const [hotPerSecond, spreadPerSecond] = [perSecond(hot), perSecond(spread)]
  return {
    promised: [{ label: 'ratio', measured: hotPerSecond / spreadPerSecond, target: 0.4 }],
    figures: { hotPerSecond, spreadPerSecond, hotP99Ms: median(hot.map(result => result.p99)) },
  }
}
