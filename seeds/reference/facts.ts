import type { Bilingual, FactSpec, FactUnit } from '#shared/domain/action-type.ts'

/** A whole number within bounds that a partner must give. */
export function quantity(unit: FactUnit, min: number, max: number, zh: string, en: string): FactSpec {
  return { type: 'quantity', unit, min, max, required: true, name: { zh, en } }
}

export function choice(options: readonly string[], zh: string, en: string): FactSpec {
  return { type: 'choice', options, required: true, name: { zh, en } }
}

export function place(network: 'metro' | 'partner', zh: string, en: string): FactSpec {
  return { type: 'place', network, required: true, name: { zh, en } }
}

export function optional(fact: FactSpec): FactSpec {
  return { ...fact, required: false }
}

export function named(zh: string, en: string): Bilingual {
  return { zh, en }
}

const shortestRideS = 60
/** A bike hire under 90 s is a dock change or a broken bike, not a ride. */
const shortestHireS = 90
/**
 * Our bound: a ride of more than four hours is a forgotten exit or an unlocked bike, and would claim the
 * whole day.
 */
const longestRideS = 4 * 3_600

export const rideDurationS = quantity('s', shortestRideS, longestRideS, '时长', 'Duration')
export const hireDurationS = quantity('s', shortestHireS, longestRideS, '时长', 'Duration')

/** Our bound for one weighing: what a person can bring to a counter with a cart. */
export const weightG = quantity('g', 1, 500_000, '重量', 'Weight')

export const recyclables = ['paper', 'cardboard', 'glass', 'steel', 'aluminium', 'plastic', 'pet'] as const
export type Recyclable = (typeof recyclables)[number]

/** The four classes of GB/T 19095-2019, 生活垃圾分类标志. */
export const wasteKinds = ['recyclable', 'hazardous', 'kitchen', 'residual'] as const
