import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** The same words as `columns.postgres.ts`; each yields the same TypeScript type as its twin. */
export const sqliteColumns = {
  table: sqliteTable,
  id: () => text(),
  label: () => text(),
  oneOf: (values: readonly [string, ...string[]]) => text({ enum: values as [string, ...string[]] }),
  count: () => integer(),
  flag: () => integer({ mode: 'boolean' }),
  instant: () => integer({ mode: 'timestamp_ms' }),
  document: () => text({ mode: 'json' }),
  index,
  uniqueIndex,
  primaryKey,
  check,
}
