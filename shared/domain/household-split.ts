import type { Day } from './calendar.ts'
import type { ResidentId } from './ids.ts'

/** How much of a bin's points one member gets: whole percent, 1 to 100. */
export interface SplitShare {
  readonly residentId: ResidentId
  readonly percent: number
}

/** What one member gets of one deed, in whole centipoints. */
export interface SharedPoints {
  readonly residentId: ResidentId
  readonly centipoints: number
}

/** A split that everybody who loses by it has agreed to; it holds from this Shanghai day. */
export interface AgreedSplit {
  readonly effectiveOn: Day
  readonly shares: readonly SplitShare[]
}

/**
 * Divides points of a deed: each share is floored to a whole centipoint, and the first takes the remainder.
 * With shares of at least one percent the first gets something whenever there is something.
 */
export function divide(centipoints: number, shares: readonly SplitShare[]): SharedPoints[] {
  const parts = shares.map(({ residentId, percent }) => ({
    residentId,
    centipoints: Math.floor((centipoints * percent) / 100),
  }))
  const given = parts.reduce((sum, part) => sum + part.centipoints, 0)
  return parts.map((part, place) =>
    place === 0 ? { ...part, centipoints: part.centipoints + centipoints - given } : part,
  )
}

/** True for no shares (all to whoever bound the bin), or whole percents of different people, 100 in all. */
export function isSplit(shares: readonly SplitShare[]): boolean {
  if (shares.length === 0) return true
  const people = new Set(shares.map(share => share.residentId))
  const whole = shares.every(({ percent }) => Number.isInteger(percent) && percent >= 1 && percent <= 100)
  return whole && people.size === shares.length && percentOf(shares) === 100
}

/** The split of a day: the latest that was in force by then; null when none ever was. */
export function splitOn<Split extends AgreedSplit>(splits: readonly Split[], day: Day): Split | null {
  const inForce = splits.filter(split => split.effectiveOn <= day)
  return inForce.reduce<Split | null>(
    (latest, split) => (latest && latest.effectiveOn > split.effectiveOn ? latest : split),
    null,
  )
}

/**
 * Who gets what of a deed of the member who bound the bin. They stand first if they have a share. What
 * belongs to somebody who has moved out goes to the first. Empty where it all goes to the binder.
 */
export function sharesFor(
  binder: ResidentId,
  shares: readonly SplitShare[],
  lives: (residentId: ResidentId) => boolean,
): SplitShare[] {
  const staying = shares.filter(share => lives(share.residentId))
  const [first, ...others] = [
    ...staying.filter(share => share.residentId === binder),
    ...staying.filter(share => share.residentId !== binder),
  ]
  if (!first || (others.length === 0 && first.residentId === binder)) return []
  return [{ ...first, percent: first.percent + 100 - percentOf(staying) }, ...others]
}

/**
 * Who gets less after than before, and therefore must agree. Without shares each binder gets all that their
 * own bin brings.
 */
export function losers(
  before: readonly SplitShare[],
  after: readonly SplitShare[],
  binders: readonly ResidentId[],
): ResidentId[] {
  const people = new Set([...before.map(share => share.residentId), ...binders])
  return [...people].filter(one => shareOf(one, after, binders) < shareOf(one, before, binders)).sort()
}

function shareOf(one: ResidentId, shares: readonly SplitShare[], binders: readonly ResidentId[]): number {
  if (shares.length === 0) return binders.includes(one) ? 100 : 0
  return shares.find(share => share.residentId === one)?.percent ?? 0
}

function percentOf(shares: readonly SplitShare[]): number {
  return shares.reduce((sum, share) => sum + share.percent, 0)
}
