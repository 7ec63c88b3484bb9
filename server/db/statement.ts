import { getTableColumns, Param, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import type { Drizzle } from './database.ts'

/** What statements are composed with. */
export type Composer = Pick<Drizzle, 'select' | 'selectDistinct' | 'insert' | 'update' | 'delete'>

/** A query of Drizzle's builder that has not been sent. */
interface Composed<Rows> {
  prepare(name: string): Prepared<Rows>
}

/** A composed query on one connection. */
export interface Prepared<Rows> {
  execute(values: Record<string, unknown>): PromiseLike<Rows>
}

/** Stands for a value that comes with each execution, stored as the column stores its own. */
type Given<Values> = (name: keyof Values & string, column: AnyPgColumn) => SQL<never>

/** A query whose text never changes, so that it is composed once for a connection and not at every call. */
export interface Statement<Values, Rows> {
  /** Unlike any other's: PostgreSQL keeps the plan under it. */
  readonly name: string
  compose(composer: Composer): Composed<Rows>
  /** Only for the compiler: what `values` an execution needs. */
  readonly needs?: Values
}

let made = 0

/**
 * Declares a query of a path that is walked often; run it with `execute` of a reader or transaction.
 * Composing one with the builder costs more than running it.
 */
export function statement<Values>() {
  return <Rows>(
    compose: (composer: Composer, given: Given<Values>) => Composed<Rows>,
  ): Statement<Values, Rows> => ({
    name: `s${++made}`,
    compose: composer => compose(composer, givenValue),
  })
}

/** Inserts one row, all of whose columns are given. */
export function insertion<T extends AnyPgTable>(table: T): Statement<T['$inferSelect'], unknown> {
  return statement<Record<string, unknown>>()((composer, given) => {
    const columns = Object.entries(getTableColumns(table) as Record<string, AnyPgColumn>)
    const row = Object.fromEntries(columns.map(([name, column]) => [name, given(name, column)]))
    return composer.insert(table).values(row as T['$inferInsert'])
  })
}

function givenValue(name: string, column: AnyPgColumn): SQL<never> {
  const encoder = {
    mapToDriverValue: (value: unknown) => (value === null ? null : column.mapToDriverValue(value)),
  }
  return sql`${new Param(sql.placeholder(name), encoder)}`
}

/** Composes each statement once, and keeps it. */
export function preparer(composer: Composer) {
  const known = new Map<string, Prepared<unknown>>()
  return async <Values, Rows>(asked: Statement<Values, Rows>, values: Values): Promise<Rows> => {
    let ready = known.get(asked.name) as Prepared<Rows> | undefined
    if (!ready) {
      ready = asked.compose(composer).prepare(asked.name)
      known.set(asked.name, ready)
    }
    return ready.execute(values as Record<string, unknown>)
  }
}
