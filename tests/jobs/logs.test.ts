import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openLog } from '#server/log.ts'
import { logFiles, overdueLogs, removeOldLogs } from '#server/log-files.ts'
import { addDays } from '#shared/domain/calendar.ts'
import { buildDistrict } from '#tests/support/district.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'carbon-logs-'))
const daysBefore = (today: string, count: number) =>
  Array.from({ length: count }, (_, at) => addDays(today, -at))

describe('logs in a folder', () => {
  it('have a file for each day in Shanghai, and lines without what people sent', () => {
    const place = folder()
    let at = new Date('2026-11-23T15:59:59Z')
    const log = openLog(
      { logLevel: 'info' },
      logFiles(
        place,
        () => at,
        () => {},
      ),
    )
    log.info({ route: '/me', phone: '13812345678' })
    at = new Date('2026-11-23T16:00:00Z')
    log.info({ route: '/me' })
    expect(readdirSync(place).sort()).toEqual(['server-2026-11-23.log', 'server-2026-11-24.log'])
    const text = readFileSync(join(place, 'server-2026-11-23.log'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ route: '/me', level: 'info' })
    expect(text).not.toContain('13812345678')
  })

  it('of two processes are whole lines of one file', () => {
    const place = folder()
    const now = () => new Date('2026-11-23T02:00:00Z')
    const [one, other] = [1, 2].map(() => logFiles(place, now, () => {}))
    for (let at = 0; at < 100; at++) for (const log of [one, other]) log!.write(`{"at":${at}}\n`)
    const lines = readFileSync(join(place, 'server-2026-11-23.log'), 'utf8').trim().split('\n')
    expect(lines.map(line => JSON.parse(line))).toHaveLength(200)
  })

  it('that cannot be written go elsewhere instead of stopping anything', () => {
    const blocked = join(folder(), 'file')
    writeFileSync(blocked, '')
    const elsewhere: string[] = []
    logFiles(
      blocked,
      () => new Date(),
      line => elsewhere.push(line),
    ).write('a line\n')
    expect(elsewhere).toEqual(['a line\n'])
  })

  it('are kept for 200 days and no less, whatever the clock says', () => {
    const today = '2026-11-23'
    expect(overdueLogs(daysBefore(today, 201), today)).toEqual([])
    expect(overdueLogs(daysBefore(today, 203), today)).toEqual([addDays(today, -201), addDays(today, -202)])
    expect(overdueLogs(daysBefore(today, 200), addDays(today, 4_000))).toEqual([])
    // A server that ran on some days only keeps more than 200 days.
    expect(overdueLogs(daysBefore(today, 100), addDays(today, 900))).toEqual([])
  })

  it('are removed by the job after that, and nothing else in the folder is', async () => {
    const { ctx } = await buildDistrict()
    const place = folder()
    const names = daysBefore('2026-11-23', 210).map(day => `server-${day}.log`)
    for (const name of [...names, 'server-2001-01-01.txt', 'notes.log']) writeFileSync(join(place, name), '')
    const with200 = { ...ctx, config: { ...ctx.config, logFolder: place } }
    expect(await removeOldLogs(with200)).toBe(9)
    expect(existsSync(join(place, names[200]!))).toBe(true)
    expect(existsSync(join(place, names[201]!))).toBe(false)
    expect(readdirSync(place)).toEqual(expect.arrayContaining(['server-2001-01-01.txt', 'notes.log']))
    expect(await removeOldLogs(ctx)).toBe(0)
  })
})
