import Connection from 'better-sqlite3'
import pg from 'pg'
import { vi } from 'vitest'
import { dialect } from '#server/db/dialect.ts'

/**
 * Runs `work` and gives the text of every statement that the drivers sent meanwhile, in order, without those
 * that open, mark and end transactions. It watches the drivers themselves, so nothing can go past it.
 */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = []
  const stop = dialect === 'postgres' ? watchPostgres(sent) : watchSqlite(sent)
  try {
    await work()
  } finally {
    stop()
  }
  return sent.filter(text => !/^\s*(begin|commit|rollback|savepoint|release)\b/i.test(text))
}

/** Statements are compiled once and run often, so their runs are watched. */
/** Statements are kept and run again, so it is their runs that count. */
function watchSqlite(sent: string[]) {
  const memory = new Connection(':memory:')
  const prototype = Object.getPrototypeOf(memory.prepare('select 1')) as Connection.Statement
  memory.close()
  const spies = (['run', 'get', 'all'] as const).map(way => {
    const run = prototype[way]
    return vi.spyOn(prototype, way).mockImplementation(function (this: Connection.Statement, ...given) {
      sent.push(this.source)
      return run.apply(this, given) as never
    })
  })
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}

function watchPostgres(sent: string[]) {
  const prototype = pg.Client.prototype as unknown as { query(...given: unknown[]): unknown }
  const query = prototype.query
  const spy = vi.spyOn(prototype, 'query').mockImplementation(function (this: unknown, ...given: unknown[]) {
    const [first] = given
    sent.push(typeof first === 'string' ? first : (first as { text: string }).text)
    return query.apply(this, given)
  })
  return () => spy.mockRestore()
}
