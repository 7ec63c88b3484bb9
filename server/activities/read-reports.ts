import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { ActionType, Facts } from '#shared/domain/action-type.ts'
import type { PartnerActor } from '#shared/domain/actor.ts'
import { canonicalEvent, type ReportedEvent } from '#shared/domain/cloud-event.ts'
import type { Deed, DeedRefusal } from '#shared/domain/deed.ts'
import { type DeedOutcome, refusedOutcome } from '#shared/domain/deed-plan.ts'
import { derivedDistance, validateFacts } from '#shared/domain/facts.ts'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import { rideDistanceM, straightDistanceM } from '#shared/domain/metro.ts'
import type { CompiledRuleBook } from '#shared/domain/scoring-book.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { rowset } from '../db/rowset.ts'
import { place } from '../scenarios/tables.ts'
import { type Owner, readOwners } from './read-owners.ts'
import { type Subjects, readSubjects } from './read-subjects.ts'

/** Facts and places of a report, checked and measured. */
interface Measured {
  readonly facts: Facts
  readonly places: Readonly<Record<string, string>>
}

type Docks = ReadonlyMap<string, { readonly lat: number; readonly lng: number }>

const millionth = 1e-6

/** The partner's docks that the events name, in one statement. */
async function readDocks(
  tx: Transaction,
  partner: PartnerActor,
  events: readonly ReportedEvent[],
  book: CompiledRuleBook,
): Promise<Docks> {
  const codes = new Set<string>()
  for (const { actionType, data } of events) {
    const distance = book.actionTypes.get(actionType)?.actionType.distance
    if (distance?.by !== 'docks') continue
    for (const code of [data[distance.from], data[distance.to]]) if (typeof code === 'string') codes.add(code)
  }
  if (codes.size === 0) return new Map()
  const given = rowset(
    { code: place.code },
    [...codes].sort().map(code => ({ code })),
  )
  const rows = await tx
    .select({ code: place.code, latitudeE6: place.latitudeE6, longitudeE6: place.longitudeE6 })
    .from(given.from)
    .crossJoin(place)
    .where(and(eq(place.partnerId, partner.partnerId), eq(place.code, given.column.code)))
  return new Map(
    rows.map(row => [row.code, { lat: row.latitudeE6 * millionth, lng: row.longitudeE6 * millionth }]),
  )
}

/**
 * Splits the places off the facts and works out the distance: along the metro's lines, or straight between
 * docks.
 */
function measure(ctx: Context, actionType: ActionType, stated: Facts, docks: Docks): Measured | DeedRefusal {
  const places: Record<string, string> = {}
  const facts: Record<string, Facts[string]> = {}
  for (const [name, value] of Object.entries(stated)) {
    if (actionType.facts[name]?.type === 'place') places[name] = String(value)
    else facts[name] = value
  }
  const { distance } = actionType
  if (!distance) return { facts, places }
  const from = places[distance.from]
  const to = places[distance.to]
  if (from === undefined || to === undefined) {
    const known = derivedDistance in facts && from === undefined && to === undefined
    return known ? { facts, places } : { code: 'distance-missing', fact: distance.from }
  }
  const ridden =
    distance.by === 'network'
      ? metroDistance(ctx, distance, from, to)
      : dockDistance(docks, distance, from, to)
  if (typeof ridden === 'object') return ridden
  return { facts: { ...facts, [derivedDistance]: ridden }, places }
}

interface Ends {
  readonly from: string
  readonly to: string
}

function metroDistance(ctx: Context, ends: Ends, from: string, to: string): number | DeedRefusal {
  const ride = rideDistanceM(ctx.network, from, to)
  if (!ride.ok) {
    const fact = ride.which === 'entry' ? ends.from : ends.to
    return ride.problem === 'unknown-station'
      ? { code: 'station-unknown', fact }
      : { code: 'stations-not-connected', fact }
  }
  return ride.distanceM > 0 ? ride.distanceM : { code: 'no-distance', fact: ends.to }
}

