import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '#server/db/database.ts'
import { dialect } from '#server/db/dialect.ts'
import { checkFile } from '#server/db/open-sqlite.ts'
import { transfer } from '#server/ledger/tables.ts'
import { verifySeals } from '#server/seals/verify-seals.ts'
import { onBareConnection } from '#tests/database/sample.ts'
import { sealedTown, type SealedTown } from './sealed-town.ts'

/** What the machine would find after a crash: the file and its log as they lie there, with one bit turned. */
async function findingsWith(town: SealedTown, part: '' | '-wal', turn: (bytes: Buffer) => void) {
  const copy = join(mkdtempSync(join(tmpdir(), 'carbon-damaged-')), 'district.db')
  for (const one of ['', '-wal'])
    if (existsSync(`${town.address}${one}`)) copyFileSync(`${town.address}${one}`, `${copy}${one}`)
  const bytes = readFileSync(`${copy}${part}`)
  turn(bytes)
  writeFileSync(`${copy}${part}`, bytes)
  const db = await openDatabase(copy)
  try {
    const { findings } = await verifySeals({ db, now: town.ctx.now }, town.trusted, town.heads)
    return findings.length === 0 && isDamaged(copy) ? ['integrity'] : findings
  } finally {
    await db.close()
  }
}

function isDamaged(file: string): boolean {
  try {
    checkFile(file)
    return false
  } catch {
    return true
  }
}

if (dialect === 'sqlite') {
  describe('a bit that turns by itself', () => {
    it('in the log makes SQLite drop what follows without a word; the heads outside say so', async () => {
      const town = await sealedTown()
      await town.ride(3)
      await town.seal()
      const size = readFileSync(`${town.address}-wal`).length
      for (const share of [0.1, 0.3, 0.5, 0.7]) {
        const findings = await findingsWith(
          town,
          '-wal',
          bytes => void (bytes[Math.floor(size * share)]! ^= 1),
        )
        expect(findings, `at ${share}`).toContainEqual(expect.objectContaining({ what: 'tail cut off' }))
      }
    })

    it('anywhere in a sealed transfer is found: by its seal, or in its key by SQLite', async () => {
      const town = await sealedTown()
      await town.ride(2)
      await town.seal()
      const [row] = await town.ctx.db.reader.select().from(transfer).limit(1)
      // Folds the log into the file.
      await town.forge('transfer', 'pragma wal_checkpoint(truncate)')
      const start = readFileSync(town.address).indexOf(`${row!.reference}${row!.template}`)
      expect(start).toBeGreaterThan(0)
      // SQLite keeps the key in an index too, and reads it from there.
      const inKey = row!.reference.length
      const text = `${row!.reference}${row!.template}${row!.asset}${row!.debit}${row!.credit}`
      for (let at = 0; at < text.length + 2; at += 3) {
        const found = await findingsWith(town, '', bytes => void (bytes[start + at]! ^= 4))
        expect(JSON.stringify(found), `byte ${at}`).toContain(at < inKey ? 'integrity' : row!.reference)
      }
    })
  })
} else {
  it('a change in a role for which no trigger fires is found', async () => {
    const town = await sealedTown()
    await town.ride()
    await town.seal()
    const [row] = await town.ctx.db.reader.select().from(transfer).limit(1)
    const change = `update transfer set amount = amount + 1 where reference = '${row!.reference}'`
    await onBareConnection(town.address, 'set session_replication_role = replica', change)
    expect((await town.verify()).findings).toMatchObject([
      { what: 'row changed', subject: `transfer ${row!.reference}` },
    ])
  })
}
