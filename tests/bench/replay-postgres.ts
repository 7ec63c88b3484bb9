import pg from 'pg'
import { answering, cpuSeconds } from './child.ts'
import {
  columnsOf,
  countOf,
  type Replayed,
  type Values,
  type WrittenDeed,
  writtenDeeds,
} from './replay-rows.ts'

const connections = 32

/**
 * A child process, the baseline on PostgreSQL: reads what the server has written into its database since it
 * was asked last, and writes the same rows into a database of its own as people write it by hand: one
 * transaction an event, one named prepared statement a row, over 32 connections. Only the writing is timed.
 */
const [theirs = '', ours = ''] = process.argv.slice(2)
// Everything travels as text, so that a value arrives as it was.
const types = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig
const source = new pg.Client({ connectionString: theirs, types })
await source.connect()
const writers = Array.from({ length: connections }, () => new pg.Client({ connectionString: ours }))
await Promise.all(writers.map(writer => writer.connect()))
let after = await newestActivity()

answering(async () => {
  const most = new Map(
    (await source.query({ text: 'select key, most from tally', rowMode: 'array' })).rows as [
      string,
      string,
    ][],
  )
  const until = await newestActivity()
  const since = after
  after = until
  const deeds = await writtenDeeds(
    table => newRows(table, since, until),
    key => most.get(key) ?? null,
  )
  let next = 0
  const [startedAt, cpuBefore] = [performance.now(), cpuSeconds()]
  await Promise.all(
    writers.map(async writer => {
      for (let deed = deeds[next++]; deed; deed = deeds[next++]) await write(writer, deed)
    }),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  return { deeds: deeds.length, seconds, cpuSeconds: cpuSeconds() - cpuBefore }
})
process.send?.('ready')

async function newestActivity(): Promise<string> {
  const { rows } = await source.query<{ id: string | null }>('select max(id collate "C") as id from activity')
  return rows[0]?.id ?? ''
}

/** A transfer's reference begins with the activity's id: `act_` and 26 characters. */
const deedOf: Partial<Record<Replayed, string>> = {
  activity: 'id',
  transfer: 'substr(reference, 1, 30)',
  lot_move: 'substr(reference, 1, 30)',
}

async function newRows(table: Replayed, since: string, until: string) {
  const deed = deedOf[table] ?? 'activity_id'
  const { rows } = await source.query<unknown[]>({
    text: `select ${deed}, ${columnsOf[table]} from "${table}"
      where ${deed} like 'act_%' and ${deed} collate "C" > $1 and ${deed} collate "C" <= $2`,
    values: [since, until],
    rowMode: 'array',
  })
  return rows.map(([id, ...values]) => ({ deed: String(id), values }))
}

function insert(table: Replayed): string {
  const columns = columnsOf[table]
  const marks = Array.from({ length: countOf(columns) }, (_, at) => `$${at + 1}`).join(', ')
  return `insert into "${table}" (${columns}) values (${marks})`
}

const tallyText = `insert into tally (key, used, most) values ($1, $2, $3)
  on conflict (key) do update set used = tally.used + excluded.used, most = excluded.most`
const lotText = `insert into lot (resident_id, expires_on, remaining) values ($1, $2, $3)
  on conflict (resident_id, expires_on) do update set remaining = lot.remaining + excluded.remaining`
const walletText = 'update wallet set spendable = spendable + $1, carbon = carbon + $2 where resident_id = $3'

/**
 * One event, one transaction; the wallet comes first, as in the product, so that two of one resident wait in
 * order.
 */
async function write(writer: pg.Client, deed: WrittenDeed): Promise<void> {
  const run = (name: string, text: string, values: Values) =>
    writer.query({ name, text, values: values as unknown[] })
  await writer.query('begin')
  await run('wallet', walletText, deed.wallet)
  await run('activity', insert('activity'), deed.activity)
  await run('event_key', insert('event_key'), deed.eventKey)
  await run('decision', insert('decision'), deed.decision)
  await run('trip_detail', insert('trip_detail'), deed.tripDetail)
  await run('claim', insert('claim'), deed.claim)
  for (const values of deed.tallyUses) await run('tally_use', insert('tally_use'), values)
  for (const values of deed.tallies) await run('tally', tallyText, values)
  for (const values of deed.transfers) await run('transfer', insert('transfer'), values)
  for (const values of deed.lotMoves) await run('lot_move', insert('lot_move'), values)
  for (const values of deed.lots) await run('lot', lotText, values)
  await writer.query('commit')
}
