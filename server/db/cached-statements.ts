import type Connection from 'better-sqlite3'
import { limits } from '../limits.ts'

/**
 * The same connection, which compiles each text once. Drizzle compiles at every call; our texts do not
 * depend on the number of rows, so that few are ever needed. A statement is lent as it was made: the query
 * builder turns some to rows of arrays.
 */
export function withCachedStatements(connection: Connection.Database): Connection.Database {
  const statements = new Map<string, Connection.Statement>()
  const prepare = (text: string): Connection.Statement => {
    const known = statements.get(text)
    if (known) return known.reader ? known.raw(false) : known
    if (statements.size >= limits.cachedStatements) statements.clear()
    const made = connection.prepare(text)
    statements.set(text, made)
    return made
  }
  return Object.create(connection, { prepare: { value: prepare } }) as Connection.Database
}
