import { eq, getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, type AnyPgTable, getTableConfig } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, claim, decision, eventKey, review, tallyUse } from '#server/activities/tables.ts'
import { auditEntry } from '#server/audit/tables.ts'
import type { Database } from '#server/db/database.ts'
import { dialect } from '#server/db/dialect.ts'
import { insertRows } from '#server/db/rowset.ts'
import { lotMove, transfer } from '#server/ledger/tables.ts'
import { settlement, settlementLine } from '#server/merchants/tables.ts'
import { ruleVersion } from '#server/rules/tables.ts'
import { sealBlock } from '#server/seals/tables.ts'
import { voucher, voucherStep } from '#server/vouchers/tables.ts'
import { openTestDatabase, type TestDatabase } from '#tests/support/database.ts'
import { onBareConnection } from './sample.ts'

const insertOnly = {
  transfer,
  lotMove,
  activity,
  eventKey,
  decision,
  tallyUse,
  review,
  voucherStep,
  auditEntry,
  sealBlock,
}

type Values = Record<string, unknown>

/** Some row of a table: whatever its columns take. */
function someRow(table: AnyPgTable, given: Values = {}): Values {
  const columns = Object.entries(getTableColumns(table) as Record<string, AnyPgColumn>)
  const value = ({ dataType, enumValues, name }: AnyPgColumn): unknown => {
    if (enumValues?.length) return enumValues[0]
    if (dataType === 'number') return 1
    if (dataType === 'boolean') return true
    if (dataType === 'date') return new Date('2026-11-23T02:00:00Z')
    return dataType === 'json' ? {} : `some ${name}`
  }
  return { ...Object.fromEntries(columns.map(([key, column]) => [key, value(column)])), ...given }
}

/** All of them share one database: each looks at rows of its own. */
let opened: TestDatabase
let db: Database
beforeAll(async () => {
  opened = await openTestDatabase()
  db = opened.database
})
afterAll(() => opened.close())

async function insertRow(table: AnyPgTable, given: Values = {}): Promise<Values> {
  const row = someRow(table, given)
  await db.transaction(tx => insertRows(tx, table, [row] as never))
  return row
}

const rowsOf = async (table: AnyPgTable): Promise<Values[]> => db.reader.select().from(table as never)

/** What the database said when it refused, all causes of it; empty when it did not refuse. */
async function refusalOf(act: Promise<unknown>): Promise<string> {
  const said: string[] = []
  try {
    await act
  } catch (error) {
    for (let at = error; at instanceof Error; at = at.cause) said.push(at.message)
  }
  return said.join('\n')
}

/** Every column, changed one at a time. */
const others = (row: Values): Values[] =>
  Object.entries(row).map(([key, value]) => {
    if (typeof value === 'number') return { [key]: value + 1 }
    if (typeof value === 'boolean') return { [key]: !value }
    if (value instanceof Date) return { [key]: new Date(value.getTime() + 1) }
    return { [key]: typeof value === 'object' ? { other: 1 } : 'other' }
  })

/** Puts a row in the place of the one with its key, as each database says it. */
function replacing(table: AnyPgTable, row: Values): SQL {
  const columns = Object.entries(getTableColumns(table) as Record<string, AnyPgColumn>)
  const list = (those: readonly AnyPgColumn[]) =>
    sql.join(
      those.map(column => sql.identifier(column.name)),
      sql`, `,
    )
  const all = list(columns.map(([, column]) => column))
  const values = sql.join(
    columns.map(([key, column]) => sql.param(row[key], column)),
    sql`, `,
  )
  if (dialect === 'sqlite') return sql`insert or replace into ${table} (${all}) values (${values})`
  const key = getTableConfig(table).primaryKeys[0]?.columns ?? [columns[0]![1]]
  const [first] = key.map(column => sql.identifier(column.name))
  return sql`insert into ${table} (${all}) values (${values})
    on conflict (${list(key)}) do update set ${first} = excluded.${first}`
}

describe.each(Object.entries(insertOnly))('history in %s', (_, table: AnyPgTable) => {
  it('is never changed, deleted or replaced, by us or by anybody else who connects', async () => {
    const row = await insertRow(table, table === transfer ? { debit: 'a', credit: 'b' } : {})
    for (const change of others(row)) {
      const update = db.transaction(async tx => void (await tx.update(table as never).set(change as never)))
      expect(await refusalOf(update), JSON.stringify(change)).toContain('insert-only')
    }
    const remove = db.transaction(async tx => void (await tx.delete(table as never)))
    expect(await refusalOf(remove)).toContain('insert-only')
    const replace = db.transaction(tx => tx.run(replacing(table, { ...row, ...others(row).at(-1) })))
    expect(await refusalOf(replace)).toContain('insert-only')
    const name = getTableName(table)
    const statements = [`delete from ${name}`, ...(dialect === 'postgres' ? [`truncate ${name}`] : [])]
    for (const statement of statements)
      expect(await refusalOf(onBareConnection(opened.address, statement))).toContain('insert-only')
    expect(await rowsOf(table)).toEqual([row])
  })
})

let frozenRows = 0

