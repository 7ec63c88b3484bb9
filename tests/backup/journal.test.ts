import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { openConnection } from '#server/db/open-sqlite.ts'
import { key, shippedFile } from './shipped-file.ts'
import { findWay } from '#server/backup/restore-journal.ts'

type Shipped = ReturnType<typeof shippedFile>
const open: Shipped[] = []
afterEach(() => open.splice(0).forEach(one => one.close()))

function file(): Shipped {
  const one = shippedFile()
  open.push(one)
  return one
}

/** The files of the newest stretch, in their order. */
function segments({ folder }: Shipped): string[] {
  const place = join(folder, 'journal', readdirSync(join(folder, 'journal')).sort().at(-1)!)
  return readdirSync(place)
    .sort()
    .map(name => join(place, name))
}

/** A base and some segments after it. */
async function story(): Promise<{ one: Shipped; states: string[][] }> {
  const one = file()
  one.write(5)
  await one.shipper.ship()
  expect(await one.base()).toBe(true)
  const states: string[][] = []
  for (let at = 0; at < 5; at++) {
    one.write(2)
    await one.shipper.ship()
    states.push(one.content())
  }
  return { one, states }
}

describe('the journal that is shipped', () => {
  it('gives back, with a backup from before, all that was committed when it was last shipped', async () => {
    const { one, states } = await story()
    one.write(3)
    expect((await one.restored()).content).toEqual(states.at(-1))
    await one.shipper.ship()
    expect((await one.restored()).content).toEqual(one.content())
  })

  it('does so when the backup was copied while others wrote', async () => {
    const one = file()
    one.write(20)
    await one.base(() => one.write(5))
    one.write(5)
    one.remove(30)
    await one.base(async () => {
      one.write(5)
      await one.shipper.ship()
      one.remove(10)
    })
    expect((await one.restored()).content).toEqual(one.content())
  })

  it('lets the log begin anew, and misses nothing of what is written meanwhile', async () => {
    const one = file()
    await one.base()
    for (let at = 0; at < 30; at++) {
      one.write(20, 40)
      await one.shipper.ship()
    }
    expect((await one.restored()).content).toEqual(one.content())
    // 24,000 pages went through it.
    expect(one.shipper.bytesHeld()).toBeLessThan(14_000 * 4_120)
  })

  it('is taken up by the process that follows, with what was committed in between', async () => {
    const { one } = await story()
    const before = segments(one).length
    one.shipper.giveUp()
    one.write(4)
    one.replaceShipper()
    await one.shipper.ship()
    expect(segments(one)).toHaveLength(before + 1)
    expect((await one.restored()).content).toEqual(one.content())
  })

  it('begins anew, and needs a new backup, when the log was folded in and written over', async () => {
    const { one, states } = await story()
    one.shipper.giveUp()
    one.write(4)
    one.writer.pragma('wal_checkpoint(TRUNCATE)')
    one.write(4)
    one.replaceShipper()
    await one.shipper.ship()
    expect(one.shipper.based()).toBe(false)
    const old = await one.restored()
    expect(old.content).toEqual(states.at(-1))
    expect(old.notes.join()).toContain('has no finished backup to go on from')
    await one.base()
    expect((await one.restored()).content).toEqual(one.content())
  })

  it('ships a transaction larger than a segment in pieces, and never half of it', async () => {
    const one = file()
    await one.base()
    one.write(2)
    await one.shipper.ship()
    const before = one.content()
    const pieces = segments(one).length
    one.write(1, 5_000)
    await one.shipper.ship()
    expect(segments(one).length - pieces).toBeGreaterThan(1)
    expect((await one.restored()).content).toEqual(one.content())
    rmSync(segments(one).at(-1)!)
    expect((await one.restored()).content).toEqual(before)
  })

  it('keeps two backups to go on from and what they need, and nothing older', async () => {
    const one = file()
    for (let at = 0; at < 4; at++) {
      one.write(2)
      await one.shipper.ship()
      await one.base()
    }
    one.write(2)
    await one.shipper.ship()
    expect(segments(one).length).toBeLessThan(8)
    const [newest] = readdirSync(one.folder)
      .filter(name => name.startsWith('backup-'))
      .sort()
      .reverse()
    const bytes = readFileSync(join(one.folder, newest!))
    bytes[bytes.length - 20]! ^= 1
    writeFileSync(join(one.folder, newest!), bytes)
    const restored = await one.restored()
    expect(restored.content).toEqual(one.content())
    expect(restored.began).not.toBe(newest)
  })

  it('is of one process at a time', async () => {
    const { one } = await story()
    const other = shippedFile()
    open.push(other)
    const { openShipper } = await import('#server/backup/shipper.ts')
    const second = openShipper({ database: one.database, folder: one.folder, key, now: () => new Date() })
    await expect(second.ship()).rejects.toThrow('locked')
  })

  it('whatever order things happen in, gives back what was shipped', async () => {
    const act = fc.constantFrom(
      'write',
      'write much',
      'remove',
      'ship',
      'ship',
      'base',
      'replace',
      'reopen',
      'fold',
      'truncate',
      'read on',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 25 }), async acts => {
        const one = shippedFile()
        const reader = openConnection(one.database, { readonly: true })
        try {
          await one.base()
          for (const now of acts) await play(one, reader, now)
          await shipped(one)
          if (!one.shipper.based()) await one.base()
          expect((await one.restored()).content).toEqual(one.content())
        } finally {
          reader.close()
          one.close()
        }
      }),
      // However slow the disk is: what was tried by then counts.
      { numRuns: 40, interruptAfterTimeLimit: 20_000 },
    )
  })
})

