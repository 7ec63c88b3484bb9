import { type Columns, postgresColumns } from './columns.postgres.ts'
import { sqliteColumns } from './columns.sqlite.ts'
import { dialect } from './dialect.ts'

/**
 * The column vocabulary of this process. Safe because `tests/database/round-trip.test.ts` stores and reads
 * back every column kind on both databases; this and the one in `open-sqlite.ts` are the only casts between
 * dialects.
 */
const kit: Columns = dialect === 'postgres' ? postgresColumns : (sqliteColumns as unknown as Columns)

interface Named {
  setName(name: string): void
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

/** Declares a table once for both databases; columns are stored in snake_case under their property's name. */
const table = ((name: string, columns: Record<string, Named>, extras?: unknown) => {
  for (const [key, column] of Object.entries(columns)) column.setName(snakeCase(key))
  return (kit.table as unknown as (...parts: unknown[]) => unknown)(name, columns, extras)
}) as unknown as Columns['table']

export const c: Columns = { ...kit, table }
