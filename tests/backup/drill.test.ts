import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Connection from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { scheduledBackup } from '#server/backup/scheduled-backup.ts'
import { dialect } from '#server/db/dialect.ts'
import { eraseResident } from '#server/identity/erase-resident.ts'
import { rememberErasures } from '#server/identity/erasures.ts'
import { projectFolder } from '#server/project-folder.ts'
import { sealRows } from '#server/seals/seal-rows.ts'
import { onBareConnection } from '#tests/database/sample.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'

const masterKey = Buffer.alloc(32, 7).toString('base64')

/** The environment of a command on this district's machine. */
function environmentOf(
  { ctx, address }: District,
  given: Record<string, string> = {},
): Record<string, string> {
  const signing = ctx.keys.signing.privateKey.export({ type: 'pkcs8', format: 'der' })
  const keys = { MASTER_KEY: masterKey, SIGNING_KEY: signing.toString('base64') }
  const data = dialect === 'sqlite' ? dirname(address) : tmpdir()
  return { PATH: process.env['PATH'] ?? '', DATABASE_URL: address, DATA_DIR: data, ...keys, ...given }
}

/** Runs a command of the command line beside this process. */
function command(env: Record<string, string>, name: string, ...args: string[]) {
  return new Promise<{ code: number | null; said: string }>(resolve => {
    const file = `server/commands/${name}.ts`
    const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: projectFolder, env })
    let said = ''
    child.stdout.on('data', (part: Buffer) => (said += part.toString()))
    child.stderr.on('data', (part: Buffer) => (said += part.toString()))
    child.on('close', code => resolve({ code, said }))
  })
}

/** `laws`: false for a district whose database the test itself closes. */
async function drilled({ laws = true } = {}) {
  const town = await buildDistrict({ laws })
  const folder = mkdtempSync(join(tmpdir(), 'carbon-drill-'))
  const env = environmentOf(town)
  const ctx = {
    ...town.ctx,
    config: {
      ...town.ctx.config,
      databaseUrl: town.address,
      dataFolder: dirname(town.address),
      sealFolder: dirname(town.address),
    },
  }
  return { town, env, ctx, file: join(folder, 'district.carbon') }
}

const idsIn = (file: string): unknown[] => {
  const connection = new Connection(file, { readonly: true })
  try {
    return connection.prepare('select id from resident').pluck().all()
  } finally {
    connection.close()
  }
}