/** Somebody who empties the log twice looks like a gap: then a new stretch begins. */
async function shipped(one: Shipped): Promise<void> {
  await one.shipper.ship().catch(async (error: Error) => {
    expect(error.name).toBe('JournalGap')
    await one.shipper.ship()
  })
}

async function play(one: Shipped, reader: ReturnType<typeof openConnection>, now: string): Promise<void> {
  switch (now) {
    case 'write':
      return one.write(3)
    case 'write much':
      return one.write(2, 4_500)
    case 'remove':
      return one.remove(40)
    case 'ship':
      return shipped(one)
    case 'base':
      await shipped(one)
      return void (await one.base(() => one.write(1)))
    case 'replace':
      return one.replaceShipper()
    case 'reopen':
      return one.reopenWriter()
    case 'fold':
      return void one.writer.pragma('wal_checkpoint(PASSIVE)')
    case 'truncate':
      return void one.writer.pragma('wal_checkpoint(TRUNCATE)')
    default:
      if (reader.inTransaction) reader.exec('rollback')
      reader.exec('begin')
      reader.prepare('select count(*) from pile').get()
  }
}

describe('a journal that is not whole', () => {
  const third = (one: Shipped) => segments(one).at(-3)!
  const wrongs: readonly [string, RegExp, (one: Shipped) => void][] = [
    ['a segment is missing', /is missing/, one => rmSync(third(one))],
    [
      'a bit of one was changed',
      /damaged/,
      one => {
        const bytes = readFileSync(third(one))
        bytes[bytes.length >> 1]! ^= 1
        writeFileSync(third(one), bytes)
      },
    ],
    [
      'one was cut off',
      /damaged or cut off/,
      one => writeFileSync(third(one), readFileSync(third(one)).subarray(0, 900)),
    ],
    [
      'two changed places',
      /out of order/,
      one => {
        const [, , , a, b] = segments(one) as [string, string, string, string, string]
        renameSync(a, `${a}.x`)
        renameSync(b, a)
        renameSync(`${a}.x`, b)
      },
    ],
    [
      'one stands in the place of another',
      /out of order/,
      one => copyFileSync(segments(one).at(-1)!, third(one)),
    ],
  ]
  it.each(wrongs)(
    'because %s is refused with a sentence, and restored up to there when told to',
    async (_, why, harm) => {
      const { one, states } = await story()
      harm(one)
      await expect(one.restored()).rejects.toThrow(why)
      await expect(one.restored()).rejects.toThrow(/^Segment \d+ of the journal/)
      const { content, notes } = await one.restored({ upToDamage: true })
      expect(states.slice(0, -1)).toContainEqual(content)
      expect(notes.join()).toContain('What was written after it is not restored.')
    },
  )

  it('because it is of another key says which key it needs', async () => {
    const { one } = await story()
    const other = { ...key, kid: 'key-2' }
    await expect(findWay(one.folder, other, { upToDamage: false })).rejects.toThrow('needs the key key-1')
  })

  it('does not go on from another backup under the name of its own', async () => {
    const { one } = await story()
    const [base] = readdirSync(one.folder).filter(name => name.startsWith('backup-'))
    const other = shippedFile()
    open.push(other)
    await other.base()
    const [foreign] = readdirSync(other.folder).filter(name => name.startsWith('backup-'))
    copyFileSync(join(other.folder, foreign!), join(one.folder, base!))
    const way = await findWay(one.folder, key, { upToDamage: false })
    expect(way.journal).toBeNull()
  })
})
