import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { importFile, type ImportJob } from '#server/import/import-file.ts'
import { timeReader } from '#server/import/local-time.ts'
import { type CsvFile, readHeader } from '#server/import/read-rows.ts'
import { registerPlaces } from '#server/scenarios/register-places.ts'
import { ImportMap } from '#shared/contract/import-map.ts'
import { buildDistrict } from '#tests/support/district.ts'
import type { TestPartner } from '#tests/support/partners.ts'
import { operator } from '#tests/support/people.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Writes a file that goes with the test. */
export function fileWith(content: string | Uint8Array, name = 'rides.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  folders.push(folder)
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

export const header = 'account,start_ts,duration,start_station,end_station'

/** Two rides of two riders; the docks lie 1.1 km apart. */
export const twoRides = ['acc-1,2026-11-22 08:00:00,600,A,B', 'acc-2,2026-11-22 08:00:00,600,A,B'] as const

export function csv(rows: readonly string[], firstLine = header): string {
  return [firstLine, ...rows, ''].join('\n')
}

export const bikeMap = {
  form: 1,
  actionType: 'bike-ride',
  time: { column: 'start_ts', format: 'yyyy-MM-dd HH:mm:ss' },
  subject: { column: 'account' },
  facts: {
    durationS: { as: 'number', column: 'duration' },
    startDock: { as: 'place', column: 'start_station' },
    endDock: { as: 'place', column: 'end_station' },
  },
}

export interface Importing extends Partial<
  Pick<ImportJob, 'signal' | 'onProgress' | 'riders' | 'onRefused'>
> {
  readonly map?: unknown
  readonly from?: TestPartner
  readonly encoding?: string
  readonly shiftMs?: number
  readonly by?: Parameters<typeof importFile>[0]
}

/** A district with a bike operator, its docks, and two riders who are bound as `acc-1` and `acc-2`. */
export async function openBikeOffice(options: Parameters<typeof buildDistrict>[0] = {}) {
  const district = await buildDistrict(options)
  const bikes = await district.partner({ code: 'bikes', actionTypes: ['bike-ride'] })
  const places = ['A', 'B', 'C'].map((code, at) => ({
    code,
    name: `Dock ${code}`,
    latitudeE6: 29_510_000 + at * 10_000,
    longitudeE6: 106_510_000,
  }))
  await district.write(tx => registerPlaces(tx, district.ctx, operator, { partnerId: bikes.id, places }))
  const riders = [await district.rider(bikes, 'acc-1'), await district.rider(bikes, 'acc-2')] as const

  /** Imports a file as the command does, and says what became of its rows. */
  async function importing(path: string, given: Importing = {}) {
    const { map: mapped = bikeMap, from = bikes, encoding = 'utf-8', shiftMs = 0, by, ...rest } = given
    const map = ImportMap.parse(mapped)
    const file: CsvFile = { path, encoding, delimiter: map.delimiter }
    const columns = await readHeader(file, [map.time.column])
    const readTime = timeReader(map.time.format, map.time.zone ?? 'Asia/Shanghai')
    const reading = { source: from.code, map, columns, readTime, shiftMs }
    return importFile(by ?? district.ctx, { partner: from.actor, file, reading, riders: null, ...rest })
  }

  return { ...district, bikes, riders, importing }
}
