import type { Award, Band, TotalOf } from './rule.ts'
import type { Fraction } from './scoring-fraction.ts'
import { floorOf, one, product, reduced, safe, times } from './scoring-fraction.ts'

/** An award made ready: what it is fed, and what that is worth in centipoints × `den`. */
export interface CompiledAward {
  /** The fact that feeds the formula; null when it is fed grams or nothing. */
  readonly fact: string | null
  readonly feedsOnGrams: boolean
  readonly totalOf: TotalOf | null
  readonly den: number
  worth(quantity: number): number
}

/** What an award comes to: before rounding, in lowest terms, and rounded down once to whole centipoints. */
export interface Worth {
  readonly raw: Fraction
  readonly rounded: number
}

export function compileAward(award: Award): CompiledAward {
  switch (award.kind) {
    case 'linear': {
      const { base, per, dayTotalOf } = award
      if (per === null) return { fact: null, feedsOnGrams: false, totalOf: null, den: 1, worth: () => base }
      const start = product(base, per.den)
      return {
        fact: per.fact,
        feedsOnGrams: false,
        totalOf: dayTotalOf,
        den: per.den,
        worth: quantity => safe(start + product(quantity, per.num)),
      }
    }
    case 'banded':
      return {
        fact: award.fact,
        feedsOnGrams: false,
        totalOf: award.dayTotalOf,
        den: 1,
        worth: quantity => bandOf(award.bands, quantity)?.centipoints ?? 0,
      }
    case 'perGram':
      return {
        fact: null,
        feedsOnGrams: true,
        totalOf: null,
        den: award.den,
        worth: grams => product(grams, award.num),
      }
    default:
      return award satisfies never
  }
}

/** The band a quantity lies in: the last one that begins at or below it. Bands rise. */
export function bandOf(bands: readonly Band[], quantity: number): Band | null {
  return bands.findLast(band => band.from <= quantity) ?? null
}

/** The part of an award that is paid: weight × campaigns, in lowest terms. */
export function shareOf(weightPercent: number, campaigns: readonly { readonly percent: number }[]): Fraction {
  let share = weightPercent === 100 ? one : times(one, weightPercent, 100)
  for (const { percent } of campaigns) share = times(share, percent, 100)
  return share
}

/** What one deed earns by itself: floor(worth × share). */
export function worthOf(award: CompiledAward, quantity: number, share: Fraction): Worth {
  const exact = times(share, award.worth(quantity), award.den)
  return { raw: exact, rounded: floorOf(exact) }
}

/**
 * What a weighing adds to its day: floor(f(after) × share) − floor(f(before) × share), where f of nothing is
 * 0. Each side is rounded down by itself, so that the parts of a day add up to what one weighing of
 * everything would have paid.
 */
export function worthAdded(award: CompiledAward, before: number, quantity: number, share: Fraction): Worth {
  const after = safe(before + quantity)
  const worthBefore = before === 0 ? 0 : award.worth(before)
  const worthAfter = after === 0 ? 0 : award.worth(after)
  const rounded = floorOf(times(share, worthAfter, award.den)) - floorOf(times(share, worthBefore, award.den))
  // Bands that fall would take points back; checkRule refuses them, and the floor at zero holds without it.
  return { raw: addedExactly(award, worthAfter - worthBefore, share), rounded: Math.max(0, rounded) }
}

function addedExactly(award: CompiledAward, added: number, share: Fraction): Fraction {
  return added <= 0 ? reduced(0, award.den) : times(share, added, award.den)
}
