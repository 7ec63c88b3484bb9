import type { Context } from '#server/context.ts'
import { writePlan } from '#server/activities/write-plan.ts'
import { limits } from '#server/limits.ts'
import type { Deed } from '#shared/domain/deed.ts'
import type { Standing } from '#shared/domain/deed-plan.ts'
import type { ActivityId, ResidentId } from '#shared/domain/ids.ts'
import { rideDistanceM } from '#shared/domain/metro.ts'
import { planReports } from '#shared/domain/plan-reports.ts'
import { journeyOf } from './journeys.ts'
import { partnerCode } from './settings.ts'
import { contextAt } from './world.ts'

const chunk = 500
/**
 * When the first rides were posted; all of them within the quarter of an hour that `multiply-history.ts`
 * counts on.
 */
export const firstRidesAt = Date.parse('2026-05-04T00:00:00Z')

/**
 * Writes one ride of every resident as it would have been decided: the product's own plans and rows, without
 * the look-ups of a live batch, since nothing can stand in the way. Where the trips went is long deleted.
 */
export async function writeFirstRides(
  real: Context,
  residents: readonly ResidentId[],
  progress: (text: string) => void,
): Promise<void> {
  let at = firstRidesAt
  const ctx = contextAt(real, () => new Date(at))
  const book = await ctx.rules.inForce(ctx.db.reader)
  for (let from = 0; from < residents.length; from += chunk) {
    at = firstRidesAt + from * 5
    const riders = residents.slice(from, from + chunk)
    const deeds = riders.map((residentId, index) => rideOf(ctx, residentId, from + index))
    const plan = planReports(deeds, { standing: nobodyKnown, book, now: ctx.now(), window: limits })
    await ctx.db.transaction(tx => writePlan(tx, ctx, plan))
    progress(`${(from + riders.length).toLocaleString('en')} first rides`)
  }
}

function rideOf(ctx: Context, residentId: ResidentId, number: number): Deed {
  const { from, to, durationS } = journeyOf(number)
  const distance = rideDistanceM(ctx.network, from, to)
  const eventId = `h-0-${number}`
  return {
    activityId: ctx.newId('act') as ActivityId,
    eventId,
    source: partnerCode,
    sourceActivityId: eventId,
    revision: 1,
    kind: 'reported',
    // As long as a real one.
    fingerprint: eventId.padEnd(43, '-'),
    residentId,
    householdId: null,
    actionType: 'metro-ride',
    evidence: 'operator',
    occurredAt: new Date(firstRidesAt - 3_600_000),
    facts: { durationS, distanceM: distance.ok ? distance.distanceM : 1 },
    places: {},
    merchantId: null,
    staffId: null,
    deviceId: null,
  }
}

const nobodyKnown: Standing = {
  events: new Map(),
  activities: new Map(),
  claims: new Map(),
  tallies: new Map(),
  budgets: new Map(),
  debts: new Map(),
  lots: new Map(),
  expired: new Map(),
}
