import { join } from 'node:path'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { groupCommitter } from '#server/db/group-commit.ts'
import { openConnection } from '#server/db/open-sqlite.ts'
import { dialect } from '#server/db/dialect.ts'
import { limits } from '#server/limits.ts'
import { projectFolder } from '#server/project-folder.ts'
import { refuse } from '#server/refusal.ts'
import { openSample, row, sample } from './sample.ts'

/** What only the embedded database has to prove: one file, one writer, many callers. */
const onlyEmbedded = dialect === 'sqlite'

const folder = mkdtempSync(join(tmpdir(), 'carbon-embedded-'))
let files = 0
const opened: ReturnType<typeof openConnection>[] = []
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close()
  rmSync(folder, { recursive: true, force: true })
})

function committer() {
  const connection = openConnection(join(mkdtempSync(`${folder}-`), `${++files}.db`))
  opened.push(connection)
  connection.exec('create table parent (id text primary key) strict')
  connection.exec(
    'create table note (text text, parent text references parent (id) deferrable initially deferred)',
  )
  const { write, settled, broken } = groupCommitter(connection)
  const insert = (text: string, parent: string | null = null) =>
    void connection.prepare('insert into note values (?, ?)').run(text, parent)
  const notes = () => connection.prepare('select text from note order by text').pluck().all()
  return { connection, write, settled, broken, insert, notes }
}

it('opens SQLite in one place only, so that no connection forgets to be safe', () => {
  const opening = readFileSync(join(projectFolder, 'server/db/open-sqlite.ts'), 'utf8')
  expect(opening.match(/new Connection\(/g)).toHaveLength(2)
})

if (onlyEmbedded) {
  describe('every connection', () => {
    it('is on disk before it answers: synchronous is FULL for the writer and the reader', async () => {
      const { db } = await openSample()
      const pragma = sql`pragma_synchronous`
      const [reading] = await db.reader.select({ level: sql`synchronous` }).from(pragma)
      const [writing] = await db.transaction(tx => tx.select({ level: sql`synchronous` }).from(pragma))
      expect([reading, writing]).toEqual([{ level: 2 }, { level: 2 }])
    })
  })

  describe('a group of commands', () => {
    it('is refused as a whole when its commit fails, refusals included, and the queue lives on', async () => {
      const { write, insert, notes } = committer()
      const group = await Promise.allSettled([
        write(async () => insert('a')),
        write(async () => refuse('reward-sold-out')),
        write(async () => insert('b', 'nobody')),
        write(async () => insert('c')),
      ])
      for (const one of group)
        expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
      expect(notes()).toEqual([])
      await write(async () => insert('d'))
      expect(notes()).toEqual(['d'])
    })

    it('is refused as a whole when the disk is full in the middle of it', async () => {
      const { connection, write, insert, notes } = committer()
      connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true })) + 2}`)
      const group = await Promise.allSettled([
        write(async () => insert('a')),
        write(async () => insert('x'.repeat(1_000_000))),
        write(async () => insert('b')),
      ])
      const told = group.map(one => (one.status === 'rejected' ? one.reason.code : 'promised'))
      expect(told.slice(0, 2)).toEqual(['unavailable', 'unavailable'])
      expect(notes()).toEqual(told[2] === 'promised' ? ['b'] : [])
      connection.pragma('max_page_count = 1000000')
      await write(async () => insert('c'))
      expect(notes()).toContain('c')
    })

    it('turns away who has waited too long, and serves who came since', async () => {
      const { write, insert, notes } = committer()
      const first = write(async () => {
        const until = performance.now() + limits.writerWaitMs
        while (performance.now() < until);
        insert('first')
      })
      const stale = write(async () => insert('stale'))
      await expect(stale).rejects.toMatchObject({ code: 'too-busy' })
      await first
      await write(async () => insert('fresh'))
      expect(notes()).toEqual(['first', 'fresh'])
    })

    it('stops taking anything once the disk failed to keep what was written, and says so', async () => {
      const { connection, write, broken, insert } = committer()
      const exec = connection.exec.bind(connection)
      connection.exec = statement => {
        if (statement === 'commit')
          throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' })
        return exec(statement)
      }
      await expect(write(async () => insert('a'))).rejects.toMatchObject({ code: 'unavailable' })
      connection.exec = exec
      await expect(broken).resolves.toMatchObject({ code: 'SQLITE_IOERR_FSYNC' })
      await expect(write(async () => insert('b'))).rejects.toMatchObject({ code: 'unavailable' })
    })

    it('is told nothing before it is on disk', async () => {
      const { connection, write, insert } = committer()
      const answers: boolean[] = []
      const one = (text: string) =>
        write(async () => insert(text)).then(() => answers.push(connection.inTransaction))
      await Promise.all([one('a'), one('b'), one('c')])
      expect(answers).toEqual([false, false, false])
    })

    it('shares one commit', async () => {
      const { connection, write, insert, notes } = committer()
      const commits: string[] = []
      const exec = connection.exec.bind(connection)
      connection.exec = statement => (statement === 'commit' && commits.push(statement), exec(statement))
      await Promise.all(Array.from({ length: 50 }, (_, at) => write(async () => insert(`note ${at}`))))
      expect(notes()).toHaveLength(50)
      expect(commits.length).toBeLessThan(10)
    })

    it('waits for another process that holds the file, and does not fail', async () => {
      const { connection, write, insert, notes } = committer()
      const other = openConnection(connection.name)
      opened.push(other)
      other.exec('begin immediate')
      const waiting = write(async () => insert('a'))
      await wait(limits.beginPauseMs * 2)
      other.exec('commit')
      await waiting
      expect(notes()).toEqual(['a'])
    })
  })

  describe('a command that awaits something else than the database', () => {
    it('is undone, and what it writes later is refused', async () => {
      const { db, all } = await openSample()
      let late: unknown
      let finished = () => {}
      const done = new Promise<void>(resolve => (finished = resolve))
      const command = db.transaction(async tx => {
        await tx.insert(sample).values(row('a'))
        await wait(20)
        try {
          await tx.insert(sample).values(row('b'))
        } catch (error) {
          late = error
        }
        finished()
      })
      await expect(command).rejects.toThrow('await nothing but the database')
      await db.transaction(tx => tx.insert(sample).values(row('c')))
      await done
      expect(late).toMatchObject({ message: expect.stringContaining('has ended') })
      expect((await all()).map(one => one.id)).toEqual(['c'])
    })
  })
}