/**
 * Straight between the docks: the least the rider can have ridden. A round trip proves no distance and
 * counts none.
 */
function dockDistance(docks: Docks, ends: Ends, from: string, to: string): number | DeedRefusal {
  const start = docks.get(from)
  const end = docks.get(to)
  if (!start) return { code: 'station-unknown', fact: ends.from }
  if (!end) return { code: 'station-unknown', fact: ends.to }
  return straightDistanceM(start, end)
}

/** What can be said of an event without knowing whose it is. */
function check(
  ctx: Context,
  partner: PartnerActor,
  event: ReportedEvent,
  book: CompiledRuleBook,
  docks: Docks,
): Measured | DeedRefusal {
  if (event.source !== partner.code) return { code: 'source-foreign', fact: 'source' }
  const actionType = book.actionTypes.get(event.actionType)?.actionType
  if (!actionType) return { code: 'action-type-unknown', fact: 'type' }
  if (!partner.actionTypes.includes(event.actionType)) return { code: 'action-type-foreign', fact: 'type' }
  if (!actionType.open || !actionType.evidence.includes('operator'))
    return { code: 'action-type-closed', fact: 'type' }
  if (event.kind === 'retracted') return { facts: {}, places: {} }
  const checked = validateFacts(actionType, event.data)
  if (!checked.ok) return { code: 'fact-invalid', fact: checked.fact }
  return measure(ctx, actionType, checked.facts, docks)
}

function ownerOf(event: ReportedEvent, subjects: Subjects, owners: ReadonlyMap<string, Owner>): Owner | null {
  if (event.kind === 'retracted') return owners.get(event.sourceActivityId) ?? null
  return subjects.ownerOf(event)
}

function fingerprintOf(event: ReportedEvent): string {
  return createHash('sha256').update(canonicalEvent(event)).digest('base64url')
}

/** A report that is no deed: the answer to the partner, and for us alone whose deed it would have been. */
export interface Unusable {
  readonly outcome: DeedOutcome
  readonly residentId: ResidentId | null
}

/**
 * Turns a partner's events into deeds of residents, or into the reason why not, in their order and in a
 * constant number of statements. Who is not bound and who has not consented get one answer. A retraction
 * always finds its resident.
 */
export async function readReports(
  tx: Transaction,
  ctx: Context,
  partner: PartnerActor,
  events: readonly ReportedEvent[],
  book: CompiledRuleBook,
): Promise<(Deed | Unusable)[]> {
  const docks = await readDocks(tx, partner, events, book)
  const subjects = await readSubjects(tx, ctx, partner, events)
  const owners = await readOwners(tx, partner.code, events)
  return events.map(event => {
    const measured = check(ctx, partner, event, book, docks)
    const owner = ownerOf(event, subjects, owners)
    const unusable = (why: DeedRefusal): Unusable => ({
      outcome: refusedOutcome(event.eventId, why),
      residentId: (owner?.residentId ?? null) as ResidentId | null,
    })
    if ('code' in measured) return unusable(measured)
    if (!owner) {
      return event.kind === 'retracted'
        ? unusable({ code: 'nothing-to-retract', fact: 'activityid' })
        : unusable({ code: 'subject-unavailable', fact: 'subject' })
    }
    return {
      activityId: ctx.newId('act'),
      eventId: event.eventId,
      source: event.source,
      sourceActivityId: event.sourceActivityId,
      revision: event.revision,
      kind: event.kind,
      fingerprint: fingerprintOf(event),
      residentId: owner.residentId as ResidentId,
      householdId: owner.householdId as HouseholdId | null,
      actionType: event.actionType,
      evidence: 'operator',
      occurredAt: event.occurredAt,
      ...measured,
      merchantId: null,
      staffId: null,
      deviceId: null,
      ...(owner.shares && { shares: owner.shares }),
    } satisfies Deed
  })
}
