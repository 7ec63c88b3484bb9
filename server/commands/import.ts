import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isDay } from '#shared/domain/calendar.ts'
import { ConfigurationError } from '../config.ts'
import type { Context } from '../context.ts'
import { dayNamed, daysInMs, shiftOntoDay } from '../import/day-shift.ts'
import { importBindings } from '../import/import-bindings.ts'
import { importFile } from '../import/import-file.ts'
import { type ImportReport, reportTable } from '../import/import-report.ts'
import { importStations } from '../import/import-stations.ts'
import { timeReader } from '../import/local-time.ts'
import { checkMap, readMap } from '../import/read-map.ts'
import { type CsvFile, readHeader } from '../import/read-rows.ts'
import type { RowReading } from '../import/row-event.ts'
import { settleRiders } from '../import/settle-riders.ts'
import { limits } from '../limits.ts'
import { findPartnerByCode } from '../partners/queries.ts'
import { runCommand } from './open-context.ts'

const usage = [
  'Usage: npm run import -- --partner CODE --map MAP.json [options] FILE.csv',
  '  --stations FILE        registers or moves the partner’s docks first',
  '  --bindings FILE        binds accounts or bins first: subject, residentId, boundAt',
  '  --time-zone ZONE       where the file’s clock hangs (Asia/Shanghai, unless the map says so)',
  '  --encoding ENCODING    utf-8 or gb18030 (the map’s)',
  '  in a demonstration only:',
  '  --shift-days N         moves every row by so many days',
  '  --shift-to-date DAY    moves every row so that the first falls on this day, or on yesterday',
  '  --spread-over N        made-up residents did it, the same one for the same row',
].join('\n')

const by = { kind: 'command', name: 'import' } as const
const interrupted = 130
const secondMs = 1_000

