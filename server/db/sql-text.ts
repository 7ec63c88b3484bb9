import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { dialect } from './dialect.ts'

const composer = dialect === 'postgres' ? new PgDialect() : new SQLiteSyncDialect()

/** The text of a piece of SQL as this process's database reads it; its values are left out. */
export function sqlText(statement: SQL): string {
  return composer.sqlToQuery(statement).sql
}
