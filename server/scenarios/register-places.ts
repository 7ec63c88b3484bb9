import { and, eq, inArray } from 'drizzle-orm'
import type { PartnerId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { insertRows } from '../db/rowset.ts'
import { requirePermission } from '../permission.ts'
import { place } from './tables.ts'

export type NewPlace = Omit<typeof place.$inferSelect, 'partnerId'>

/**
 * Registers docks and stops of a partner's network, or moves and renames those that are there; at most 500,
 * each code once. What was ridden already keeps its distance. Says how many are new or changed. Refuses
 * `not-permitted`.
 */
export async function registerPlaces(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  by: Doer,
  { partnerId, places }: { readonly partnerId: PartnerId; readonly places: readonly NewPlace[] },
): Promise<number> {
  requirePermission(by, 'catalogue.load')
  const codes = places.map(({ code }) => code)
  const stored = await tx
    .select()
    .from(place)
    .where(and(eq(place.partnerId, partnerId), inArray(place.code, codes)))
  const before = new Map(stored.map(row => [row.code, row]))
  const changed = places.filter(one => {
    const old = before.get(one.code)
    return old?.name !== one.name || old.latitudeE6 !== one.latitudeE6 || old.longitudeE6 !== one.longitudeE6
  })
  if (changed.length === 0) return 0
  const rows = changed.map(one => ({ partnerId, ...one })).sort((a, b) => (a.code < b.code ? -1 : 1))
  const latest = [place.name, place.latitudeE6, place.longitudeE6]
  await insertRows(tx, place, rows, { adding: { keys: [place.partnerId, place.code], counts: [], latest } })
  const after = { codes: rows.map(({ code }) => code) }
  await recordAudit(tx, ctx, by, { action: 'place.register', subject: partnerId, after })
  return rows.length
}
