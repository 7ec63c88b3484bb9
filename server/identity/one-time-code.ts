import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** 32 signs that nobody takes for another: no I, O, 0 or 1. */
const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A code for people to read and type, 5 bits a sign. */
export function readableCode(length: number): string {
  return readableCodeOf(randomBytes(length))
}

/** The same of given bytes, one sign each. */
export function readableCodeOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => signs.charAt(byte % signs.length)).join('')
}

/** Digits for a text message. */
export function digitCode(digits: number): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0')
}

/** A secret nobody types: 32 random bytes in base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares two hashes in a time that does not tell where they differ. */
export function sameHash(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
