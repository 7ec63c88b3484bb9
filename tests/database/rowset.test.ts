import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Transaction } from '#server/db/database.ts'
import { addToRows, deleteRows, insertRows, rowset } from '#server/db/rowset.ts'
import { limits } from '#server/limits.ts'
import { statementsOf } from '#tests/support/statements.ts'
import { openSample, row, sample } from './sample.ts'

const many = (from: number, until: number, given: Parameters<typeof row>[1] = {}) =>
  Array.from({ length: until - from }, (_, at) => row(`row-${String(from + at).padStart(4, '0')}`, given))

const counting = { adding: { keys: [sample.id], counts: [sample.count] } }

describe('rows that travel as one parameter', () => {
  it.each([1, 50, limits.chunkRows])(
    '%i of them are one statement, whatever is done with them',
    async size => {
      const { db } = await openSample()
      const rows = many(0, size)
      const work = async (tx: Transaction) => {
        await insertRows(tx, sample, rows)
        await insertRows(tx, sample, rows, { skipExisting: true })
        await insertRows(tx, sample, rows, counting)
        await addToRows(tx, sample, [sample.id], [sample.count], rows)
        const given = rowset({ id: sample.id }, rows)
        await tx
          .select({ id: sample.id })
          .from(given.from)
          .crossJoin(sample)
          .where(eq(sample.id, given.column.id))
        await deleteRows(tx, sample, { id: sample.id }, rows)
      }
      const texts = await statementsOf(() => db.transaction(work))
      expect(texts).toHaveLength(6)
      rows.splice(1)
      expect(await statementsOf(() => db.transaction(work))).toEqual(texts)
    },
  )

  it('are no statement at all when there are none', async () => {
    const { db } = await openSample()
    const texts = await statementsOf(() =>
      db.transaction(async tx => {
        await insertRows(tx, sample, [])
        expect(await addToRows(tx, sample, [sample.id], [sample.count], [])).toBe(0)
        await deleteRows(tx, sample, { id: sample.id }, [])
      }),
    )
    expect(texts).toEqual([])
  })

  it('are all there, or none: one that is not allowed takes the others with it', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => insertRows(tx, sample, many(3, 4)))
    await expect(db.transaction(tx => insertRows(tx, sample, many(0, 10)))).rejects.toThrow()
    expect(await all()).toHaveLength(1)
  })

  it('leave alone what is there already, when asked to', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => insertRows(tx, sample, many(0, 2, { label: 'first' })))
    await db.transaction(tx =>
      insertRows(tx, sample, many(0, 4, { label: 'second' }), { skipExisting: true }),
    )
    expect((await all()).map(one => one.label)).toEqual(['first', 'first', 'second', 'second'])
  })

  it('add their counts to what is there already, and take the latest where asked to', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => insertRows(tx, sample, many(0, 2, { count: 5, label: 'old', maybeCount: 7 })))
    const adding = { ...counting.adding, latest: [sample.maybeCount] }
    const more = many(0, 3, { count: 3, label: 'new', maybeCount: 9 })
    await db.transaction(tx => insertRows(tx, sample, more, { adding }))
    expect((await all()).map(({ count, label, maybeCount }) => [count, label, maybeCount])).toEqual([
      [8, 'old', 9],
      [8, 'old', 9],
      [3, 'new', 9],
    ])
  })

  it('add to rows below zero too, touch no other row, and say how many they found', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => insertRows(tx, sample, many(0, 3, { count: 10, maybeCount: 1 })))
    const changes = [
      { id: 'row-0000', count: -4, maybeCount: 1 },
      { id: 'row-0002', count: 2, maybeCount: -1 },
      { id: 'nobody', count: 1, maybeCount: 1 },
    ]
    const found = await db.transaction(tx =>
      addToRows(tx, sample, [sample.id], [sample.count, sample.maybeCount], changes),
    )
    expect(found).toBe(2)
    expect((await all()).map(one => [one.count, one.maybeCount])).toEqual([
      [6, 2],
      [10, 1],
      [12, 0],
    ])
  })

  it('are refused by the checks of the table they are added to', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => insertRows(tx, sample, many(0, 1, { count: -Number.MAX_SAFE_INTEGER })))
    const below = [{ id: 'row-0000', count: -1 }]
    await expect(
      db.transaction(tx => addToRows(tx, sample, [sample.id], [sample.count], below)),
    ).rejects.toThrow()
    expect((await all())[0]?.count).toBe(-Number.MAX_SAFE_INTEGER)
  })

  it('delete the rows of their keys, all parts of the key together', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => insertRows(tx, sample, [row('a', { label: 'x' }), row('b', { label: 'y' })]))
    const keys = { id: sample.id, label: sample.label }
    const given = [
      { id: 'a', label: 'x' },
      { id: 'b', label: 'x' },
      { id: 'c', label: 'y' },
    ]
    await db.transaction(tx => deleteRows(tx, sample, keys, given))
    expect((await all()).map(one => one.id)).toEqual(['b'])
  })

  it('keep a null beside a value of the same column', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => insertRows(tx, sample, [row('a'), row('b', { maybeLabel: '中' })]))
    expect((await all()).map(one => one.maybeLabel)).toEqual([null, '中'])
    const [{ size } = { size: 0 }] = await db.read<{ size: number }>(sql`select count(*) as size from sample`)
    expect(Number(size)).toBe(2)
  })
})