if (dialect === 'sqlite') {
  describe('the restore drill', () => {
    it('brings back every write acknowledged before the backup began; the books are right', async () => {
      const { town, env, ctx, file } = await drilled()
      const before = []
      for (let at = 0; at < 20; at++) before.push((await town.resident({ points: 5 })).id)
      await sealRows(ctx)

      let writing = true
      const during: string[] = []
      const load = (async () => {
        while (writing) {
          during.push((await town.resident({ points: 1 })).id)
          await new Promise(resume => setTimeout(resume, 2))
        }
      })()
      const backup = await command(env, 'backup', file)
      writing = false
      await load
      expect(backup).toMatchObject({ code: 0, said: expect.stringContaining('read back and verified') })
      expect(during.length).toBeGreaterThan(20)

      await town.close()
      expect(existsSync(dirname(town.address))).toBe(false)
      const restored = await command(env, 'restore', file)
      expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('as it was sealed') })
      expect(idsIn(town.address)).toEqual(expect.arrayContaining(before))
      const verified = await command(env, 'verify-ledger')
      expect(verified).toMatchObject({ code: 0, said: expect.stringContaining('The books are right') })
      const seals = await command(env, 'verify-seals')
      expect(seals).toMatchObject({ code: 0, said: expect.stringContaining('As sealed') })
    })

    it('forgets again who was forgotten after the backup was made', async () => {
      const { town, env, ctx, file } = await drilled()
      const [li, wang] = [await town.resident({ points: 5 }), await town.resident({ points: 5 })]
      expect((await command(env, 'backup', file)).code).toBe(0)
      await town.write(tx => eraseResident(tx, ctx, li.id, li.actor))
      await rememberErasures({ ...ctx, config: { ...ctx.config, backupFolder: dirname(file) } })
      await town.close()
      const restored = await command(env, 'restore', file)
      expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('as they had been since: 1.') })
      const connection = new Connection(town.address, { readonly: true })
      const known = connection.prepare('select resident_id from resident_secret').pluck().all()
      connection.close()
      expect(known).toEqual([wang.id])
      expect((await command(env, 'verify-ledger')).code).toBe(0)
    })

    it('keeps what was there, and lets sealing go on from an earlier block', async () => {
      const { town, env, ctx, file } = await drilled({ laws: false })
      await town.resident({ points: 5 })
      await sealRows(ctx)
      expect((await command(env, 'backup', file)).code).toBe(0)
      await town.resident({ points: 5 })
      await sealRows(ctx)
      expect(await command(env, 'restore', file)).toMatchObject({
        code: 1,
        said: expect.stringContaining('in use'),
      })
      await town.ctx.db.close()
      const restored = await command(env, 'restore', file)
      expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('is kept as') })
      const beside = readdirSync(dirname(town.address))
      expect(beside.filter(name => name.includes('.before-'))).toHaveLength(2)
      expect((await command(env, 'verify-seals')).code).toBe(0)
    })
  })

  describe('a backup', () => {
    it('made while a transaction is open holds all that was committed, and nothing else', async () => {
      const { town, env, file } = await drilled()
      const { id } = await town.resident()
      const other = new Connection(town.address)
      other.exec('begin immediate')
      other.exec("insert into wallet (resident_id) values ('res_uncommitted')")
      const work = `${town.address}.copy`
      await town.ctx.db.backup(work)
      other.exec('rollback')
      other.close()
      expect(idsIn(work)).toContain(id)
      const copy = new Connection(work, { readonly: true })
      expect(copy.prepare("select 1 from wallet where resident_id = 'res_uncommitted'").get()).toBeUndefined()
      copy.close()
      expect((await command(env, 'backup', file)).code).toBe(0)
    })

    it('with wrong books is none: nothing is written, and the command ends with 1', async () => {
      const { town, env, file } = await drilled()
      const { id } = await town.resident({ points: 5 })
      await onBareConnection(
        town.address,
        `update wallet set spendable = spendable + 1 where resident_id = '${id}'`,
      )
      const backup = await command(env, 'backup', file)
      expect(backup).toMatchObject({ code: 1, said: expect.stringContaining('The books are wrong') })
      expect(readdirSync(dirname(file))).toEqual([])
      expect(readdirSync(dirname(town.address)).filter(name => /moment|readback/.test(name))).toEqual([])
      await onBareConnection(
        town.address,
        `update wallet set spendable = spendable - 1 where resident_id = '${id}'`,
      )
    })

    it('that is damaged, or of another key, is not restored, and the database stays', async () => {
      const { town, env, file } = await drilled()
      await town.resident({ points: 5 })
      expect((await command(env, 'backup', file)).code).toBe(0)
      await town.close()
      mkdirSync(dirname(town.address))
      writeFileSync(town.address, 'what was there')
      const damaged = `${file}.damaged`
      const bytes = readFileSync(file)
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(damaged, bytes)
      const otherKey = { ...env, MASTER_KEY: Buffer.alloc(32, 8).toString('base64') }
      for (const [given, from, why] of [
        [env, damaged, 'damaged or cut off'],
        [otherKey, file, 'needs the key'],
      ] as const) {
        const restored = await command(given, 'restore', from)
        expect(restored).toMatchObject({ code: 1, said: expect.stringContaining(why) })
        expect(restored.said).toContain('Nothing was changed')
      }
      expect(readFileSync(town.address, 'utf8')).toBe('what was there')
    })

    it('may be written plainly, and is restored as well', async () => {
      const { town, env, file } = await drilled()
      const { id } = await town.resident({ points: 5 })
      expect(await command(env, 'backup', file, '--plain')).toMatchObject({
        code: 0,
        said: expect.stringContaining('NOT encrypted'),
      })
      expect(idsIn(file)).toContain(id)
      await town.close()
      expect((await command(env, 'restore', file)).code).toBe(0)
    })

    it('is made by the schedule into its folder', async () => {
      const { town, ctx, env } = await drilled()
      await town.resident({ points: 5 })
      const backupFolder = mkdtempSync(join(tmpdir(), 'carbon-scheduled-'))
      Object.assign(process.env, { MASTER_KEY: env['MASTER_KEY'], SIGNING_KEY: env['SIGNING_KEY'] })
      await scheduledBackup({ ...ctx, config: { ...ctx.config, backupFolder } })
      const [made, ...others] = readdirSync(backupFolder)
      expect([made, others]).toEqual(['backup-2026-11-23T02-00-00Z.carbon', []])
      const restored = await command(
        { ...env, DATABASE_URL: `${town.address}.drill` },
        'restore',
        join(backupFolder, made!),
      )
      expect(restored.code).toBe(0)
    })
  })
} else {
  describe('on PostgreSQL', () => {
    it('the commands name the tools that do it there', async () => {
      const town = await buildDistrict()
      const env = environmentOf(town)
      const file = join(mkdtempSync(join(tmpdir(), 'carbon-drill-')), 'x')
      expect(await command(env, 'backup', file)).toMatchObject({
        code: 1,
        said: expect.stringContaining('pg_dump'),
      })
      expect(await command(env, 'restore', file)).toMatchObject({
        code: 1,
        said: expect.stringContaining('pg_restore'),
      })
      expect(existsSync(file)).toBe(false)
    })
  })
}
