import { spawn } from 'node:child_process'
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { projectFolder } from '#server/project-folder.ts'
import { journeyOf } from '#tests/bench/journeys.ts'
import { cardOf, environmentOf, partnerCode } from '#tests/bench/settings.ts'
import { lostOf, rowsOf, verifyLedger } from './books.ts'
import { type Fault, holds, none, quantile, some, until, within } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, databaseIn, inFolder, worldIn, worldSize } from './world.ts'

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

/** An operator's file is imported beside the running server, which goes on answering. */
export const importing: Fault = {
  name: 'import',
  title: 'a large import beside live traffic',
  play: ({ deep, template, say }) =>
    inFolder(async folder => {
      const rows = deep ? 50_000 : 2_000
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
      const live = { lanes: 4, batch: 1, redeeming: 0.3 }
      await load.run(live, () => load.credited.size < 100)
      process.kill(server.pid, 'SIGUSR2')
      load.latencies.length = 0
      const args = ['--partner', partnerCode, '--map', mapFile, file]
      const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/import.ts', ...args], {
        cwd: projectFolder,
        env: { ...process.env, ...environmentOf(databaseIn(data), data) },
      })
      let table = ''
      child.stdout.on('data', (part: Buffer) => void (table += part.toString()))
      let code: number | null | undefined
      child.once('close', ended => (code = ended))
      while (code === undefined) await load.runFor(live, 500)
      process.kill(server.pid, 'SIGUSR2')
      const delays = () => [...server.printed().matchAll(/loop delay p99 (\S+) max (\S+)/g)]
      await until('the server tells its delays', () => delays().length >= 2)
      const [, p99 = '', max = ''] = delays()[1] ?? []
      say(`${table.trim().split('\n').at(-1) ?? ''}; loop delay p99 ${p99} ms, max ${max} ms`)
      const refused = load.count(503) + load.count('none')
      await load.settle()
      await server.stop()
      load.close()
      const [imported] = await rowsOf(
        databaseIn(data),
        `select count(*) as rides from event_key where event_id like 'i-%'`,
      )
      const books = await verifyLedger(data)
      return [
        holds('the import ends well', code === 0),
        some('rows imported', Number(imported?.['rides']), rows),
        none('live requests refused or unanswered', refused),
        none('answers that should not be', load.strange),
        none('promised and lost', await lostOf(load, databaseIn(data))),
        holds('the laws of the ledger hold', books.code === 0),
        within('event loop held up, p99', Number(p99), 50),
        within('event loop held up, longest', Number(max), 50),
        within('live request, p99', quantile(load.latencies, 0.99), 1_000),
      ]
    }),
}
