import { expect, it } from 'vitest'
import { activity, eventKey } from '#server/activities/tables.ts'
import { timeReader } from '#server/import/local-time.ts'
import { checkMap, readMap } from '#server/import/read-map.ts'
import { ImportMap } from '#shared/contract/import-map.ts'
import { bikeMap, csv, fileWith, openBikeOffice, twoRides } from './bike-office.ts'

const weighings = {
  form: 1,
  actionType: 'recycling',
  delimiter: ';',
  time: { column: '时间', format: 'yyyy/M/d H:mm' },
  subject: { column: '卡号' },
  eventId: { column: '流水号' },
  facts: {
    material: { as: 'choice', column: '品类', values: { 纸板: 'cardboard', 易拉罐: 'aluminium' } },
    weightG: { as: 'number', column: '公斤', times: 1_000 },
  },
}
const firstLine = '流水号;卡号;时间;品类;公斤'
/** `卡号;…` in GB 18030, which `TextEncoder` cannot write: the words of the test and their bytes. */
const gb18030: Readonly<Record<string, readonly number[]>> = {
  流: [0xc1, 0xf7],
  水: [0xcb, 0xae],
  号: [0xba, 0xc5],
  卡: [0xbf, 0xa8],
  时: [0xca, 0xb1],
  间: [0xbc, 0xe4],
  品: [0xc6, 0xb7],
  类: [0xc0, 0xe0],
  公: [0xb9, 0xab],
  斤: [0xbd, 0xef],
  纸: [0xd6, 0xbd],
  板: [0xb0, 0xe5],
}

function inGb18030(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap(letter => gb18030[letter] ?? [letter.charCodeAt(0)]))
}

async function openScales() {
  const office = await openBikeOffice()
  const scales = await office.partner({ code: 'scales', actionTypes: ['recycling'] })
  const person = await office.rider(scales, 'card-7')
  return { ...office, scales, person }
}

it('reads an operator’s own words, units and row ids', async () => {
  const { importing, scales, ctx } = await openScales()
  const rows = ['w-1;card-7;2026/11/22 8:05;纸板;2.5', 'w-2;card-7;2026/11/22 9:05;棉被;1']
  const report = await importing(fileWith(csv(rows, firstLine)), { map: weighings, from: scales })
  expect(report).toMatchObject({ credited: 1, refused: 1 })
  expect([...report.reasons.keys()]).toEqual(['fact-invalid (material)'])
  const [row] = await ctx.db.reader.select().from(activity)
  expect(row).toMatchObject({ sourceActivityId: 'w-1', facts: { material: 'cardboard', weightG: 2_500 } })
})

it('says so when the operator gave one id to two rows', async () => {
  const { importing, scales } = await openScales()
  const rows = [
    'w-1;card-7;2026/11/22 8:05;纸板;2.5',
    'w-1;card-7;2026/11/22 9:05;纸板;2.5',
    ';card-7;x;纸板;1',
  ]
  const report = await importing(fileWith(csv(rows, firstLine)), { map: weighings, from: scales })
  expect(report).toMatchObject({ credited: 1, conflict: 1, refused: 1 })
  expect([...report.reasons.keys()]).toEqual(['event-invalid (id)'])
})

it('reads GB 18030, and takes what is not UTF-8 for one bad cell', async () => {
  const { importing, scales, ctx } = await openScales()
  const file = fileWith(inGb18030(csv(['w-1;card-7;2026/11/22 8:05;纸板;2.5'], firstLine)))
  const report = await importing(file, { map: weighings, from: scales, encoding: 'gb18030' })
  expect(report).toMatchObject({ credited: 1 })
  expect(await ctx.db.reader.select().from(eventKey)).toMatchObject([{ source: 'scales', eventId: 'w-1' }])
  const [good, bad] = [csv([twoRides[0]]), 'acc-2,2026-11-22 08:00:00,600,']
  const spoiled = Buffer.concat([Buffer.from(good + bad), Buffer.from([0xba, 0xc5]), Buffer.from(',B\n')])
  const mixed = await importing(fileWith(spoiled))
  expect(mixed).toMatchObject({ credited: 1, refused: 1 })
  expect([...mixed.reasons.keys()]).toEqual(['fact-invalid (startDock)'])
})

it('turns away a map that cannot be right, in one line', async () => {
  const { ctx, bikes, scales } = await openScales()
  const read = (map: unknown) => readMap(fileWith(JSON.stringify(map), 'map.json'))
  expect(read(bikeMap)).toMatchObject({ actionType: 'bike-ride', delimiter: ',' })
  expect(() => readMap('/nowhere/map.json')).toThrow('no such file')
  expect(() => readMap(fileWith('{', 'map.json'))).toThrow('map.json')
  expect(() => read({ ...bikeMap, form: 2 })).toThrow('form')
  expect(() => read({ ...bikeMap, role: 'admin' })).toThrow('role')
  const check = (map: unknown, from = bikes) => checkMap(ctx, ImportMap.parse(map), from.actor)
  await expect(check(bikeMap)).resolves.toBeUndefined()
  await expect(check(bikeMap, scales)).rejects.toThrow('scales does not report bike-ride')
  const facts = { speed: { as: 'number', column: 'speed' } }
  await expect(check({ ...bikeMap, facts })).rejects.toThrow('has no fact speed')
  const odd = { durationS: { as: 'place', column: 'duration' } }
  await expect(check({ ...bikeMap, facts: odd })).rejects.toThrow('is a quantity, not a place')
})

it.each([
  ['yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai', '2026-11-22 08:00:00', '2026-11-22T00:00:00.000Z'],
  ['yyyy/M/d H:mm', 'Asia/Shanghai', '2026/1/2 7:05', '2026-01-01T23:05:00.000Z'],
  ['dd.MM.yyyy', 'UTC', '22.11.2026', '2026-11-22T00:00:00.000Z'],
  ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2026-07-01 12:00:00', '2026-07-01T16:00:00.000Z'],
  ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2026-12-01 12:00:00', '2026-12-01T17:00:00.000Z'],
  // In this night the clocks go from 02:00 to 03:00: an hour that never was is the hour before it.
  ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2026-03-08 01:59:59', '2026-03-08T06:59:59.000Z'],
  ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2026-03-08 02:30:00', '2026-03-08T06:30:00.000Z'],
  ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2026-03-08 03:00:00', '2026-03-08T07:00:00.000Z'],
  ['iso', 'Asia/Shanghai', '2026-11-22T08:00:00+08:00', '2026-11-22T00:00:00.000Z'],
  ['epoch-seconds', 'Asia/Shanghai', '1795305600', '2026-11-22T00:00:00.000Z'],
  ['epoch-milliseconds', 'Asia/Shanghai', '1795305600000', '2026-11-22T00:00:00.000Z'],
  ['iso', 'Asia/Shanghai', '2026-11-22T08:00:00', null],
  ['yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai', '2026-02-30 08:00:00', null],
  ['yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai', '2026-02-28 24:00:00', null],
  ['yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai', ' 2026-02-28 08:00:00', null],
  ['epoch-seconds', 'Asia/Shanghai', '-5', null],
])('reads %s in %s: %s', (format, zone, text, expected) => {
  expect(timeReader(format, zone)(text)?.toISOString() ?? null).toBe(expected)
})

it('knows neither a clock that hangs nowhere nor a time without its day', () => {
  expect(() => timeReader('yyyy-MM-dd', 'Asia/Nowhere')).toThrow(RangeError)
  expect(() => timeReader('HH:mm:ss', 'Asia/Shanghai')).toThrow('does not say the year')
})
