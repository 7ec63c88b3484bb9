import Connection from 'better-sqlite3'
import pg from 'pg'
import { afterEach } from 'vitest'
import { c } from '#server/db/columns.ts'
import { dialect } from '#server/db/dialect.ts'
import { openTestDatabase } from '#tests/support/database.ts'

/** A table with every kind of column, with and without null. Only these tests have it. */
export const sample = c.table(
  'sample',
  {
    id: c.id().primaryKey(),
    label: c.label().notNull(),
    kind: c.oneOf(['red', 'green'] as const).notNull(),
    count: c.count().notNull(),
    flag: c.flag().notNull(),
    at: c.instant().notNull(),
    document: c.document<unknown>().notNull(),
    maybeLabel: c.label(),
    maybeCount: c.count(),
    maybeFlag: c.flag(),
    maybeAt: c.instant(),
    maybeDocument: c.document<unknown>(),
  },
  t => [c.uniqueIndex('sample_maybe').on(t.maybeLabel)],
)
export type Sample = typeof sample.$inferSelect

const kinds = {
  sqlite: { count: 'integer', flag: 'integer', at: 'integer', document: 'text' },
  postgres: { count: 'bigint', flag: 'boolean', at: 'timestamp (3) with time zone', document: 'jsonb' },
}[dialect]

/** Deferred, so that a row without a parent is found out only by the commit. */
const orphan = 'create table orphan (parent text references sample (id) deferrable initially deferred)'
const definition = `create table sample (
  id text primary key, label text not null, kind text not null,
  count ${kinds.count} not null check (count >= -9007199254740991),
  flag ${kinds.flag} not null, at ${kinds.at} not null, document ${kinds.document} not null,
  maybe_label text, maybe_count ${kinds.count}, maybe_flag ${kinds.flag}, maybe_at ${kinds.at},
  maybe_document ${kinds.document}
)${dialect === 'sqlite' ? ' strict' : ''}`

/** Runs statements on a connection of its own, past everything of ours. */
export async function onBareConnection(address: string, ...statements: string[]): Promise<void> {
  if (dialect === 'sqlite') {
    const connection = new Connection(address)
    try {
      for (const statement of statements) connection.exec(statement)
    } finally {
      connection.close()
    }
    return
  }
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

/** A database with the sample table, for one test. */
export async function openSample() {
  const { database: db, address, close } = await openTestDatabase()
  opened.push(close)
  await onBareConnection(
    address,
    definition,
    'create unique index sample_maybe on sample (maybe_label)',
    orphan,
  )
  return { db, address, all: () => db.reader.select().from(sample).orderBy(sample.id) }
}

/** One row; `given` says what matters to the test. */
export function row(id: string, given: Partial<Sample> = {}): Sample {
  return {
    id,
    label: 'x',
    kind: 'red',
    count: 1,
    flag: true,
    at: new Date('2026-11-23T02:00:00Z'),
    document: {},
    maybeLabel: null,
    maybeCount: null,
    maybeFlag: null,
    maybeAt: null,
    maybeDocument: null,
    ...given,
  }
}
