import { expect, it } from 'vitest'
import { activity } from '#server/activities/tables.ts'
import { dialect } from '#server/db/dialect.ts'
import { settleRiders } from '#server/import/settle-riders.ts'
import { resident } from '#server/identity/tables.ts'
import { csv, fileWith, openBikeOffice, twoRides } from './bike-office.ts'

const reasons = (report: { reasons: Map<string, { rows: number }> }) =>
  Object.fromEntries([...report.reasons].map(([name, { rows }]) => [name, rows]))

/** Rides of acc-1, one after the other, each of its own ten minutes. */
function ridesInARow(count: number, seconds = 600): string[] {
  const start = Date.parse('2026-11-16T10:00:00Z')
  return Array.from({ length: count }, (_, at) => {
    const time = new Date(start + at * seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')
    return `acc-1,${time},${seconds},A,B`
  })
}

it('credits the rides of an operator’s file, and knows them again', async () => {
  const office = await openBikeOffice()
  const file = fileWith(csv(twoRides))
  const first = await office.importing(file)
  expect(first).toMatchObject({
    rows: 2,
    credited: 2,
    centipoints: 100,
    duplicate: 0,
    refused: 0,
    lastLine: 3,
  })
  const before = await office.wallet(office.riders[0])
  expect(before).toMatchObject({ spendable: 50, carbon: first.grams / 2 })
  expect(await office.importing(file)).toMatchObject({ rows: 2, credited: 0, centipoints: 0, duplicate: 2 })
  expect(await office.wallet(office.riders[0])).toEqual(before)
})

it('reads the clock of the file as one that hangs in Chongqing', async () => {
  const office = await openBikeOffice()
  await office.importing(fileWith(csv(twoRides)))
  const [row] = await office.ctx.db.reader.select().from(activity)
  expect(row?.occurredAt.toISOString()).toBe('2026-11-22T00:00:00.000Z')
})

it('names the reason of every row it cannot take, and takes the others', async () => {
  const office = await openBikeOffice()
  const dirty = [
    ...twoRides,
    'acc-1,2026-11-22 08:00:00,600,A,B',
    'acc-1,2026-11-22 09:00:00,600,A,nowhere',
    'acc-1,2026-11-22 10:00:00,600,nowhere,B',
    'acc-1,2026-11-22 11:00:00,89,A,B',
    'acc-1,2026-11-22 12:00:00,ten minutes,A,B',
    'acc-1,2026-11-22 13:00:00,600,A,',
    'acc-1,2026-11-31 13:00:00,600,A,B',
    'acc-1,,600,A,B',
    'acc-9,2026-11-22 14:00:00,600,A,B',
    ',2026-11-22 14:00:00,600,A,B',
    'acc-1,2026-11-22 15:00:00,600,A',
    'acc-1,"2026-11-22 15:00:00,600,A,B',
    '',
    `acc-1,2026-11-22 15:00:00,600,A,${'B'.repeat(20_000)}`,
    'acc-1,2026-10-10 15:00:00,600,A,B',
    'acc-1,2026-12-22 15:00:00,600,A,B',
    'acc-1,2026-11-10 15:00:00,600,A,B',
    'acc-1,2026-11-22 16:00:00,600,A,A',
    '"acc-1","2026-11-22 17:00:00","600",A,C',
  ]
  const lines: string[] = []
  const report = await office.importing(fileWith(`\ufeff${csv(dirty).replaceAll('\n', '\r\n')}`), {
    onRefused: (line, reason) => void lines.push(`${line} ${reason}`),
  })
  expect(report).toMatchObject({ rows: 20, credited: 4, creditedNothing: 1, held: 1, refused: 15 })
  expect(reasons(report)).toEqual({
    'already-claimed': 1,
    'station-unknown (endDock)': 1,
    'station-unknown (startDock)': 1,
    'fact-invalid (durationS)': 2,
    'distance-missing (startDock)': 1,
    'event-invalid (time)': 2,
    'subject-unavailable (subject)': 1,
    'event-invalid (subject)': 1,
    'columns-wrong': 1,
    'quotes-not-closed': 1,
    'line-too-long': 1,
    'time-too-old (time)': 1,
    'time-ahead (time)': 1,
  })
  expect(lines).toContain('15 quotes-not-closed')
  expect(lines).toContain('12 subject-unavailable (subject)')
})

it('goes on where it was stopped', async () => {
  const office = await openBikeOffice()
  const rows = ridesInARow(700)
  const file = fileWith(csv(rows))
  const stop = new AbortController()
  const stopped = await office.importing(file, { signal: stop.signal, onProgress: () => stop.abort() })
  expect(stopped).toMatchObject({ stopped: true, rows: 500, credited: 500, lastLine: 501 })
  const rest = await office.importing(file)
  expect(rest).toMatchObject({ stopped: false, rows: 700, credited: 200, duplicate: 500, lastLine: 701 })
})

it('gives a row the same name in a file of another order, and equal rows names of their own', async () => {
  const office = await openBikeOffice()
  const cups = [...ridesInARow(30), ...twoRides, ...twoRides]
  const first = await office.importing(fileWith(csv(cups)))
  expect(first).toMatchObject({ credited: 32, refused: 2 })
  expect(reasons(first)).toEqual({ 'already-claimed': 2 })
  const turned = await office.importing(fileWith(csv([...cups].reverse())))
  expect(turned).toMatchObject({ credited: 0, duplicate: 32, refused: 2 })
})

it('takes every row once when two processes import the same file at the same time', async () => {
  const office = await openBikeOffice()
  const file = fileWith(csv(ridesInARow(600)))
  const second = await office.secondProcess()
  const [one, other] = await Promise.all([office.importing(file), office.importing(file, { by: second })])
  expect(one.credited + other.credited).toBe(600)
  expect(one.duplicate + other.duplicate).toBe(600)
})

it('has one rider for one row where the riders are made up, and makes them once', async () => {
  const office = await openBikeOffice()
  const { ctx, bikes } = office
  const given = { riders: 40, actionType: 'bike-ride' }
  expect(await settleRiders(ctx, bikes.actor, given)).toBe(40)
  expect(await settleRiders(ctx, bikes.actor, given)).toBe(0)
  expect(await ctx.db.reader.select().from(resident)).toHaveLength(42)
  const nobody = ridesInARow(100, 120).map(row => row.replace('acc-1', ''))
  const first = await office.importing(fileWith(csv(nobody)), { riders: 40 })
  expect(first).toMatchObject({ credited: 100, refused: 0 })
  const again = await office.importing(fileWith(csv([...nobody].reverse())), { riders: 40 })
  expect(again).toMatchObject({ credited: 0, duplicate: 100 })
})

it('moves the days of a demonstration without moving the hours', async () => {
  const office = await openBikeOffice()
  const old = twoRides.map(row => row.replace('2026-11-22', '2017-05-22'))
  const shiftMs = Date.parse('2026-11-22') - Date.parse('2017-05-22')
  expect(await office.importing(fileWith(csv(old)), { shiftMs })).toMatchObject({ credited: 2 })
  const [row] = await office.ctx.db.reader.select().from(activity)
  expect(row?.occurredAt.toISOString()).toBe('2026-11-22T00:00:00.000Z')
})

it('throws, and counts nothing, when there is no such file', async () => {
  const office = await openBikeOffice()
  await expect(office.importing('/nowhere/rides.csv')).rejects.toThrow('no such file')
  await expect(office.importing(fileWith(''))).rejects.toThrow('is empty')
  await expect(office.importing(fileWith(csv([], 'account,when')))).rejects.toThrow('no column start_ts')
})

// Memory is of the reading, which no database changes: one of them is enough.
if (dialect === 'sqlite') {
  it('reads 50,000 rows in the memory of a few', async () => {
    const office = await openBikeOffice()
    const rows = Array.from({ length: 50_000 }, (_, at) => {
      const at2 = `${String(at % 24).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}:00`
      return `acc-${at},2026-11-21 ${at2},600,A,nowhere-${at}`
    })
    const file = fileWith(csv(rows))
    const heaps: number[] = []
    const report = await office.importing(file, {
      onProgress: () => void heaps.push(process.memoryUsage().heapUsed),
    })
    expect(report).toMatchObject({ rows: 50_000, refused: 50_000 })
    const least = (part: number[]) => Math.min(...part)
    const growth = least(heaps.slice(-20)) - least(heaps.slice(0, 20))
    expect(growth).toBeLessThan(40 * 1024 * 1024)
  })
}
