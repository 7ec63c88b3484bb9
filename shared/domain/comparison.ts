import type { FactorVersion } from './action-type.ts'
import { floorOf, product } from './scoring-fraction.ts'

/** The factor that grams are compared by: one official figure for the electricity of the whole country. */
export const comparisonFactor = 'electricity-china'

/** What a lamp on a kitchen ceiling draws, for hours that people can picture. */
export const lampWatts = 10

export interface Comparison {
  readonly wattHours: number
  /** How long a lamp of `lampWatts` could burn on it. */
  readonly lampHours: number
}

/**
 * Grams as electricity from the grid with the same emissions: grams ÷ (grams per Wh), rounded down twice, so
 * that it is never more than the truth. Null when it would not light the lamp for an hour, or when the
 * factor does not count by `energyWh`.
 */
export function comparedTo(grams: number, { form }: Pick<FactorVersion, 'form'>): Comparison | null {
  if (form.kind !== 'per' || form.fact !== 'energyWh' || form.num <= 0 || grams <= 0) return null
  const wattHours = floorOf({ num: product(grams, form.den), den: form.num })
  const lampHours = Math.floor(wattHours / lampWatts)
  return lampHours === 0 ? null : { wattHours, lampHours }
}
