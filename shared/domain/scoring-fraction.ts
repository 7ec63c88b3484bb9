/** A quotient of whole numbers; `den` is at least 1. */
export interface Fraction {
  readonly num: number
  readonly den: number
}

export const one: Fraction = { num: 1, den: 1 }

/** Multiplies whole numbers; throws a RangeError rather than lose a digit. */
export function product(a: number, b: number): number {
  return safe(a * b)
}

/** Passes a whole number on; throws a RangeError when it is beyond 2^53 and may have lost digits. */
export function safe(value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`${value} is beyond the whole numbers that can be counted exactly`)
}

/** The same quotient in lowest terms. */
export function reduced(num: number, den: number): Fraction {
  if (den === 1) return { num, den }
  const divisor = greatestCommonDivisor(num, den)
  return { num: num / divisor, den: den / divisor }
}

/** `fraction` × num ÷ den in lowest terms. */
export function times(fraction: Fraction, num: number, den: number): Fraction {
  // Reducing crosswise first keeps the products as small as the result allows.
  const left = reduced(fraction.num, den)
  const right = reduced(num, fraction.den)
  return { num: product(left.num, right.num), den: product(left.den, right.den) }
}

/** The whole part of a quotient that is not negative. Exact: the remainder is taken off before dividing. */
export function floorOf({ num, den }: Fraction): number {
  return (num - (num % den)) / den
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
