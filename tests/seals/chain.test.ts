import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { asc, desc } from 'drizzle-orm'
import type { AnyPgTable } from 'drizzle-orm/pg-core'
import { describe, expect, it } from 'vitest'
import { decision } from '#server/activities/tables.ts'
import { auditEntry } from '#server/audit/tables.ts'
import { dialect } from '#server/db/dialect.ts'
import { lotMove, transfer } from '#server/ledger/tables.ts'
import { limits } from '#server/limits.ts'
import { membersOf } from '#server/seals/block.ts'
import { sealRows } from '#server/seals/seal-rows.ts'
import { sealBlock } from '#server/seals/tables.ts'
import { sealedTown, type SealedTown } from './sealed-town.ts'

/** One database takes any text for a document. */
const brokenReceipt = dialect === 'sqlite' ? "replace(receipt, ':', ';')" : '\'{"a": 1}\''

const historyTables = { transfer, decision, audit_entry: auditEntry } as unknown as Record<string, AnyPgTable>

const historyOf = async ({ ctx }: SealedTown, table: string): Promise<Record<string, string>[]> =>
  ctx.db.reader.select().from(historyTables[table] as never)

const sealedKeys = async ({ ctx }: SealedTown) =>
  (await ctx.db.reader.select().from(sealBlock).orderBy(asc(sealBlock.number))).flatMap(block =>
    membersOf(block).map(([key]) => `${block.kind} ${key}`),
  )

describe('sealing', () => {
  it('puts every transfer, decision and audit entry into one block, once', async () => {
    const town = await sealedTown()
    await town.ride(3)
    const all = await Promise.all(Object.keys(historyTables).map(table => historyOf(town, table)))
    const rows = all.flat().length
    expect(await town.seal()).toBe(rows)
    expect(await town.seal()).toBe(0)
    await town.ride(2)
    expect(await town.seal()).toBeGreaterThan(0)
    const keys = await sealedKeys(town)
    expect(new Set(keys).size).toBe(keys.length)
    expect(await town.verify()).toMatchObject({ findings: [], waiting: 0, rows: keys.length })
  })

  it('makes many blocks of many rows, of at most a block’s rows and an hour each', async () => {
    const town = await sealedTown()
    for (let at = 0; at < 4; at++) {
      await town.ride()
      town.clock.advance({ minutes: 90 })
    }
    await town.seal()
    const blocks = await town.ctx.db.reader.select().from(sealBlock)
    expect(blocks.length).toBeGreaterThan(4)
    for (const { rows, firstAt, lastAt } of blocks) {
      expect(rows).toBeLessThanOrEqual(limits.sealRows)
      expect(+lastAt - +firstAt).toBeLessThanOrEqual(limits.sealSpanMs)
    }
    expect((await town.verify()).findings).toEqual([])
  })

  it('by several processes at once leaves out nothing and seals nothing twice', async () => {
    const town = await sealedTown()
    const other = await town.otherProcess()
    await town.ride(3)
    for (let round = 0; round < 5; round++) {
      await Promise.all([town.seal(), sealRows(other), town.ride(), town.seal(), sealRows(other)])
    }
    await town.seal()
    const keys = await sealedKeys(town)
    expect(new Set(keys).size).toBe(keys.length)
    expect(await town.verify()).toMatchObject({ findings: [], waiting: 0 })
  })

  it('takes a row that was committed after later ones had been sealed', async () => {
    const town = await sealedTown()
    await town.ride(2)
    town.clock.advance({ minutes: 2 })
    await town.give(town.rider.id, 1)
    await town.seal()
    town.clock.advance({ minutes: -2 })
    await town.give(town.rider.id, 2)
    town.clock.advance({ minutes: 3 })
    expect(await town.seal()).toBe(1)
    expect(await town.verify()).toMatchObject({ findings: [], waiting: 0, lateBlocks: [] })
  })

  if (dialect === 'postgres') {
    it('takes what a transaction wrote that was open while others were sealed', async () => {
      const town = await sealedTown()
      await town.ride()
      const [like] = await town.ctx.db.reader.select().from(transfer).limit(1)
      const slow = { ...like!, reference: 'adj_slow/adjust', postedAt: town.clock.now() }
      let finish = () => {}
      const finished = new Promise<void>(resolve => (finish = resolve))
      let written = () => {}
      const began = new Promise<void>(resolve => (written = resolve))
      const open = town.ctx.db.transaction(async tx => {
        await tx.insert(transfer).values(slow)
        written()
        await finished
      })
      await began
      await town.ride(2)
      await town.seal()
      expect(await sealedKeys(town)).not.toContain('transfer adj_slow/adjust')
      finish()
      await open
      expect(await town.seal()).toBe(1)
      expect(await sealedKeys(town)).toContain('transfer adj_slow/adjust')
      expect(await town.verify()).toMatchObject({ findings: [], waiting: 0, lateBlocks: [] })
    })
  }

  it('at night takes a row from a time long sealed, and says that it came late', async () => {
    const town = await sealedTown()
    await town.ride(2)
    town.clock.advance({ minutes: 120 })
    await town.ride()
    await town.seal()
    town.clock.advance({ minutes: -60 })
    await town.give(town.rider.id, 2)
    town.clock.advance({ minutes: 60 })
    expect(await town.seal()).toBe(0)
    expect(await town.sealLate()).toBe(1)
    const report = await town.verify()
    expect(report).toMatchObject({ findings: [], waiting: 0 })
    expect(report.lateBlocks).toHaveLength(1)
    await town.ride()
    expect(await town.seal()).toBeGreaterThan(0)
  })

  it('goes on after the clock stood forty days ahead and came back', async () => {
    const town = await sealedTown()
    await town.ride()
    town.clock.advance({ days: 40 })
    await town.give(town.rider.id, 1)
    await town.seal()
    town.clock.advance({ days: -40 })
    await town.ride(2)
    expect(await town.seal()).toBeGreaterThan(0)
    expect(await town.verify()).toMatchObject({ findings: [], waiting: 0, lateBlocks: [] })
  })
})

