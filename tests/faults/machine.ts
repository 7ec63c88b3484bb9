import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { projectFolder } from '#server/project-folder.ts'
import { environmentOf } from '#tests/bench/settings.ts'
import { rowsOf, verifyLedger } from './books.ts'
import { memoryDisk, noMounts } from './disks.ts'
import { type Fault, type Figure, holds, none, some, until, within } from './figures.ts'
import { Load } from './load.ts'
import { type Served, serve } from './served.ts'
import { copyWorld, databaseIn, inFolder, worldIn } from './world.ts'

const shape = { lanes: 32, batch: 5, redeeming: 0.2 }
const promisedMs = 1_000
const diskBytes = 48 * 2 ** 20

interface Health {
  readonly journal: { readonly state: string; readonly asOf: string } | null
}

async function journalOf(load: Load): Promise<string> {
  const answer = await load.get('/api/v1/health')
  if (answer?.status !== 200) return 'no health'
  return (JSON.parse(answer.body) as Health).journal?.state ?? 'none'
}

/** The server and all it started, gone in one moment. */
async function loseMachine(server: Served): Promise<void> {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ')
  for (const pid of children.filter(text => text !== '')) process.kill(Number(pid), 'SIGKILL')
  await server.kill()
}

/** When each promise had come, in their order: how many there were at which time. */
function watchPromises(load: Load) {
  const seen: { at: number; credited: number; redeemed: number }[] = []
  const note = () =>
    seen.push({ at: performance.now(), credited: load.credited.size, redeemed: load.redeemed.size })
  const timer = setInterval(note, 10)
  note()
  return {
    stop: () => clearInterval(timer),
    /** What had been promised for so long when the machine was lost. */
    olderThan: (ms: number, lostAt: number) => seen.findLast(one => one.at <= lostAt - ms),
    /** Since when the promise of this rank stood. */
    since: (kind: 'credited' | 'redeemed', rank: number) =>
      seen.find(one => one[kind] > rank)?.at ?? performance.now(),
  }
}

/** `npm run restore` into another data folder, from the folder of the backups alone. */
function restore(backups: string, data: string): Promise<{ code: number; said: string }> {
  mkdirSync(data, { recursive: true })
  const args = ['--import', 'tsx', 'server/commands/restore.ts', backups]
  const env = { ...process.env, ...environmentOf(databaseIn(data), data) }
  const child = spawn(process.execPath, args, { cwd: projectFolder, env })
  let said = ''
  for (const from of [child.stdout, child.stderr])
    from.on('data', (part: Buffer) => void (said += part.toString()))
  return new Promise(resolve => child.once('close', code => resolve({ code: code ?? 1, said })))
}

/** The server crashes and its machine does not: what it left is shipped, and the journal goes on. */
async function crashAlone(
  server: Served,
  { data, backups, load }: { data: string; backups: string; load: Load },
): Promise<Served> {
  await server.kill()
  const again = await serve({ data, env: { BACKUP_DIR: backups } })
  load.port = again.port
  await until('the journal goes on', async () => (await journalOf(load)) === 'current')
  return again
}

/** The machine is lost in the middle of writing; the folder of the backups is all there is. */
async function loseAndRestore(folder: string, template: string, runMs: number): Promise<Figure[]> {
  const [data, backups, again] = ['data', 'backups', 'again'].map(name => join(folder, name)) as Three
  copyWorld(template, data)
  let server = await serve({ data, env: { BACKUP_DIR: backups } })
  const load = new Load(worldIn(data))
  load.port = server.port
  const startedAt = performance.now()
  let lost = false
  const promises = watchPromises(load)
  const running = load.run(shape, () => !lost)
  await until('the journal goes on from a backup', async () => (await journalOf(load)) === 'current')
  const basedMs = performance.now() - startedAt
  await wait(runMs / 2)
  server = await crashAlone(server, { data, backups, load })
  const stretches = readdirSync(join(backups, 'journal')).length
  await wait(runMs / 2)
  const lostAt = performance.now()
  await loseMachine(server)
  promises.stop()
  lost = true
  await running
  rmSync(data, { recursive: true })
  const { code, said } = await restore(backups, again)
  const missing = code === 0 ? await missingOf(load, databaseIn(again)) : null
  const old = promises.olderThan(promisedMs, lostAt)
  const late = missing?.filter(one => one.rank < (old?.[one.kind] ?? 0)) ?? []
  const ages = (missing ?? []).map(one => lostAt - promises.since(one.kind, one.rank))
  const books = code === 0 ? await verifyLedger(again) : { code: 1, said: '' }
  load.close()
  return [
    holds('restored from the folder of the backups alone', code === 0, code === 0 ? 'yes' : said.slice(-300)),
    some('promises', load.credited.size + load.redeemed.size, 100),
    none(
      'promised more than a second before, and lost',
      late.map(one => one.name),
    ),
    within('age of the oldest promise that was lost', Math.max(0, ...ages), promisedMs),
    holds('the laws of the ledger hold', books.code === 0, books.code === 0 ? 'yes' : books.said.slice(-300)),
    none('answers that should not be', load.strange),
    { ...holds('goes on after a crash without a new backup', stretches === 1), timed: true },
    within('from the start until the journal goes on from a backup', basedMs, 60_000),
  ]
}