function readArguments() {
  try {
    const text = { type: 'string' } as const
    return parseArgs({
      allowPositionals: true,
      options: {
        partner: text,
        map: text,
        stations: text,
        bindings: text,
        'time-zone': text,
        encoding: text,
        'shift-days': text,
        'shift-to-date': text,
        'spread-over': text,
      },
    })
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : ''}\n${usage}`)
  }
}

type Options = ReturnType<typeof readArguments>['values']

function wholeNumber(name: string, text: string, [from, until]: readonly [number, number]): number {
  const number = /^-?\d{1,9}$/.test(text) ? Number(text) : NaN
  if (number >= from && number <= until) return number
  throw new ConfigurationError(`--${name} takes a whole number from ${from} to ${until}.`)
}

function readerOf(format: string, zone: string) {
  try {
    return timeReader(format, zone)
  } catch (error) {
    throw new ConfigurationError(error instanceof Error ? error.message : 'The time cannot be read.')
  }
}

/** How far the rows move. Only a demonstration may say that something happened on another day. */
async function shiftOf(ctx: Context, options: Options, file: CsvFile, reading: RowReading): Promise<number> {
  const { 'shift-days': days, 'shift-to-date': date } = options
  if (days !== undefined) return daysInMs(wholeNumber('shift-days', days, [-100_000, 100_000]))
  if (date === undefined) return 0
  const day = dayNamed(date, ctx.now())
  if (!isDay(day))
    throw new ConfigurationError('--shift-to-date takes a day such as 2026-11-22, or yesterday.')
  return shiftOntoDay(file, reading, day)
}

/** Where the import is, over and over on one line of a terminal. */
function progressBar(file: string) {
  if (!process.stderr.isTTY) return () => {}
  const size = Math.max(1, statSync(file).size)
  const started = performance.now()
  return ({ rows }: ImportReport, bytes: number) => {
    const part = Math.min(1, bytes / size)
    const rate = Math.round((rows / (performance.now() - started)) * secondMs)
    const bar = '█'.repeat(Math.round(part * 30)).padEnd(30, '░')
    process.stderr.write(
      `\r${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${rows} rows  ${rate} rows/s `,
    )
  }
}

/** Says which rows were refused, until there are too many to read. */
function refusalLines() {
  let shown = 0
  return (line: number, reason: string) => {
    if (shown++ < limits.importLinesShown) process.stderr.write(`line ${line}: ${reason}\n`)
    else if (shown === limits.importLinesShown + 1) process.stderr.write('… and more: see the table\n')
  }
}

async function prepare(ctx: Context) {
  const { values: options, positionals } = readArguments()
  const [path, ...more] = positionals
  if (!path || more.length > 0 || !options.partner || !options.map) throw new ConfigurationError(usage)
  const onlyInDemo = (['shift-days', 'shift-to-date', 'spread-over'] as const).find(name => options[name])
  if (onlyInDemo && !ctx.config.demo) throw new ConfigurationError(`--${onlyInDemo} needs DEMO=1`)
  const partner = await findPartnerByCode(ctx.db.reader, options.partner)
  if (!partner) throw new ConfigurationError(`There is no partner ${options.partner}.`)
  const map = readMap(options.map)
  await checkMap(ctx, map, partner)
  const encoding = options.encoding ?? map.encoding
  if (encoding !== 'utf-8' && encoding !== 'gb18030')
    throw new ConfigurationError('--encoding: utf-8 or gb18030')
  const file = { path, encoding, delimiter: map.delimiter }
  const riders =
    options['spread-over'] === undefined
      ? null
      : wholeNumber('spread-over', options['spread-over'], [1, limits.spreadRidersMax])
  if (riders !== null && partner.subjects !== 'account') {
    throw new ConfigurationError('--spread-over is for partners that know people by an account.')
  }
  const wanted = [map.time.column, ...Object.values(map.facts).map(fact => fact.column)]
  if (map.eventId) wanted.push(map.eventId.column)
  if (riders === null) wanted.push(map.subject.column)
  const columns = await readHeader(file, wanted)
  const readTime = readerOf(map.time.format, options['time-zone'] ?? map.time.zone ?? 'Asia/Shanghai')
  const reading: RowReading = { source: partner.code, map, columns, readTime, shiftMs: 0 }
  const shiftMs = await shiftOf(ctx, options, file, reading)
  return { options, partner, file, map, riders, reading: { ...reading, shiftMs } }
}

/**
 * `npm run import -- …`: reports the rows of an operator's CSV for it, and ends with a table of what became
 * of them.
 */
await runCommand(async ctx => {
  const { options, partner, file, map, riders, reading } = await prepare(ctx)
  if (options.stations) {
    const { changed, unreadable } = await importStations(
      ctx,
      by,
      partner,
      { ...file, path: options.stations },
      map.stations,
    )
    console.log(`Stations: ${changed} new or changed, ${unreadable.length} lines without a place.`)
  }
  if (options.bindings) {
    const { bound, refused } = await importBindings(ctx, by, partner, { ...file, path: options.bindings })
    console.log(`Bindings: ${bound} new, ${refused.length} refused.`)
    const show = refusalLines()
    for (const { line, reason } of refused) show(line, reason)
  }
  if (riders !== null) {
    const made = await settleRiders(ctx, partner, { riders, actionType: map.actionType })
    console.log(`Made-up residents: ${made} new of ${riders}.`)
  }
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const started = performance.now()
  const report = await importFile(ctx, {
    partner,
    file,
    reading,
    riders,
    signal: stop.signal,
    onProgress: progressBar(file.path),
    onRefused: refusalLines(),
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  const seconds = (performance.now() - started) / secondMs
  for (const line of reportTable(report)) console.log(line)
  console.log(`${seconds.toFixed(1)} s, ${Math.round(report.rows / seconds)} rows/s`)
  if (!report.stopped) return
  process.exitCode = interrupted
  console.log(
    `Stopped after line ${report.lastLine}. The same command goes on: what is in already is a duplicate.`,
  )
})
