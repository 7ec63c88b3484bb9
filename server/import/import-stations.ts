import type { ImportMap } from '#shared/contract/import-map.ts'
import type { PartnerActor } from '#shared/domain/actor.ts'
import type { Doer } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { type NewPlace, registerPlaces } from '../scenarios/register-places.ts'
import { type Columns, type CsvFile, readHeader, readRows } from './read-rows.ts'
import { cellOf } from './row-event.ts'

const codePattern = /^[A-Za-z0-9._:-]{1,64}$/
const degreesPattern = /^-?\d{1,3}(\.\d{1,15})?$/
const nameLength = 80
const millionths = 1e6

export interface StationsReport {
  readonly changed: number
  /** Lines that say no place. */
  readonly unreadable: readonly number[]
}

/** Registers the places of a partner's stations file. Throws `ConfigurationError` when it is not one. */
export async function importStations(
  ctx: Context,
  by: Doer,
  { partnerId }: PartnerActor,
  file: CsvFile,
  wanted: ImportMap['stations'],
): Promise<StationsReport> {
  const columns = await readHeader(file, Object.values(wanted))
  const unreadable: number[] = []
  let changed = 0
  for await (const { rows } of readRows(file, columns)) {
    // A code that comes twice counts as the file last says it.
    const places = new Map<string, NewPlace>()
    for (const row of rows) {
      const place = 'fields' in row ? placeOf(row.fields, columns, wanted) : null
      if (place) places.set(place.code, place)
      else unreadable.push(row.line)
    }
    const given = { partnerId, places: [...places.values()] }
    changed += await ctx.db.transaction(tx => registerPlaces(tx, ctx, by, given))
  }
  return { changed, unreadable }
}

function placeOf(
  fields: readonly string[],
  columns: Columns,
  wanted: ImportMap['stations'],
): NewPlace | null {
  const [code, name] = [cellOf(fields, columns, wanted.id), cellOf(fields, columns, wanted.name)]
  const latitudeE6 = degreesE6(cellOf(fields, columns, wanted.latitude), 90)
  const longitudeE6 = degreesE6(cellOf(fields, columns, wanted.longitude), 180)
  if (!codePattern.test(code) || latitudeE6 === null || longitudeE6 === null) return null
  return { code, name: name.slice(0, nameLength), latitudeE6, longitudeE6 }
}

/** Degrees as millionths, to the nearest; null beyond `most` on either side. */
function degreesE6(text: string, most: number): number | null {
  const degrees = degreesPattern.test(text) ? Number(text) : NaN
  return Math.abs(degrees) <= most ? Math.round(degrees * millionths) : null
}