type Three = [string, string, string]

async function missingOf(load: Load, database: string) {
  const keys = await rowsOf(database, `select event_id, activity_id from event_key`)
  const activities = new Map(keys.map(row => [row['event_id'], row['activity_id']]))
  const vouchers = new Set((await rowsOf(database, `select id from voucher`)).map(row => row['id']))
  return [
    ...[...load.credited].map(([name, id], rank) => ({
      kind: 'credited' as const,
      name,
      rank,
      there: activities.get(name) === id,
    })),
    ...[...load.redeemed].map(([name, id], rank) => ({
      kind: 'redeemed' as const,
      name,
      rank,
      there: vouchers.has(id),
    })),
  ].filter(one => !one.there)
}

/** How long the event loop was held up since it was asked the last time, p99 in milliseconds. */
async function delayOf(server: Served, time: number): Promise<number> {
  const told = () => new RegExp(`loop delay p99 (\\S+) max \\S+ #${time}\\n`).exec(server.printed())?.[1]
  process.kill(server.pid, 'SIGUSR2')
  await until('the server tells its delays', () => told() !== undefined)
  return Number(told())
}

/** The disk of the backups is full for a while: nobody but its operator notices, and it catches up. */
async function fillFarDisk(folder: string, template: string): Promise<Figure[]> {
  const disk = memoryDisk(join(folder, 'far'), diskBytes)
  try {
    const data = copyWorld(template, join(folder, 'data'))
    const server = await serve({
      data,
      env: { BACKUP_DIR: disk.folder },
      nodeArgs: ['--import', join(import.meta.dirname, 'loop-delay.mjs')],
    })
    const load = new Load(worldIn(data))
    load.port = server.port
    await until('the journal goes on from a backup', async () => (await journalOf(load)) === 'current')
    const ballast = join(disk.folder, 'ballast')
    const free = statfsSync(disk.folder)
    writeFileSync(ballast, Buffer.alloc(free.bavail * free.bsize))
    // From here on: a start takes its time.
    await delayOf(server, 1)
    await load.run(shape, () => load.credited.size < 500)
    await until('health says that it is behind', async () => (await journalOf(load)) === 'behind')
    await load.runFor(shape, 500)
    const refused = load.count(503) + load.count(429) + load.count('none')
    const p99 = await delayOf(server, 2)
    rmSync(ballast)
    await until('it has caught up', async () => (await journalOf(load)) === 'current')
    const before = load.credited.size
    await load.runFor(shape, 500)
    await server.stop()
    rmSync(data, { recursive: true })
    const { code, said } = await restore(disk.folder, join(folder, 'again'))
    const missing = code === 0 ? await missingOf(load, databaseIn(join(folder, 'again'))) : ['nothing there']
    load.close()
    return [
      none('requests refused while the disk of the backups was full', refused),
      within('delay of the event loop while it ships, p99', p99, 50),
      some('promises while it was full', before, 500),
      holds('restored after an orderly end', code === 0, code === 0 ? 'yes' : said.slice(-300)),
      none('promised and lost after an orderly end', missing),
    ]
  } finally {
    disk.unmount()
  }
}

/** The machine with its disk is gone; one second of writing may be lost with it, and nothing else. */
export const machine: Fault = {
  name: 'machine',
  title: 'the machine lost, the disk of the backups full',
  play: async ({ deep, template, say }) => {
    const figures: Figure[] = []
    for (const runMs of deep ? [500, 3_000, 10_000, 30_000] : [2_500]) {
      figures.push(...(await inFolder(folder => loseAndRestore(folder, template, runMs))))
      say(`lost after ${runMs} ms of load`)
    }
    const obstacle = noMounts()
    if (obstacle) say(`SKIPPED the disk of the backups full: ${obstacle}`)
    else figures.push(...(await inFolder(folder => fillFarDisk(folder, template))))
    return figures
  },
}
