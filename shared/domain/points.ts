/** Points as people read them, with at most two decimals: 110 centipoints are `1.1`, 100 are `1`. */
export function formatPoints(centipoints: number): string {
  const size = Math.abs(centipoints)
  const hundredths = String(size % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  const whole = String((size - (size % 100)) / 100)
  return (centipoints < 0 ? '-' : '') + whole + (hundredths ? `.${hundredths}` : '')
}

const decimals = 6

/**
 * A fraction of centipoints in points: `= 4.916` when six decimals hold it, `≈ 3.333333` (cut off) when they
 * do not.
 */
export function formatExactPoints(raw: { readonly num: number; readonly den: number }): string {
  return formatQuotient(BigInt(raw.num), BigInt(raw.den) * 100n)
}

/** A quotient of whole numbers that are not negative, with its sign of equality: `= 381.6`. */
export function formatQuotient(num: bigint, den: bigint): string {
  const scaled = num * 10n ** BigInt(decimals)
  const digits = String(scaled / den).padStart(decimals + 1, '0')
  const fraction = digits.slice(-decimals).replace(/0+$/, '')
  const text = digits.slice(0, -decimals) + (fraction ? `.${fraction}` : '')
  return `${scaled % den === 0n ? '=' : '≈'} ${text}`
}
