import type { Bilingual, FactSpec, FactUnit } from '#shared/domain/action-type.ts'

/** A whole number within bounds that a partner must give. */
export function quantity(unit: FactUnit, min: number, max: number, zh: string, en: string): FactSpec {
  return { type: 'quantity', unit, min, max, required: true, name: { zh, en } }
}

/** One of some options, each with the name people know it by. */
export function choice(names: Readonly<Record<string, Bilingual>>, zh: string, en: string): FactSpec {
  return { type: 'choice', options: Object.keys(names), names, required: true, name: { zh, en } }
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

export type Recyclable = 'paper' | 'cardboard' | 'glass' | 'steel' | 'aluminium' | 'plastic' | 'pet'

export const recyclableNames: Readonly<Record<Recyclable, Bilingual>> = {
  paper: named('废纸', 'mixed paper'),
  cardboard: named('纸板', 'cardboard'),
  glass: named('玻璃', 'glass'),
  steel: named('钢铁罐', 'steel cans'),
  aluminium: named('铝罐', 'aluminium cans'),
  plastic: named('塑料', 'mixed plastics'),
  pet: named('塑料瓶', 'plastic bottles'),
}

/** The four classes of GB/T 19095-2019, 生活垃圾分类标志. */
export const wasteKinds = {
  recyclable: named('可回收物', 'recyclable'),
  hazardous: named('有害垃圾', 'hazardous'),
  kitchen: named('厨余垃圾', 'kitchen waste'),
  residual: named('其他垃圾', 'residual waste'),
}
