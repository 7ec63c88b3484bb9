import type { FactorForm, FactorVersion } from '#shared/domain/action-type.ts'
import { startOf } from '#shared/domain/calendar.ts'

/** A factor as shipped; whoever stores it gives it an id. */
export type FactorSeed = Omit<FactorVersion, 'id'>

/** When the programme's scale begins: the year 重庆碳惠通 did. Choosing it is ours; the sources are younger. */
export const scaleFrom = startOf('2021-01-01')

type Published = Pick<FactorSeed, 'name' | 'form' | 'published' | 'source' | 'year' | 'certainty'>

/** The first version of a factor, in force for the whole scale. */
export function factor(code: string, published: Published): FactorSeed {
  return { code, version: 1, ...published, validFrom: scaleFrom, validUntil: null }
}

export function gramsEach(grams: number): FactorForm {
  return { kind: 'each', grams }
}

/** Grams by quantity: fact × num ÷ den. */
export function gramsPer(fact: string, num: number, den: number, floorGrams = 0): FactorForm {
  return { kind: 'per', fact, num, den, floorGrams }
}