describe('whoever changes history past the triggers', () => {
  it.each([
    ['amount of a transfer', 'transfer', 'amount = amount + 1', 'reference'],
    ['account of a transfer', 'transfer', "debit = 'x' || debit", 'reference'],
    ['points of a decision', 'decision', 'centipoints = centipoints + 1', 'activity_id'],
    ['day of a decision', 'decision', "expires_on = '2031-01-31'", 'activity_id'],
    ['receipt of a decision, broken', 'decision', `receipt = ${brokenReceipt}`, 'activity_id'],
    ['actor of an audit entry', 'audit_entry', "actor_id = 'x' || actor_id", 'id'],
  ])('is found by the %s: exactly that row is named', async (_, table, change, key) => {
    const town = await sealedTown()
    await town.ride(4)
    await town.seal()
    const id = Object.values((await historyOf(town, table))[0]!)[0]!
    await town.forge(table, `update ${table} set ${change} where ${key} = '${id}'`)
    const { findings } = await town.verify()
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ what: 'row changed', subject: expect.stringContaining(id) })
  })

  it('is found whichever of the transfers it is', async () => {
    const town = await sealedTown()
    await town.ride(2)
    await town.seal()
    for (const { reference } of await town.ctx.db.reader.select().from(transfer)) {
      const set = (sign: string) =>
        town.forge(
          'transfer',
          `update transfer set amount = amount ${sign} 1 where reference = '${reference}'`,
        )
      await set('+')
      expect((await town.verify()).findings).toMatchObject([
        { what: 'row changed', subject: `transfer ${reference}` },
      ])
      await set('-')
    }
    expect((await town.verify()).findings).toEqual([])
  })

  it('is found by a lot that was moved, by its transfer', async () => {
    const town = await sealedTown()
    await town.ride(2)
    await town.seal()
    const [move] = await town.ctx.db.reader.select().from(lotMove).limit(1)
    await town.forge(
      'lot_move',
      `update lot_move set amount = amount + 1 where reference = '${move!.reference}'`,
    )
    expect((await town.verify()).findings).toMatchObject([
      { what: 'row changed', subject: `transfer ${move!.reference}` },
    ])
  })

  it('is found by what is missing', async () => {
    const town = await sealedTown()
    await town.ride(2)
    await town.seal()
    const [last] = await town.ctx.db.reader.select().from(transfer).orderBy(desc(transfer.reference)).limit(1)
    await town.forge('transfer', `delete from transfer where reference = '${last!.reference}'`)
    expect((await town.verify()).findings).toMatchObject([
      { what: 'row missing', subject: `transfer ${last!.reference}` },
    ])
  })

  it('is found by what was added to a time that is sealed', async () => {
    const town = await sealedTown()
    await town.ride(2)
    const early = town.clock.now()
    town.clock.advance({ minutes: 30 })
    await town.ride()
    await town.seal()
    const [like] = await town.ctx.db.reader.select().from(transfer).limit(1)
    const forged = { ...like!, reference: 'adj_forged/adjust', postedAt: early }
    await town.ctx.db.transaction(async tx => void (await tx.insert(transfer).values(forged)))
    expect((await town.verify()).findings).toMatchObject([
      { what: 'row added', subject: 'transfer adj_forged/adjust' },
    ])
  })

  it('is found when it hashes a block again: the signature is not its own', async () => {
    const town = await sealedTown()
    await town.ride(2)
    await town.seal()
    const changed = "update seal_block set members = replace(members, '[[', '[ [') where number = 1"
    await town.forge('seal_block', changed)
    expect((await town.verify()).findings[0]).toMatchObject({ what: 'block changed', subject: 'block 1' })
    await town.forge('seal_block', "update seal_block set signature = 'AAAA' where number = 2")
    expect((await town.verify()).findings).toContainEqual(
      expect.objectContaining({ what: 'signature broken', subject: 'block 2' }),
    )
  })

  it('is found by the heads outside when the newest block is cut off; no more is sealed', async () => {
    const town = await sealedTown()
    await town.ride(2)
    await town.seal()
    await town.ride(2)
    await town.seal()
    const [head] = await town.ctx.db.reader.select().from(sealBlock).orderBy(desc(sealBlock.number)).limit(1)
    await town.forge('seal_block', `delete from seal_block where number = ${head!.number}`)
    expect((await town.verify()).findings).toMatchObject([
      { what: 'tail cut off', subject: `block ${head!.number}` },
    ])
    await town.ride()
    await expect(town.seal()).rejects.toThrow(`Block ${head!.number} is not in the database`)
  })

  it('is found when a block in the middle is taken out', async () => {
    const town = await sealedTown()
    await town.ride(2)
    await town.seal()
    await town.forge('seal_block', 'delete from seal_block where number = 2')
    expect((await town.verify()).findings[0]).toMatchObject({ what: 'block missing', subject: 'block 2' })
  })
})

describe('the heads outside', () => {
  it('are written again from the chain after a process died over them', async () => {
    const town = await sealedTown()
    await town.ride(2)
    await town.seal()
    const whole = readFileSync(town.heads, 'utf8')
    writeFileSync(town.heads, whole.slice(0, -20))
    await town.seal()
    expect(readFileSync(town.heads, 'utf8')).toBe(whole)
    rmSync(town.heads)
    await town.seal()
    expect(readFileSync(town.heads, 'utf8')).toBe(whole)
  })

  it('are named by line when they cannot be read', async () => {
    const town = await sealedTown()
    await town.ride()
    await town.seal()
    appendFileSync(town.heads, 'nonsense\n')
    expect((await town.verify()).findings).toMatchObject([{ what: 'unreadable' }])
  })
})
