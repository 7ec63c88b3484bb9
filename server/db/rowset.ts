import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from './database.ts'
import { dialect } from './dialect.ts'
import { sqlText } from './sql-text.ts'

type Row = Readonly<Record<string, unknown>>
type Rows = readonly object[]

/** Rows that travel as one JSON parameter, so that a statement's text is the same whatever their number. */
export interface Rowset<Name extends string> {
  /** Stands in a FROM clause under the alias `given`. */
  readonly from: SQL
  /** One of its columns. */
  readonly column: Readonly<Record<Name, SQL>>
}

function encoded(columns: readonly AnyPgColumn[], names: readonly string[], rows: Rows): string {
  return JSON.stringify(
    rows.map(row =>
      columns.map((column, at) => {
        const value = (row as Row)[names[at] ?? '']
        return value === undefined || value === null ? null : column.mapToDriverValue(value)
      }),
    ),
  )
}

function unpacked(columns: readonly AnyPgColumn[], aliases: readonly string[], data: SQL): SQL {
  const named = (alias: string) => sql` as ${sql.identifier(alias)}`
  if (dialect === 'postgres') {
    const fields = columns.map(
      (column, at) => sql`${sql.raw(`(r->>${at})::${column.getSQLType()}`)}${named(aliases[at] ?? '')}`,
    )
    return sql`select ${sql.join(fields, sql`, `)} from jsonb_array_elements(${data}::jsonb) r`
  }
  const fields = columns.map((_, at) => sql`${sql.raw(`value->>${at}`)}${named(aliases[at] ?? '')}`)
  // Each column looks into its row again: in JSONB it finds its value without reading the text once more.
  return sql`select ${sql.join(fields, sql`, `)} from jsonb_each(jsonb(${data})) where true`
}

/**
 * Makes a set of rows to join with. `shape` names its columns and takes their types from columns of real
 * tables. Callers pass at most `limits.chunkRows` rows.
 */
export function rowset<Name extends string>(
  shape: Readonly<Record<Name, AnyPgColumn>>,
  rows: readonly { readonly [Column in NoInfer<Name>]: unknown }[],
): Rowset<Name> {
  const names = Object.keys(shape) as Name[]
  const columns = names.map(name => shape[name])
  const column = Object.fromEntries(
    names.map(name => [name, sql`${sql.identifier('given')}.${sql.identifier(name)}`]),
  ) as Record<Name, SQL>
  return { from: sql`(${unpacked(columns, names, sql`${encoded(columns, names, rows)}`)}) as given`, column }
}

interface Adding {
  readonly keys: readonly AnyPgColumn[]
  readonly counts: readonly AnyPgColumn[]
  /** Columns that take the new row's value. */
  readonly latest?: readonly AnyPgColumn[]
}

interface InsertRows {
  /** Leave out rows whose unique key is there already, instead of failing. */
  readonly skipExisting?: boolean
  /**
   * Add these counts to the row that is there already. Only for amounts above zero: the database checks the
   * new row first.
   */
  readonly adding?: Adding
}

/**
 * Inserts rows in one statement. Every row has the same properties. Rows of one batch come sorted by unique
 * key.
 */
export async function insertRows<T extends AnyPgTable>(
  tx: Transaction,
  table: T,
  rows: readonly T['$inferInsert'][],
  options: InsertRows = {},
): Promise<void> {
  const [first] = rows
  if (!first) return
  const all = getTableColumns(table) as Record<string, AnyPgColumn>
  const names = Object.keys(first).filter(name => name in all)
  const columns = names.map(name => all[name] as AnyPgColumn)
  const { adding, skipExisting } = options
  const how = `${skipExisting} ${namesOf(adding?.keys)} ${namesOf(adding?.counts)} ${namesOf(adding?.latest)}`
  const text = composedOnce(table, `insert ${names.join()} ${how}`, () => {
    return sql`insert into ${table} (${list(columns)}) ${allOf(columns)}${conflict(table, options)}`
  })
  await tx.runRows(text, encoded(columns, names, rows))
}

/** The rows of an execution, in a text that is composed once for all of them. */
function allOf(columns: readonly AnyPgColumn[]): SQL {
  return unpacked(
    columns,
    columns.map(column => column.name),
    sql`${sql.placeholder('rows')}`,
  )
}

const texts = new WeakMap<AnyPgTable, Map<string, string>>()

/** The text of a statement on this table, composed the first time it is asked for. */
function composedOnce(table: AnyPgTable, key: string, compose: () => SQL): string {
  const known = texts.get(table) ?? new Map<string, string>()
  texts.set(table, known)
  const text = known.get(key) ?? sqlText(compose())
  known.set(key, text)
  return text
}

function namesOf(columns: readonly AnyPgColumn[] = []): string {
  return columns.map(({ name }) => name).join()
}

function list(columns: readonly AnyPgColumn[]): SQL {
  return sql.join(
    columns.map(column => sql.identifier(column.name)),
    sql`, `,
  )
}

function conflict(table: AnyPgTable, options: InsertRows): SQL {
  if (options.skipExisting) return sql` on conflict do nothing`
  if (!options.adding) return sql``
  const sums = options.adding.counts.map(({ name }) => {
    const column = sql.identifier(name)
    return sql`${column} = ${table}.${column} + excluded.${column}`
  })
  const latest = (options.adding.latest ?? []).map(
    ({ name }) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`,
  )
  const changes = sql.join([...sums, ...latest], sql`, `)
  return sql` on conflict (${list(options.adding.keys)}) do update set ${changes}`
}

/**
 * Adds to counts of many rows in one statement: amounts may be below zero, the table's own checks guard the
 * result. Says how many rows it found.
 */
export async function addToRows<T extends AnyPgTable>(
  tx: Transaction,
  table: T,
  keys: readonly AnyPgColumn[],
  counts: readonly AnyPgColumn[],
  rows: Rows,
): Promise<number> {
  if (rows.length === 0) return 0
  const all = Object.entries(getTableColumns(table) as Record<string, AnyPgColumn>)
  const propertyOf = (column: AnyPgColumn) => all.find(([, one]) => one === column)?.[0] ?? column.name
  const columns = [...keys, ...counts]
  const text = composedOnce(table, `add ${namesOf(keys)} ${namesOf(counts)}`, () => {
    const sums = counts.map(({ name }) => {
      const column = sql.identifier(name)
      return sql`${column} = ${table}.${column} + given.${column}`
    })
    const same = keys.map(({ name }) => sql`${table}.${sql.identifier(name)} = given.${sql.identifier(name)}`)
    return sql`update ${table} set ${sql.join(sums, sql`, `)} from (${allOf(columns)}) as given
      where ${sql.join(same, sql` and `)}`
  })
  return tx.runRows(text, encoded(columns, columns.map(propertyOf), rows))
}

/** Deletes the rows with these keys in one statement; their columns are named as the table's. */
export async function deleteRows<T extends AnyPgTable>(
  tx: Transaction,
  table: T,
  keys: Readonly<Record<string, AnyPgColumn>>,
  rows: Rows,
): Promise<void> {
  if (rows.length === 0) return
  const given = rowset<string>(keys, rows as readonly Row[])
  const columns = sql.join(
    Object.values(keys).map(column => sql.identifier(column.name)),
    sql`, `,
  )
  const wanted = sql.join(Object.values(given.column), sql`, `)
  await tx.run(sql`delete from ${table} where (${columns}) in (select ${wanted} from ${given.from})`)
}
