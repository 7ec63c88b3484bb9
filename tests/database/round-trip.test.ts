import fc from 'fast-check'
import { and, asc, eq, getTableColumns, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { insertRows, rowset } from '#server/db/rowset.ts'
import * as schema from '#server/db/schema.ts'
import { projectFolder } from '#server/project-folder.ts'
import { openSample, row, type Sample, sample } from './sample.ts'

/** What people can send: anything but NUL and halves of surrogate pairs, which the HTTP edge refuses. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map(one => one.replace(/\0/g, '')),
  fc.constantFrom(
    '',
    '九龙坡区',
    '龘靐齉',
    '👵🏻‍🦽',
    'é',
    'é',
    "'; drop table sample --",
    '{"a":1}',
    ' \n\t\u2028',
  ),
)
const count = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, -1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
)
const instant = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
const nested = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    count.filter(one => !Object.is(one, -0)),
    fc.constantFrom(0.1, 1.5, -2.75),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter(name => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value
/** SQL's null and JSON's would read back alike: a column that may be null never stores JSON's. */
const document = fc.oneof(fc.array(nested), fc.dictionary(fc.string(), nested, { noNullPrototype: true }))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const anyRow: fc.Arbitrary<Omit<Sample, 'id' | 'maybeLabel'>> = fc.record({
  label: text,
  kind: fc.constantFrom('red' as const, 'green' as const),
  count: count.map(one => one + 0),
  flag: fc.boolean(),
  at: instant,
  document,
  maybeCount: maybe(count.map(one => one + 0)),
  maybeFlag: maybe(fc.boolean()),
  maybeAt: maybe(instant),
  maybeDocument: maybe(document),
})

const rows = fc
  .array(fc.tuple(anyRow, maybe(text)), { minLength: 1, maxLength: 8 })
  .map(drawn =>
    drawn.map(([one, label], at) =>
      row(`row-${at}`, { ...one, maybeLabel: label === null ? null : `${at} ${label}` }),
    ),
  )

describe('every kind of column', () => {
  it.each(['one by one', 'as one set of rows'] as const)(
    'comes back as it went in, written %s',
    async way => {
      const { db, all } = await openSample()
      await fc.assert(
        fc.asyncProperty(rows, async written => {
          await db.transaction(async tx => {
            await tx.delete(sample)
            if (way === 'one by one') for (const one of written) await tx.insert(sample).values(one)
            else await insertRows(tx, sample, written)
          })
          expect(await all()).toEqual(written)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('is found again by its own value', async () => {
    const { db } = await openSample()
    await fc.assert(
      fc.asyncProperty(rows, async ([one]) => {
        const { id, label, kind, count: size, flag, at } = one!
        await db.transaction(async tx => {
          await tx.delete(sample)
          await tx.insert(sample).values(one!)
        })
        const shape = {
          label: sample.label,
          kind: sample.kind,
          count: sample.count,
          flag: sample.flag,
          at: sample.at,
        }
        const given = rowset(shape, [{ label, kind, count: size, flag, at }])
        const same = Object.keys(shape).map(
          name => sql`${sample[name as keyof typeof shape]} = ${given.column[name as keyof typeof shape]}`,
        )
        const found = await db.reader
          .select({ id: sample.id })
          .from(given.from)
          .crossJoin(sample)
          .where(and(...same))
        expect(found).toEqual([{ id }])
        const plain = and(
          eq(sample.label, label),
          eq(sample.at, at),
          eq(sample.count, size),
          eq(sample.flag, flag),
        )
        expect(await db.reader.select({ id: sample.id }).from(sample).where(plain)).toEqual([{ id }])
      }),
      { numRuns: 40 },
    )
  })

  it('keeps the milliseconds of an instant, before 1970 too', async () => {
    const { db, all } = await openSample()
    const instants = ['2026-11-23T02:00:00.001Z', '1969-12-31T23:59:59.999Z', '2038-01-19T03:14:08.000Z']
    await db.transaction(tx =>
      insertRows(
        tx,
        sample,
        instants.map((at, n) => row(`row-${n}`, { at: new Date(at) })),
      ),
    )
    expect((await all()).map(one => one.at.toISOString())).toEqual(instants)
  })

  it('refuses a number that is not whole, and text where a number belongs', async () => {
    const { db } = await openSample()
    for (const wrong of [1.5, 'many'])
      await expect(
        db.transaction(tx => tx.insert(sample).values(row('row', { count: wrong as number }))),
      ).rejects.toThrow()
  })
})

describe('order', () => {
  it('of text is that of its code points', async () => {
    const { db, all } = await openSample()
    const labels = [
      '',
      ' ',
      '10',
      '9',
      'B',
      'Z',
      '_',
      'a',
      'act_01',
      'act_0a',
      'é',
      '中',
      '龙',
      '\uffee',
      '👵',
    ]
    await db.transaction(tx =>
      insertRows(tx, sample, labels.map((label, at) => row(`row-${at}`, { label })).reverse()),
    )
    const sorted = await db.reader.select({ label: sample.label }).from(sample).orderBy(asc(sample.label))
    expect(sorted.map(one => one.label)).toEqual(labels)
    expect((await all()).map(one => one.id)).toEqual(labels.map((_, at) => `row-${at}`).toSorted())
  })

  it('of nulls is said where it matters: no query orders by a column that may be null', () => {
    const tables = schema as unknown as Record<string, Parameters<typeof getTableColumns>[0]>
    const folder = join(projectFolder, 'server')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
      file.endsWith('.ts'),
    )
    const ordered = files.flatMap(file => {
      const source = readFileSync(join(folder, file), 'utf8')
      return [...source.matchAll(/\b(?:asc|desc)\((\w+)\.(\w+)\)/g)].map(([, table, column]) => ({
        file,
        table,
        column,
      }))
    })
    expect(ordered.length).toBeGreaterThan(20)
    const nullable = ordered.filter(({ table, column }) => {
      const known = tables[table!]
      return known && getTableColumns(known)[column!]?.notNull === false
    })
    // Only rows that have one are asked for: answered appeals, splits in force, streets, begun versions.
    const told = [
      'appeals/queries.ts appeal.decidedAt',
      'households/propose-split.ts householdSplit.effectiveOn',
      'rewards/list-rewards.ts reward.street',
      'rules/queries.ts ruleVersion.effectiveFrom',
    ]
    const names = nullable.map(({ file, table, column }) => `${file} ${table}.${column}`)
    expect([...new Set(names)].toSorted()).toEqual(told)
  })

  it('treats null as unknown: it equals nothing, and is neither in a list nor out of it', async () => {
    const { db } = await openSample()
    await db.transaction(tx =>
      insertRows(tx, sample, [
        row('a'),
        row('b'),
        row('c', { maybeLabel: 'x' }),
        row('d', { maybeLabel: 'y' }),
      ]),
    )
    const ids = async (where: SQL) =>
      (await db.reader.select({ id: sample.id }).from(sample).where(where).orderBy(sample.id)).map(
        one => one.id,
      )
    expect(await ids(sql`${sample.maybeLabel} = null`)).toEqual([])
    expect(await ids(isNull(sample.maybeLabel))).toEqual(['a', 'b'])
    expect(await ids(inArray(sample.maybeLabel, ['x', 'z']))).toEqual(['c'])
    expect(await ids(notInArray(sample.maybeLabel, ['x', 'z']))).toEqual(['d'])
    const again = db.transaction(tx => tx.insert(sample).values(row('e', { maybeLabel: 'x' })))
    await expect(again).rejects.toThrow()
  })
})