/** Changes a row and says which columns would not be changed. */
async function frozenColumns(table: AnyPgTable, given: Values, then: Values = {}): Promise<string[]> {
  const id = `some ${++frozenRows}`
  const row = await insertRow(table, { ...given, id })
  const mine = eq((table as unknown as { id: AnyPgColumn }).id, id)
  if (Object.keys(then).length > 0)
    await db.transaction(
      async tx =>
        void (await tx
          .update(table as never)
          .set(then as never)
          .where(mine)),
    )
  const frozen: string[] = []
  for (const change of others({ ...row, ...then }).filter(change => !('id' in change))) {
    const refused = await db
      .transaction(async tx => {
        await tx
          .update(table as never)
          .set(change as never)
          .where(mine)
        throw new Error('changed')
      })
      .catch((error: Error) => error.message !== 'changed')
    if (refused) frozen.push(...Object.keys(change))
  }
  return frozen
}

describe('what is frozen', () => {
  it('of a voucher, from when it is redeemed: what it is worth, whose it is and who pays', async () => {
    const given = { state: 'issued', acceptedAt: null, acceptedBy: null }
    const frozen = await frozenColumns(voucher, given)
    const worth = [
      'rewardId',
      'residentId',
      'merchantId',
      'priceCentipoints',
      'settlementFen',
      'payer',
      'fiscalYear',
    ]
    expect(frozen).toEqual(expect.arrayContaining([...worth, 'issuedAt']))
    expect(frozen).not.toContain('acceptances')
  })

  it('of a rule, past its draft: everything but its state and its end', async () => {
    const given = { state: 'draft', effectiveFrom: null, effectiveUntil: null }
    const frozen = await frozenColumns(ruleVersion, given, { state: 'approved' })
    const content = [
      'code',
      'version',
      'actionType',
      'body',
      'bodyHash',
      'authorId',
      'approverId',
      'createdAt',
    ]
    expect(frozen).toEqual(expect.arrayContaining(content))
  })

  it('of a settlement, once it is confirmed: the period and the sum', async () => {
    const given = { state: 'draft', fromOn: '2026-11-01', throughOn: '2026-11-30' }
    const confirmed = { state: 'confirmed', decidedAt: new Date('2026-12-01T00:00:00Z') }
    const frozen = await frozenColumns(settlement, given, confirmed)
    const content = ['merchantId', 'fromOn', 'throughOn', 'lines', 'totalFen', 'createdAt', 'decidedAt']
    expect(frozen).toEqual(expect.arrayContaining(content))
    expect(
      await frozenColumns(settlement, { ...given, fromOn: '2026-10-01' }, { ...confirmed, state: 'paid' }),
    ).toContain('totalFen')
  })

  it('no line joins or leaves a settlement that is closed', async () => {
    const row = await insertRow(settlementLine)
    const id = row['settlementId'] as never
    const period = { fromOn: '2026-09-01', throughOn: '2026-09-30' }
    await insertRow(settlement, { id, ...period, state: 'confirmed' })
    const more = someRow(settlementLine, { voucherStepId: 'another' })
    const acts = [
      () => db.transaction(tx => insertRows(tx, settlementLine, [more] as never)),
      () =>
        db.transaction(
          async tx => void (await tx.delete(settlementLine).where(eq(settlementLine.settlementId, id))),
        ),
      () => db.transaction(async tx => void (await tx.update(settlementLine).set({ amountFen: 2 }))),
    ]
    for (const act of acts)
      expect(await refusalOf(act())).toMatch(/period is closed|is not changed|insert-only/)
    expect(await rowsOf(settlementLine)).toEqual([row])
  })
})

describe('one deed, one claim', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 2, minute))
  const claimed = (id: string, from: number, until: number, given: Values = {}) =>
    someRow(claim, {
      sourceActivityId: id,
      activityId: id,
      fromAt: at(from),
      untilAt: at(until),
      ...given,
    })

  it.each([
    ['begins within it is refused', claimed('b', 15, 30), false],
    ['ends within it is refused', claimed('b', 0, 11), false],
    ['lies within it is refused', claimed('b', 12, 15), false],
    ['lies around it is refused', claimed('b', 0, 60), false],
    ['begins when it ends is taken', claimed('b', 20, 30), true],
    ['ends when it begins is taken', claimed('b', 0, 10), true],
    ['is of another class is taken', claimed('b', 10, 20, { class: 'meal' }), true],
    ['is of another resident is taken', claimed('b', 10, 20, { residentId: 'res_other' }), true],
    ['is longer than a day is refused', claimed('b', 20, 20 + 24 * 60 + 1), false],
  ] as const)('a claim that %s', async (_, second, taken) => {
    await db.transaction(async tx => void (await tx.delete(claim)))
    await insertRow(claim, claimed('a', 10, 20))
    const insert = db.transaction(tx => insertRows(tx, claim, [second] as never))
    const refusal = await refusalOf(insert)
    expect(refusal === '').toBe(taken)
    if (!taken) expect(refusal).toMatch(/already claimed|claim_overlap|at most a day|claim/)
    expect(await rowsOf(claim)).toHaveLength(taken ? 2 : 1)
  })
})
