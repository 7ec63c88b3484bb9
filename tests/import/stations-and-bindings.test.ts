import { expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { importBindings } from '#server/import/import-bindings.ts'
import { importStations } from '#server/import/import-stations.ts'
import { registerPlaces } from '#server/scenarios/register-places.ts'
import { place } from '#server/scenarios/tables.ts'
import { csv, fileWith, openBikeOffice } from './bike-office.ts'

const by = { kind: 'command', name: 'import' } as const
const wanted = { id: 'station_id', latitude: 'latitude', longitude: 'longitude', name: 'name' }
const stationsHeader = 'station_id,latitude,longitude,name'
const bindingsHeader = 'subject,residentId,boundAt'
const asFile = (path: string) => ({ path, encoding: 'utf-8', delimiter: ',' })

it('registers the docks of a stations file, moves those that moved, and names bad lines', async () => {
  const { ctx, bikes } = await openBikeOffice()
  const rows = [
    '72,40.76727216,-73.99392888,"W 52 St, 11 Ave"',
    'A,29.51,106.51,Dock A',
    'B,29.53,106.51,Dock B',
    'X,91,0,Beyond the pole',
    'Y,north,0,Nowhere',
    'no code,1,1,Spaces',
    '72,40.7,-73.9,Said again',
  ]
  const load = () => importStations(ctx, by, bikes.actor, asFile(fileWith(csv(rows, stationsHeader))), wanted)
  expect(await load()).toEqual({ changed: 2, unreadable: [5, 6, 7] })
  expect(await load()).toEqual({ changed: 0, unreadable: [5, 6, 7] })
  const places = await ctx.db.reader.select().from(place)
  expect(places.map(({ code }) => code).sort()).toEqual(['72', 'A', 'B', 'C'])
  expect(places.find(({ code }) => code === '72')).toMatchObject({
    name: 'Said again',
    latitudeE6: 40_700_000,
    longitudeE6: -73_900_000,
  })
  const entries = await ctx.db.reader.select().from(auditEntry)
  expect(entries.filter(({ action }) => action === 'place.register')).toHaveLength(2)
})

it('lets only those register docks who may load the catalogue', async () => {
  const { ctx, bikes, write } = await openBikeOffice()
  const register = (actor: Parameters<typeof registerPlaces>[2]) =>
    write(tx => registerPlaces(tx, ctx, actor, { partnerId: bikes.id, places: [] }))
  await expect(register(bikes.actor)).rejects.toMatchObject({ code: 'not-permitted' })
})

it('binds what a desk has on paper since the day on it, and gives no consent with it', async () => {
  const office = await openBikeOffice()
  const { ctx, bikes, importing } = office
  const person = await office.resident()
  const paper = fileWith(csv([`acc-7,${person.id},2026-11-20T08:00:00+08:00`], bindingsHeader))
  const bind = () => importBindings(ctx, by, bikes.actor, asFile(paper))
  expect(await bind()).toEqual({ bound: 1, refused: [] })
  expect(await bind()).toEqual({ bound: 0, refused: [] })
  const rides = fileWith(csv(['acc-7,2026-11-22 08:00:00,600,A,B', 'acc-7,2026-11-19 08:00:00,600,A,B']))
  expect(await importing(rides)).toMatchObject({ credited: 0, refused: 2 })
  await office.consent(person, bikes)
  expect(await importing(rides)).toMatchObject({ credited: 1, refused: 1 })
})

it('leaves an account alone that is or was somebody else’s at the time', async () => {
  const office = await openBikeOffice()
  const { ctx, bikes } = office
  const [person, other] = [await office.resident(), await office.resident()]
  const rows = [
    `acc-1,${person.id},2026-11-20T00:00:00Z`,
    `acc-8,res_00000000000000000000000000,2026-11-20T00:00:00Z`,
    `acc-8,somebody,2026-11-20T00:00:00Z`,
    `acc-8,${person.id},2026-11-24T00:00:00Z`,
    `acc-8,${person.id},yesterday`,
    `acc-8,${person.id}`,
    `acc-8,${other.id},2026-11-20T00:00:00Z`,
  ]
  const path = fileWith(csv(rows, bindingsHeader))
  const report = await importBindings(ctx, by, bikes.actor, asFile(path))
  expect(report).toEqual({
    bound: 1,
    refused: [
      { line: 2, reason: 'bound-to-another' },
      { line: 3, reason: 'resident-unknown' },
      { line: 4, reason: 'not-a-binding' },
      { line: 5, reason: 'not-a-binding' },
      { line: 6, reason: 'not-a-binding' },
      { line: 7, reason: 'columns-wrong' },
    ],
  })
})
