import {
  bigint,
  boolean,
  check,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'

/** Every column kind the application may use, as PostgreSQL stores it. */
export const postgresColumns = {
  table: pgTable,
  id: <Id extends string = string>() => text().$type<Id>(),
  label: () => text(),
  oneOf: <const T extends readonly [string, ...string[]]>(values: T) =>
    text({ enum: values as unknown as [T[number], ...T[number][]] }),
  count: () => bigint({ mode: 'number' }),
  flag: () => boolean(),
  instant: () => timestamp({ withTimezone: true, precision: 3, mode: 'date' }),
  document: <T>() => jsonb().$type<T>(),
  index,
  uniqueIndex,
  primaryKey,
  check,
}

export type Columns = typeof postgresColumns
