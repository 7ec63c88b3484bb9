import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Found, jsonOf, tableOf } from './figures.ts'
import { measureGrowth, measureIngest } from './measure-ingest.ts'
import { type Cluster, measureHot, measureIngestPostgres, openCluster } from './measure-postgres.ts'
import { measureStart, measureWallet } from './measure-reading.ts'
import { measureAccept, measureRedeem, measureSingle } from './measure-requests.ts'
import { measureWeb } from './measure-web.ts'
import { openWorkbench, type StartPostgres, type Workbench } from './workbench.ts'

type Measure = (bench: Workbench, cluster: () => Promise<Cluster>) => Promise<Found>

/** In the order in which they run; the names are those of the targets. */
const measures: Readonly<Record<string, Measure>> = {
  ingest: measureIngest,
  'ingest-pg': async (bench, cluster) => measureIngestPostgres(bench, await cluster()),
  single: measureSingle,
  redeem: measureRedeem,
  accept: measureAccept,
  wallet: measureWallet,
  growth: measureGrowth,
  hot: async (bench, cluster) => measureHot(bench, await cluster()),
  start: measureStart,
  web: measureWeb,
}

/**
 * Runs what was asked for, tells how it goes on stderr, and prints the table, or with `--json` one line
 * more.
 */
export async function runBench(args: readonly string[], startPostgres: StartPostgres): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, only: { type: 'string' }, profile: { type: 'string' } },
  })
  const names = values.only?.split(',') ?? Object.keys(measures)
  const unknown = names.filter(name => !(name in measures))
  if (unknown.length > 0)
    throw new Error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(measures).join(', ')}`)
  if (values.profile) mkdirSync(values.profile, { recursive: true })

  const startedAt = performance.now()
  const elapsed = () => `${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(3)} s`
  const say = (text: string) => void process.stderr.write(`${elapsed()}  ${text}\n`)
  const bench = openWorkbench(say, values.profile ? resolve(values.profile) : null)
  const clusters: Promise<Cluster>[] = []
  const clusterOnce = () => {
    if (!clusters[0]) clusters[0] = openCluster(bench, startPostgres)
    return clusters[0]
  }
  const found = new Map<string, Found>()
  say(`fixtures are kept in ${bench.cache}`)
  try {
    for (const name of names) {
      say(name)
      const measure = measures[name]
      if (measure) found.set(name, await measure(bench, clusterOnce))
    }
  } finally {
    await bench.close()
    for (const open of clusters) await (await open).close()
  }
  process.stdout.write(`\n${tableOf(found)}\n`)
  if (values.json) process.stdout.write(`${jsonOf(found)}\n`)
}
