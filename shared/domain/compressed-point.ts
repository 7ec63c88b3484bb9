/** P-256: y² = x³ − 3x + b over the field of p (FIPS 186-4, D.1.2.3). */
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const pointBytes = 33

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % p
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % p
    square = (square * square) % p
  }
  return result
}

function numberIn(base64url: string): bigint {
  let number = 0n
  for (const sign of base64url) number = (number << 6n) | BigInt(alphabet.indexOf(sign))
  return number
}

/** 32 bytes are 43 signs, of which the last carries four bits and two zeros. */
function base64urlOf(coordinate: bigint): string {
  let text = ''
  for (let left = coordinate << 2n, sign = 0; sign < 43; sign++, left >>= 6n)
    text = alphabet.charAt(Number(left & 63n)) + text
  return text
}

/**
 * Both coordinates of a compressed point in base64url, as browsers want a key: they take no compressed one.
 * Null for what is no point of the curve.
 */
export function uncompressed(compressed: string): { readonly x: string; readonly y: string } | null {
  if (!/^[\w-]{44}$/.test(compressed)) return null
  const number = numberIn(compressed)
  const sign = number >> BigInt(8 * (pointBytes - 1))
  const x = number & ((1n << 256n) - 1n)
  if ((sign !== 2n && sign !== 3n) || x >= p) return null
  const square = ((((x * x - 3n) * x + b) % p) + p) % p
  // p is 3 modulo 4, so this power is a root where there is one (SEC 1, 2.3.4).
  const root = power(square, (p + 1n) >> 2n)
  if ((root * root) % p !== square) return null
  const y = (root & 1n) === (sign & 1n) ? root : p - root
  return { x: base64urlOf(x), y: base64urlOf(y) }
}
