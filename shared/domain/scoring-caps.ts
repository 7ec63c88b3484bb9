import type { Day } from './calendar.ts'
import { bucketOf } from './calendar.ts'
import type { CutReason } from './receipt.ts'
import type { Cap, CapSubject, TotalOf } from './rule.ts'
import type { ScorableActivity } from './scoring.ts'

/** A cap that binds a deed. The key is empty for a cap per event, which needs no memory. */
export interface CapInForce {
  readonly cap: Cap
  readonly key: string
  readonly usedBefore: number
}

export interface Capped {
  readonly awarded: number
  readonly caps: readonly CapInForce[]
  readonly cut: CutReason | null
}

/** Everybody a cap may count for. */
export type CapParties = Pick<ScorableActivity, 'residentId' | 'householdId' | 'merchantId' | 'deviceId'>

/**
 * Whom a cap counts for. Who belongs to no household is one alone; without a merchant or device there is
 * nobody.
 */
function subjectOf(activity: CapParties, of: CapSubject): string | null {
  switch (of) {
    case 'resident':
      return activity.residentId
    case 'household':
      return activity.householdId ?? activity.residentId
    case 'merchant':
      return activity.merchantId
    case 'device':
      return activity.deviceId
    default:
      return of satisfies never
  }
}

/** The tally a cap counts in: empty for a cap per event, null when the cap does not bind this deed. */
export function capKey(ruleCode: string, cap: Cap, activity: CapParties, day: Day): string | null {
  const subject = subjectOf(activity, cap.of)
  if (subject === null) return null
  return cap.per === 'event' ? '' : `${ruleCode}/${cap.code}/${subject}/${bucketOf(day, cap.per)}`
}

/** The word that stands for a cap's code in the key of a day's total; no cap may be called so. */
export const totalWord = 'total'

/** The tally of what was weighed on one day. */
export function totalKey(ruleCode: string, of: TotalOf, activity: ScorableActivity, day: Day): string {
  return `${ruleCode}/${totalWord}/${subjectOf(activity, of) ?? activity.residentId}/${day}`
}

/**
 * Cuts an amount to what the caps leave, in the order they are listed. The cut names the cap that cut last.
 */
export function applyCaps(
  ruleCode: string,
  caps: readonly Cap[],
  rounded: number,
  activity: ScorableActivity,
  day: Day,
  tallies: ReadonlyMap<string, number>,
): Capped {
  const inForce: CapInForce[] = []
  let awarded = rounded
  let cut: CutReason | null = null
  for (const cap of caps) {
    const key = capKey(ruleCode, cap, activity, day)
    if (key === null) continue
    const usedBefore = key === '' ? 0 : (tallies.get(key) ?? 0)
    inForce.push({ cap, key, usedBefore })
    const room = Math.max(0, cap.limit - usedBefore)
    const most = cap.unit === 'centipoints' ? room : room > 0 ? awarded : 0
    if (most >= awarded) continue
    awarded = most
    cut = { by: 'cap', cap: cap.code }
  }
  return { awarded, caps: inForce, cut }
}

/** What a cap counts of an amount that was really awarded. */
export function useOf(cap: Cap, awarded: number): number {
  return cap.unit === 'centipoints' ? awarded : awarded > 0 ? 1 : 0
}
