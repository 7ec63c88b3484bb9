import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keptBackups } from '#server/backup/kept-backups.ts'
import { removeOld, scheduledBackup } from '#server/backup/scheduled-backup.ts'
import { buildDistrict } from '#tests/support/district.ts'

const quarterMs = 15 * 60_000

/** A backup each quarter of an hour for so many days. */
function quarters(days: number): Date[] {
  const end = Date.parse('2026-11-23T02:00:00Z')
  return Array.from({ length: days * 96 }, (_, at) => new Date(end - at * quarterMs))
}

describe('the backups that are kept', () => {
  it('are those of half a day, the last of 35 days and the last of six months', () => {
    const kept = [...keptBackups(quarters(300))].sort((a, b) => +b - +a)
    // Today's last is among the 48, yesterday's not; two days and one month are counted once.
    expect(kept.length).toBeLessThanOrEqual(48 + 35 + 6)
    expect(kept.length).toBeGreaterThan(48 + 34)
    expect(kept.slice(0, 48)).toEqual(quarters(1).slice(0, 48))
    expect(kept.at(-1)!.toISOString()).toBe('2026-06-30T15:45:00.000Z')
  })

  it('are all of them while there are few', () => {
    expect(keptBackups(quarters(1).slice(0, 48)).size).toBe(48)
    expect(keptBackups([]).size).toBe(0)
  })

  it('and nothing that the schedule did not write is ever removed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'carbon-kept-'))
    const names = quarters(3).map(
      at => `backup-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.carbon`,
    )
    for (const name of [...names, 'by-hand.carbon', 'notes.txt']) writeFileSync(join(folder, name), '')
    removeOld(folder)
    const left = readdirSync(folder)
    expect(left).toEqual(expect.arrayContaining(['by-hand.carbon', 'notes.txt', names[0]]))
    expect(left.length).toBeLessThan(names.length)
  })

  it('are none where no folder was set', async () => {
    const { ctx } = await buildDistrict()
    expect(await scheduledBackup(ctx)).toBe(0)
  })
})
