import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { encryptFile } from '#server/backup/cipher.ts'
import { findWay, follow } from '#server/backup/restore-journal.ts'
import { printOf } from '#server/backup/scheduled-backup.ts'
import { openShipper, type Shipper } from '#server/backup/shipper.ts'
import { openConnection } from '#server/db/open-sqlite.ts'

export const key = { kid: 'key-1', key: randomBytes(32) }

/** A bare SQLite file that is written to and shipped, and what can be made of the folder it is shipped to. */
export function shippedFile() {
  const here = mkdtempSync(join(tmpdir(), 'carbon-shipped-'))
  const folder = mkdtempSync(join(tmpdir(), 'carbon-far-'))
  const database = join(here, 'a.sqlite')
  let writer = openConnection(database)
  writer.exec('create table pile (id integer primary key, content blob)')
  let made = 0
  let restored = 0
  let shipper: Shipper = fresh()

  function fresh(): Shipper {
    return openShipper({ database, folder, key, now: () => new Date() })
  }

  return {
    folder,
    database,
    get writer() {
      return writer
    },
    get shipper() {
      return shipper
    },

    /** Commits so many transactions of some pages each. */
    write(transactions: number, pages = 3): void {
      const insert = writer.prepare('insert into pile (content) values (?)')
      for (let at = 0; at < transactions; at++) {
        writer.exec('begin immediate')
        for (let page = 0; page < pages; page++) insert.run(randomBytes(3_000))
        writer.exec('commit')
      }
    },

    remove(share: number): void {
      writer.prepare('delete from pile where id % 100 < ?').run(share)
    },

    /** A backup as the schedule makes it: copied by SQLite from one moment, while others may write. */
    async base(during: () => Promise<void> | void = () => {}): Promise<boolean> {
      const mark = await shipper.ship()
      const at = new Date(Date.UTC(2020, 0, 1, 0, 0, ++made)).toISOString().slice(0, 19).replaceAll(':', '-')
      const file = `backup-${at}Z.carbon`
      const copy = join(here, `copy-${made}`)
      await during()
      const source = new Connection(database, { readonly: true })
      await source.backup(copy, { progress: () => 2_147_483_647 })
      source.close()
      const flat = new Connection(copy)
      flat.pragma('journal_mode = DELETE')
      flat.close()
      await during()
      encryptFile(copy, join(folder, file), key)
      const { stretch, next: from } = mark
      return shipper.addBase({ stretch, from, file, print: printOf(join(folder, file)) })
    },

    /** The process that ships is gone, with all it had in memory, and another one takes its place. */
    replaceShipper(): void {
      shipper.giveUp()
      shipper = fresh()
    },

    /** The process that writes ends in an orderly way and comes again. */
    reopenWriter(): void {
      writer.close()
      writer = openConnection(database)
    },

    /** All that is in the file now. */
    content: () => contentOf(writer),

    /** All that can be made from the folder alone. */
    async restored(options = { upToDamage: false }) {
      const candidate = join(here, `restored-${++restored}`)
      const way = await findWay(folder, key, options)
      const began = await follow(folder, way, candidate, key)
      const connection = new Connection(candidate)
      try {
        if (connection.pragma('integrity_check', { simple: true }) !== 'ok') throw new Error('damaged')
        return { content: contentOf(connection), began, notes: way.notes }
      } finally {
        connection.close()
      }
    },

    close(): void {
      shipper.giveUp()
      writer.close()
      for (const place of [here, folder]) rmSync(place, { recursive: true, force: true })
    },
  }
}

function contentOf(connection: Connection.Database): string[] {
  return connection
    .prepare("select id || ' ' || hex(substr(content, 1, 16)) from pile order by id")
    .pluck()
    .all() as string[]
}
