import Connection from 'better-sqlite3'
import pg from 'pg'
import { vi } from 'vitest'
import { dialect } from '#server/db/dialect.ts'

/**
 * Runs `work` and gives the text of every statement that the drivers sent meanwhile, in order, without those that open,
 * mark and end transactions. It watches the drivers themselves, so nothing can go past it.
 */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = []
  const watched = dialect === 'postgres' ? watchPostgres(sent) : watchSqlite(sent)
  try {
    await work()
  } finally {
    watched.mockRestore()
  }
  return sent.filter(text => !/^\s*(begin|commit|rollback|savepoint|release)\b/i.test(text))
}

function watchSqlite(sent: string[]) {
  const prototype = Connection.prototype as Connection.Database
  const prepare = prototype.prepare
  return vi.spyOn(prototype, 'prepare').mockImplementation(function (
    this: Connection.Database,
    source: string,
  ) {
    sent.push(source)
    return prepare.call(this, source)
  } as Connection.Database['prepare'])
}

function watchPostgres(sent: string[]) {
  const prototype = pg.Client.prototype as unknown as { query(...given: unknown[]): unknown }
  const query = prototype.query
  return vi.spyOn(prototype, 'query').mockImplementation(function (this: unknown, ...given: unknown[]) {
    const [first] = given
    sent.push(typeof first === 'string' ? first : (first as { text: string }).text)
    return query.apply(this, given)
  })
}
