import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { openContext } from '#server/commands/open-context.ts'
import { openDatabase } from '#server/db/database.ts'
import { checkFile, openConnection } from '#server/db/open-sqlite.ts'
import { headsFile } from '#server/seals/heads.ts'
import { sealRows } from '#server/seals/seal-rows.ts'
import { verifySeals } from '#server/seals/verify-seals.ts'
import type { Context } from '#server/context.ts'
import { environmentOf } from '#tests/bench/settings.ts'
import { type Fault, type Figure, none, some, type Stage } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, databaseIn, inFolder, worldIn } from './world.ts'

/** What is sealed: history. */
const sealed = ['transfer', 'lot_move', 'decision', 'audit_entry']

type Sealer = Pick<Context, 'keys' | 'config' | 'now'>

/** Turns one bit of a file. */
function turnBit(file: string, at: number, bit: number): void {
  const handle = openSync(file, 'r+')
  try {
    const byte = Buffer.alloc(1)
    readSync(handle, byte, 0, 1, at)
    byte.writeUInt8(byte.readUInt8(0) ^ (1 << bit), 0)
    writeSync(handle, byte, 0, 1, at)
  } finally {
    closeSync(handle)
  }
}

/** A number from 0 to `below`, the same in every run. */
function drawer() {
  let drawn = 0
  return (below: number) =>
    createHash('sha256').update(`bits ${++drawn}`).digest().readUIntBE(0, 6) % Math.max(1, below)
}

/** The pages of the file in which sealed rows lie, and their size. */
function sealedPages(database: string): { pages: number[]; size: number } {
  const connection = openConnection(database, { readonly: true })
  try {
    const names = sealed.map(name => `'${name}'`).join(',')
    const pages = connection.prepare(`select pageno from dbstat where name in (${names})`).pluck().all()
    return { pages: pages as number[], size: Number(connection.pragma('page_size', { simple: true })) }
  } finally {
    connection.close()
  }
}

/** Everything that the sealed rows say; null when they cannot be read. */
function contentOf(database: string): string | null {
  const connection = openConnection(database, { readonly: true })
  try {
    const hash = createHash('sha256')
    for (const name of sealed)
      for (const row of connection.prepare(`select * from "${name}" not indexed`).raw().iterate())
        hash.update(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
    return hash.digest('hex')
  } catch {
    return null
  } finally {
    connection.close()
  }
}

type Finder = 'SQLite' | 'seals' | 'nobody'

async function whoFinds(database: string, { keys, config, now }: Sealer): Promise<Finder> {
  try {
    checkFile(database)
  } catch {
    return 'SQLite'
  }
  const db = await openDatabase(database)
  try {
    const trusted = new Map([[keys.signing.kid, keys.signing.publicKey]])
    const { findings } = await verifySeals({ db, now }, trusted, headsFile(config))
    return findings.length > 0 ? 'seals' : 'nobody'
  } catch {
    return 'SQLite'
  } finally {
    await db.close()
  }
}

/** Bits of the file: whatever changes what a sealed row says is found. */
async function inFile(stage: Stage, database: string, sealer: Sealer): Promise<Figure[]> {
  const draw = drawer()
  const { pages, size } = sealedPages(database)
  const whole = contentOf(database)
  const found: Record<Finder, number> = { SQLite: 0, seals: 0, nobody: 0 }
  const unseen: string[] = []
  const turns = stage.deep ? 60 : 8
  for (let turn = 0; turn < turns; turn++) {
    const at = ((pages[draw(pages.length)] ?? 1) - 1) * size + draw(size)
    const bit = draw(8)
    turnBit(database, at, bit)
    const finder = await whoFinds(database, sealer)
    found[finder]++
    if (finder === 'nobody' && contentOf(database) !== whole) unseen.push(`byte ${at} bit ${bit}`)
    turnBit(database, at, bit)
  }
  stage.say(
    `of ${turns} bits: SQLite found ${found.SQLite}, the seals ${found.seals}, ${found.nobody} say nothing`,
  )
  return [
    some('bits turned in the file and found', found.SQLite + found.seals),
    none('bits that change a sealed row unseen', unseen),
    none('damage left when they are turned back', contentOf(database) === whole ? 0 : 1),
  ]
}

/** Bits of the journal: SQLite drops what follows without a word; the heads that are kept outside tell. */
async function inJournal(stage: Stage, folder: string, database: string, sealer: Sealer): Promise<Figure[]> {
  const draw = drawer()
  const silent: string[] = []
  const turns = stage.deep ? 20 : 3
  const journal = statSync(`${database}-wal`).size
  let unnoticed = 0
  for (let turn = 0; turn < turns; turn++) {
    const copy = join(folder, `journal-${turn}`, 'district.sqlite')
    mkdirSync(join(folder, `journal-${turn}`))
    for (const part of ['', '-wal'])
      if (existsSync(`${database}${part}`)) copyFileSync(`${database}${part}`, `${copy}${part}`)
    const at = 32 + draw((journal - 32) * 0.8)
    turnBit(`${copy}-wal`, at, draw(8))
    try {
      checkFile(copy)
      unnoticed++
    } catch {
      // It need not be silent every time.
    }
    if ((await whoFinds(copy, sealer)) === 'nobody') silent.push(`byte ${at}`)
  }
  return [
    some('bits turned in the journal of which SQLite says nothing', unnoticed),
    none('bits turned in the journal unseen', silent),
  ]
}

export const bits: Fault = {
  name: 'bits',
  title: 'bits that turn by themselves, in the file and in the journal',
  play: stage =>
    inFolder(async folder => {
      const data = copyWorld(stage.template, join(folder, 'data'))
      const database = databaseIn(data)
      const server = await serve({ data })
      const load = new Load(worldIn(data))
      load.port = server.port
      const enough = stage.deep ? 500 : 100
      await load.run({ lanes: 4, batch: 10, redeeming: 0.2 }, () => load.credited.size < enough)
      await server.stop()
      const first = await openContext(environmentOf(database, data))
      while ((await sealRows(first)) > 0);
      await first.db.close()
      const figures = await inFile(stage, database, first)

      const again = await serve({ data })
      load.port = again.port
      await load.run({ lanes: 4, batch: 5, redeeming: 0.2 }, () => load.credited.size < enough + 50)
      await again.kill()
      load.close()
      const second = await openContext(environmentOf(database, data))
      while ((await sealRows(second)) > 0);
      try {
        return [...figures, ...(await inJournal(stage, folder, database, second))]
      } finally {
        await second.db.close()
      }
    }),
}
