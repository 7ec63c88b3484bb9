import { openConnection } from '#server/db/open-sqlite.ts'
import { answering, cpuSeconds } from './child.ts'
import { columnsOf, countOf, type Replayed, type WrittenDeed, writtenDeeds } from './replay-rows.ts'

const perCommit = 500

/**
 * A child process, the baseline: reads what the server has written into its file since it was asked last,
 * and writes the same rows into a file of its own, with the same schema and triggers, by a hand-written loop
 * of prepared statements on one connection, durable, 500 activities a commit. Only the writing is timed.
 */
const [theirs = '', ours = ''] = process.argv.slice(2)
const source = openConnection(theirs, { readonly: true })
const target = openConnection(ours)
const write = writer()
const read = new Map<Replayed, number>()
for (const table of Object.keys(columnsOf) as Replayed[]) read.set(table, lastRow(table))

answering(async () => {
  const most = source.prepare('select most from tally where key = ?').pluck()
  const deeds = await writtenDeeds(
    async table => newRows(table),
    key => most.get(key),
  )
  const [startedAt, cpuBefore] = [performance.now(), cpuSeconds()]
  for (let from = 0; from < deeds.length; from += perCommit) {
    target.exec('begin immediate')
    for (const deed of deeds.slice(from, from + perCommit)) write(deed)
    target.exec('commit')
  }
  const seconds = (performance.now() - startedAt) / 1_000
  return { deeds: deeds.length, seconds, cpuSeconds: cpuSeconds() - cpuBefore }
})
process.send?.('ready')

function lastRow(table: Replayed): number {
  return Number(source.prepare(`select coalesce(max(rowid), 0) from "${table}"`).pluck().get())
}

/** A transfer's reference begins with the activity's id: `act_` and 26 characters. */
const deedOf: Partial<Record<Replayed, string>> = {
  activity: 'id',
  transfer: 'substr(reference, 1, 30)',
  lot_move: 'substr(reference, 1, 30)',
}

function newRows(table: Replayed) {
  const from = read.get(table) ?? 0
  const until = lastRow(table)
  read.set(table, until)
  const deed = deedOf[table] ?? 'activity_id'
  const rows = source
    .prepare(
      `select ${deed}, ${columnsOf[table]} from "${table}" where rowid > ? and rowid <= ? order by rowid`,
    )
    .raw()
    .all(from, until) as unknown[][]
  return rows.map(([id, ...values]) => ({ deed: String(id), values }))
}

/** Writes one activity: fourteen statements for a ride. */
function writer(): (deed: WrittenDeed) => void {
  const insert = (table: Replayed) => {
    const columns = columnsOf[table]
    const marks = Array(countOf(columns)).fill('?').join(', ')
    return target.prepare(`insert into "${table}" (${columns}) values (${marks})`)
  }
  const activity = insert('activity')
  const eventKey = insert('event_key')
  const decision = insert('decision')
  const tripDetail = insert('trip_detail')
  const claim = insert('claim')
  const tallyUse = insert('tally_use')
  const tally = target.prepare(
    `insert into tally (key, used, most) values (?, ?, ?)
      on conflict (key) do update set used = used + excluded.used, most = excluded.most`,
  )
  const transfer = insert('transfer')
  const lotMove = insert('lot_move')
  const lot = target.prepare(
    `insert into lot (resident_id, expires_on, remaining) values (?, ?, ?)
      on conflict (resident_id, expires_on) do update set remaining = remaining + excluded.remaining`,
  )
  const wallet = target.prepare(
    'update wallet set spendable = spendable + ?, carbon = carbon + ? where resident_id = ?',
  )
  return deed => {
    activity.run(...deed.activity)
    eventKey.run(...deed.eventKey)
    decision.run(...deed.decision)
    tripDetail.run(...deed.tripDetail)
    claim.run(...deed.claim)
    for (const values of deed.tallyUses) tallyUse.run(...values)
    for (const values of deed.tallies) tally.run(...values)
    for (const values of deed.transfers) transfer.run(...values)
    for (const values of deed.lotMoves) lotMove.run(...values)
    for (const values of deed.lots) lot.run(...values)
    wallet.run(...deed.wallet)
  }
}
