import { spawn } from 'node:child_process'
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { projectFolder } from '#server/project-folder.ts'
import { journeyOf } from '#tests/bench/journeys.ts'
import { cardOf, environmentOf, partnerCode } from '#tests/bench/settings.ts'
import { lostOf, rowsOf, verifyLedger } from './books.ts'
import { type Fault, holds, none, quantile, some, until, within } from './figures.ts'
import { Load } from './load.ts'
import { type Served, serve } from './served.ts'
import { copyWorld, databaseIn, inFolder, worldIn, worldSize } from './world.ts'

const live = { lanes: 4, batch: 1, redeeming: 0.3 }
const sealingMs = 150_000

const map = {
  form: 1,
  actionType: 'metro-ride',
  time: { column: 'time', format: 'iso' },
  subject: { column: 'card' },
  eventId: { column: 'id' },
  facts: {
    entryStation: { as: 'place', column: 'entry' },
    exitStation: { as: 'place', column: 'exit' },
    durationS: { as: 'number', column: 'seconds' },
  },
}

/** Rides between the hours at which the load has its own. */
async function writeRides(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file)
  out.write('id,card,time,entry,exit,seconds\n')
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000
  for (let row = 0; row < rows; row++) {
    const { from, to, durationS } = journeyOf(row)
    const turn = Math.floor(row / worldSize.residents)
    const at = new Date(hour - 6 * 86_400_000 - turn * 3 * 3_600_000).toISOString()
    out.write(`i-${row},${cardOf(row % worldSize.residents)},${at},${from},${to},${durationS}\n`)
  }
  out.end()
  await finished(out)
}

/** Runs a command of ours beside the server; gives its code and what it printed. */
function runBeside(data: string, command: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', `server/commands/${command}.ts`, ...args], {
    cwd: projectFolder,
    env: { ...process.env, ...environmentOf(databaseIn(data), data) },
  })
  let said = ''
  child.stdout.on('data', (part: Buffer) => void (said += part.toString()))
  return new Promise<{ code: number; said: string }>(resolve =>
    child.once('close', code => resolve({ code: code ?? 1, said })),
  )
}

interface Scene {
  readonly data: string
  readonly server: Served
  readonly load: Load
  say(text: string): void
}

/** Live traffic while something goes on: how long the event loop was held up, and how quick the answers. */
async function beside<T>({ server, load, say }: Scene, what: string, work: () => Promise<T>) {
  const told = () => [...server.printed().matchAll(/loop delay p99 (\S+) max (\S+) #(\d+)/g)]
  const tell = async () => {
    const before = told().length
    process.kill(server.pid, 'SIGUSR2')
    await until('the server tells its delays', () => told().length > before)
    const [, p99 = '', max = ''] = told().at(-1) ?? []
    return { p99: Number(p99), max: Number(max) }
  }
  await tell()
  load.latencies.length = 0
  let done: T | undefined
  const working = work().then(result => (done = result))
  while (done === undefined) await load.runFor(live, 500)
  const { p99, max } = await tell()
  say(`${what}: loop delay p99 ${p99} ms, max ${max} ms`)
  const figures = [
    within(`${what}: event loop held up, p99`, p99, 50),
    within(`${what}: event loop held up, longest`, max, 50),
    within(`${what}: live request, p99`, quantile(load.latencies, 0.99), 1_000),
  ]
  return { result: await working, figures }
}

const sealedRows = async (data: string) =>
  Number(
    (await rowsOf(databaseIn(data), 'select coalesce(sum(rows), 0) as rows from seal_block'))[0]?.['rows'],
  )

/** The server seals by itself, each minute; waits until it has sealed enough. */
async function sealing(data: string, enough: number): Promise<number> {
  const giveUpAt = performance.now() + sealingMs
  while ((await sealedRows(data)) < enough && performance.now() < giveUpAt) await wait(500)
  return sealedRows(data)
}

/** An operator's file is imported beside the running server, which goes on answering. */
export const importing: Fault = {
  name: 'import',
  title: 'a large import beside live traffic; then sealing, verifying and a backup',
  play: ({ deep, template, say }) =>
    inFolder(async folder => {
      const rows = deep ? 100_000 : 2_000
      const data = copyWorld(template, join(folder, 'data'))
      const [file, mapFile] = [join(folder, 'rides.csv'), join(folder, 'map.json')]
      await writeRides(file, rows)
      writeFileSync(mapFile, JSON.stringify(map))
      const server = await serve({
        data,
        nodeArgs: ['--import', join(import.meta.dirname, 'loop-delay.mjs')],
      })
      const load = new Load(worldIn(data))
      load.port = server.port
      const scene = { data, server, load, say }
      await load.run(live, () => load.credited.size < 100)
      const sealedBefore = await sealedRows(data)
      const args = ['--partner', partnerCode, '--map', mapFile, file]
      const imported = await beside(scene, 'import', () => runBeside(data, 'import', ...args))
      say(imported.result.said.trim().split('\n').at(-1) ?? '')
      const figures = [...imported.figures]
      if (deep) {
        const enough = sealedBefore + rows
        const sealed = await beside(scene, 'sealing', () => sealing(data, enough))
        figures.push(some('sealing: rows sealed', sealed.result, enough), ...sealed.figures)
      }
      const verified = await beside(scene, 'verify-ledger', () => runBeside(data, 'verify-ledger'))
      const backup = await beside(scene, 'backup', () =>
        runBeside(data, 'backup', join(folder, 'one.carbon')),
      )
      figures.push(...verified.figures, ...backup.figures)
      const refused = load.count(503) + load.count('none')
      await load.settle()
      await server.stop()
      load.close()
      const [found] = await rowsOf(
        databaseIn(data),
        `select count(*) as rides from event_key where event_id like 'i-%'`,
      )
      const books = await verifyLedger(data)
      return [
        holds('the import ends well', imported.result.code === 0),
        some('rows imported', Number(found?.['rides']), rows),
        holds(
          'verify-ledger ends well meanwhile',
          verified.result.code === 0,
          verified.result.said.slice(-200),
        ),
        holds('a backup ends well meanwhile', backup.result.code === 0),
        none('live requests refused or unanswered', refused),
        none('answers that should not be', load.strange),
        none('promised and lost', await lostOf(load, databaseIn(data))),
        holds('the laws of the ledger hold', books.code === 0),
        ...figures,
      ]
    }),
}
