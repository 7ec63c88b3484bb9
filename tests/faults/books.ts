import { spawn } from 'node:child_process'
import { projectFolder } from '#server/project-folder.ts'
import { openConnection } from '#server/db/open-sqlite.ts'
import { environmentOf } from '#tests/bench/settings.ts'
import { type Figure, holds, none } from './figures.ts'
import type { Load } from './load.ts'
import { databaseIn } from './world.ts'

type Row = Readonly<Record<string, unknown>>

/** Reads a database beside the server. */
export async function rowsOf(database: string, query: string): Promise<Row[]> {
  if (!database.startsWith('postgres')) {
    const connection = openConnection(database)
    try {
      return connection.prepare(query).all() as Row[]
    } finally {
      connection.close()
    }
  }
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    return (await client.query(query)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** What was promised and is not there. */
export async function lostOf(load: Load, database: string): Promise<string[]> {
  const keys = await rowsOf(database, `select event_id, activity_id from event_key`)
  const activities = new Map(keys.map(row => [row['event_id'], row['activity_id']]))
  const vouchers = new Set((await rowsOf(database, `select id from voucher`)).map(row => row['id']))
  return [
    ...[...load.credited].flatMap(([event, id]) => (activities.get(event) === id ? [] : [event])),
    ...[...load.redeemed].flatMap(([key, id]) => (vouchers.has(id) ? [] : [key])),
  ]
}

/**
 * What is there beyond what was promised: more than none after everything is settled means something
 * counted twice.
 */
async function surplusOf(load: Load, database: string): Promise<number> {
  const [counted] = await rowsOf(
    database,
    `select (select count(*) from activity) as activities, (select count(*) from voucher) as vouchers`,
  )
  return (
    Number(counted?.['activities']) - load.credited.size + Number(counted?.['vouchers']) - load.redeemed.size
  )
}

/** Runs `npm run verify-ledger`; gives what it says. */
export function verifyLedger(
  data: string,
  database = databaseIn(data),
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/verify-ledger.ts'], {
    cwd: projectFolder,
    env: { ...process.env, ...environmentOf(database, data) },
  })
  let said = ''
  child.stdout.on('data', (part: Buffer) => void (said += part.toString()))
  child.stderr.on('data', (part: Buffer) => void (said += part.toString()))
  return new Promise(resolve => child.once('close', code => resolve({ code: code ?? 1, said })))
}

/**
 * What must hold after every fault, once all has settled: every promise kept, everything once, the laws of
 * the ledger, and no answer that should not have been given.
 */
export async function afterwards(load: Load, data: string, database = databaseIn(data)): Promise<Figure[]> {
  const lost = await lostOf(load, database)
  const { code, said } = await verifyLedger(data, database)
  const promised = load.credited.size + load.redeemed.size
  return [
    { ...none('promised and lost', lost), measured: `${lost.length} of ${promised}` },
    none('counted twice', await surplusOf(load, database)),
    none('answers that should not be', load.strange),
    holds('the laws of the ledger hold', code === 0, code === 0 ? 'yes' : said.slice(-300)),
  ]
}
