import type { ActionType, Facts, FactValue } from '#shared/domain/action-type.ts'
import { derivedDistance, validateFacts } from '#shared/domain/facts.ts'
import { type MetroNetwork, rideDistanceM } from '#shared/domain/metro.ts'
import { refuse } from '../refusal.ts'

/**
 * The facts of a deed as an administrator states them, checked as a report is: places stand apart, and the
 * distance of a metro ride follows from its stations. Where it would follow from a partner's docks it is
 * stated instead. Refuses `fact-invalid`, `station-unknown`, `stations-not-connected`, `no-distance`,
 * `distance-missing`.
 */
export function statedDeed(
  network: MetroNetwork,
  actionType: ActionType,
  stated: Facts,
): { readonly facts: Facts; readonly places: Readonly<Record<string, string>> } {
  const checked = validateFacts(actionType, stated)
  if (!checked.ok) return refuse('fact-invalid', { fact: checked.fact })
  const facts: Record<string, FactValue> = {}
  const places: Record<string, string> = {}
  for (const [name, value] of Object.entries(checked.facts)) {
    if (actionType.facts[name]?.type === 'place') places[name] = String(value)
    else facts[name] = value
  }
  const { distance } = actionType
  if (distance?.by === 'network') facts[derivedDistance] = metroDistance(network, distance, places)
  if (distance && !(derivedDistance in facts)) refuse('distance-missing', { fact: derivedDistance })
  return { facts, places }
}

function metroDistance(
  network: MetroNetwork,
  { from, to }: { readonly from: string; readonly to: string },
  places: Readonly<Record<string, string>>,
): number {
  const ride = rideDistanceM(network, places[from] ?? '', places[to] ?? '')
  if (ride.ok) return ride.distanceM > 0 ? ride.distanceM : refuse('no-distance', { fact: to })
  const fact = ride.which === 'entry' ? from : to
  return refuse(ride.problem === 'unknown-station' ? 'station-unknown' : 'stations-not-connected', { fact })
}
