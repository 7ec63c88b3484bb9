import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Transaction } from '#server/db/database.ts'
import { refuse } from '#server/refusal.ts'
import { onBareConnection, openSample, row, sample } from './sample.ts'

const ids = (rows: readonly { id: string }[]) => rows.map(one => one.id)

describe('a transaction', () => {
  it('leaves nothing behind when its command throws', async () => {
    const { db, all } = await openSample()
    const command = db.transaction(async tx => {
      await tx.insert(sample).values(row('a'))
      refuse('balance-too-low')
    })
    await expect(command).rejects.toMatchObject({ code: 'balance-too-low' })
    expect(await all()).toEqual([])
  })

  it('is seen by readers only when it is finished', async () => {
    const { db, all } = await openSample()
    const seen = await db.transaction(async tx => {
      await tx.insert(sample).values(row('a'))
      const outside = await all()
      const inside = await tx.select().from(sample)
      return { outside: ids(outside), inside: ids(inside) }
    })
    expect(seen).toEqual({ outside: [], inside: ['a'] })
    expect(ids(await all())).toEqual(['a'])
  })

  it('takes its handle back: whoever kept it cannot write unprotected', async () => {
    const { db, all } = await openSample()
    let kept: Transaction | undefined
    await db.transaction(async tx => void (kept = tx))
    expect(() => kept!.insert(sample)).toThrow('has ended')
    expect(() => kept!.update(sample)).toThrow('has ended')
    expect(() => kept!.delete(sample)).toThrow('has ended')
    expect(() => kept!.select()).toThrow('has ended')
    expect(() => kept!.run(sql`select 1`)).toThrow('has ended')
    expect(() => kept!.savepoint(async () => {})).toThrow('has ended')
    expect(await all()).toEqual([])
  })

  it('takes its handle back from a command that failed, too', async () => {
    const { db } = await openSample()
    let kept: Transaction | undefined
    const command = db.transaction(async tx => {
      kept = tx
      throw new Error('no')
    })
    await expect(command).rejects.toThrow('no')
    expect(() => kept!.insert(sample)).toThrow('has ended')
  })

  it('cannot be opened within another', async () => {
    const { db, all } = await openSample()
    const nested = db.transaction(async tx => {
      await tx.insert(sample).values(row('a'))
      await db.transaction(inner => inner.insert(sample).values(row('b')))
    })
    await expect(nested).rejects.toThrow('already in a transaction')
    expect(await all()).toEqual([])
  })

  it('undoes only the savepoint that failed, and no other command', async () => {
    const { db, all } = await openSample()
    const commands = [
      db.transaction(async tx => {
        await tx.insert(sample).values(row('a'))
        const inner = tx.savepoint(async () => {
          await tx.insert(sample).values(row('b'))
          await tx.savepoint(async () => void (await tx.insert(sample).values(row('c'))))
          refuse('reward-sold-out')
        })
        await expect(inner).rejects.toMatchObject({ code: 'reward-sold-out' })
        await tx.savepoint(async () => void (await tx.insert(sample).values(row('d'))))
      }),
      db.transaction(async tx => {
        await tx.insert(sample).values(row('e'))
        throw new Error('this one alone')
      }),
      db.transaction(async tx => void (await tx.insert(sample).values(row('f')))),
    ]
    const settled = await Promise.allSettled(commands)
    expect(settled.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(ids(await all())).toEqual(['a', 'd', 'f'])
  })

  it('goes on after a statement that failed inside a savepoint', async () => {
    const { db, all } = await openSample()
    await db.transaction(async tx => {
      await tx.insert(sample).values(row('a'))
      const twice = tx.savepoint(async () => void (await tx.insert(sample).values(row('a'))))
      await expect(twice).rejects.toThrow()
      await tx.insert(sample).values(row('b'))
    })
    expect(ids(await all())).toEqual(['a', 'b'])
  })

  it('is one step for everybody: a hundred at once lose no addition', async () => {
    const { db, all } = await openSample()
    await db.transaction(tx => tx.insert(sample).values(row('a', { count: 0 })))
    const add = () =>
      db.transaction(tx =>
        tx
          .update(sample)
          .set({ count: sql`${sample.count} + 1` })
          .where(eq(sample.id, 'a')),
      )
    await Promise.all(Array.from({ length: 100 }, add))
    expect((await all())[0]?.count).toBe(100)
  })
})

describe('a commit that fails', () => {
  /** A row without a parent: only the commit finds out. */
  const orphaned = (tx: Transaction) => tx.run(sql`insert into orphan (parent) values ('nobody')`)

  it('promises nothing, and the next command goes through', async () => {
    const { db, all } = await openSample()
    const failed = db.transaction(async tx => {
      await tx.insert(sample).values(row('a'))
      await orphaned(tx)
    })
    await expect(failed).rejects.toThrow()
    expect(await all()).toEqual([])
    await db.transaction(tx => tx.insert(sample).values(row('b')))
    expect(ids(await all())).toEqual(['b'])
  })
})

describe('a reader', () => {
  it('cannot write', async () => {
    const { db, all } = await openSample()
    const write = async () => db.read(sql`insert into orphan (parent) values (null) returning parent`)
    await expect(write()).rejects.toThrow()
    expect(await all()).toEqual([])
  })

  it('sees what another process has committed', async () => {
    const { all, address } = await openSample()
    const empty = address.startsWith('postgres') ? `'{}'::jsonb` : `'{}'`
    const instant = address.startsWith('postgres') ? `'2026-01-01'` : '0'
    const flag = address.startsWith('postgres') ? 'true' : '1'
    await onBareConnection(
      address,
      `insert into sample (id, label, kind, count, flag, at, document)
       values ('other', '', 'red', 1, ${flag}, ${instant}, ${empty})`,
    )
    expect(ids(await all())).toEqual(['other'])
  })
})
