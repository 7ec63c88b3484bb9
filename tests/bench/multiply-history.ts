import Connection from 'better-sqlite3'
import { formatId } from '#shared/domain/ids.ts'
import { firstRidesAt } from './history.ts'
import { ridesEach } from './settings.ts'

const dayMs = 86_400_000
const firstDay = '2026-05-04'
/**
 * The end of the 24th month after May 2026: all the rides fall into that month, so that they fill one lot.
 */
const lotDay = '2028-05-31'

/**
 * Repeats the first ride of every resident on the days after it, in SQL: what 20 times as many plans would
 * have written, in a tenth of the time. Secondary indexes and triggers are taken off before and put back
 * after.
 */
export function multiplyHistory(file: string, progress: (text: string) => void): void {
  const db = new Connection(file)
  // Not straight from WAL: it must be put away first.
  db.pragma('journal_mode = DELETE')
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -1048576')
  const restore = withoutIndexes(db)
  const tables = Object.keys(copies)
  const last = new Map(tables.map(table => [table, lastRow(db, table)]))
  db.exec('begin')
  for (let ride = 1; ride < ridesEach; ride++) {
    const given = { ride, ms: ride * dayMs, stem: stemOf(ride), day: dayOf(ride), first: firstDay }
    for (const [table, columns] of Object.entries(copies)) {
      const names = Object.keys(columns).join(', ')
      const values = Object.values(columns).join(', ')
      db.prepare(
        `insert into "${table}" (${names}) select ${values} from "${table}"
          where rowid <= $last and ${rideOnly[table] ?? 'true'}`,
      ).run({
        ...given,
        last: last.get(table),
      })
    }
    db.prepare(dayTallies).run(given)
    progress(`ride ${ride + 1} of ${ridesEach}`)
  }
  for (const statement of balances) db.prepare(statement).run({ times: ridesEach, lotDay })
  db.exec('commit')
  progress('indexes')
  restore()
  db.close()
}

/**
 * The first six digits of the time in an id change with the day; the other four and the rest stay, and stay
 * in order.
 */
function stemOf(ride: number): string {
  return formatId('act', firstRidesAt + ride * dayMs, new Uint8Array(10)).slice(0, 10)
}

function dayOf(ride: number): string {
  return new Date(Date.parse(firstDay) + ride * dayMs).toISOString().slice(0, 10)
}

const moved = (id: string) => `$stem || substr(${id}, 11)`
const eventId = (column: string) => `replace(${column}, 'h-0-', 'h-' || $ride || '-')`
const kept = (...names: string[]) => Object.fromEntries(names.map(name => [name, name]))
const later = (...names: string[]) => Object.fromEntries(names.map(name => [name, `${name} + $ms`]))

/** What is different in a later ride, by table and column. */
const copies: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  activity: {
    id: moved('id'),
    source_activity_id: eventId('source_activity_id'),
    ...kept(
      'source',
      'revision',
      'resident_id',
      'household_id',
      'action_type',
      'evidence',
      'outcome',
      'facts',
    ),
    ...later('occurred_at', 'received_at'),
  },
  event_key: {
    ...kept('source', 'fingerprint', 'revision'),
    event_id: eventId('event_id'),
    source_activity_id: eventId('source_activity_id'),
    activity_id: moved('activity_id'),
  },
  decision: {
    activity_id: moved('activity_id'),
    ...kept('seq', 'centipoints', 'grams', 'expires_on'),
    receipt: `json_set(replace(receipt, $first, $day), '$.line.caps[1].usedBefore', $ride * centipoints)`,
    ...later('decided_at'),
  },
  tally_use: {
    activity_id: moved('activity_id'),
    key: 'replace(key, $first, $day)',
    ...kept('seq', 'amount'),
  },
  claim: {
    source_activity_id: eventId('source_activity_id'),
    activity_id: moved('activity_id'),
    ...kept('source', 'resident_id', 'class'),
    ...later('from_at', 'until_at'),
  },
  transfer: {
    reference: moved('reference'),
    ...kept('template', 'asset', 'debit', 'credit', 'amount', 'resident_id'),
    ...later('occurred_at', 'posted_at'),
  },
  lot_move: { reference: moved('reference'), ...kept('expires_on', 'resident_id', 'amount') },
}

/** The purses of the buyers are no rides. */
const rideOnly: Readonly<Record<string, string>> = {
  transfer: "reference like 'act_%'",
  lot_move: "reference like 'act_%'",
}

const dayTallies = `insert into tally (key, used, most)
  select replace(key, $first, $day), used, most from tally where key like '%/' || $first`

const balances = [
  `update wallet set carbon = carbon * $times, spendable = spendable + ($times - 1) * coalesce(
    (select remaining from lot where lot.resident_id = wallet.resident_id and expires_on = $lotDay), 0)`,
  `update lot set remaining = remaining * $times where expires_on = $lotDay`,
  `update tally set used = used * $times where key like '%/2026'`,
]

function lastRow(db: Connection.Database, table: string): number {
  return Number(db.prepare(`select max(rowid) from "${table}"`).pluck().get())
}

function withoutIndexes(db: Connection.Database): () => void {
  const tables = [...Object.keys(copies), 'tally', 'lot', 'wallet']
  const made = db
    .prepare(
      `select type, name, sql from sqlite_master where type in ('index', 'trigger') and sql is not null
        and tbl_name in (${tables.map(() => '?').join(', ')})`,
    )
    .all(...tables) as { type: string; name: string; sql: string }[]
  for (const { type, name } of made) db.exec(`drop ${type} "${name}"`)
  return () => {
    for (const { sql } of made) db.exec(sql)
  }
}
