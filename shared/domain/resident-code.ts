/**
 * The text of a resident's own QR is `CHR1.<token>`, signed by the server for a minute; a paper card has 20
 * characters.
 */
const tokenPattern = /^CHR1\.([\w-]{1,300}\.[\w-]{1,600}\.[\w-]{86})$/
const cardPattern = /^[A-HJ-NP-Z2-9]{20}$/

export type ResidentCode =
  { readonly kind: 'token'; readonly token: string } | { readonly kind: 'card'; readonly code: string }

export function formatResidentCode(token: string): string {
  return `CHR1.${token}`
}

/** Reads what a counter scanned; null when it is neither a resident's code nor a card's. */
export function parseResidentCode(text: string): ResidentCode | null {
  const [, token] = tokenPattern.exec(text.trim()) ?? []
  if (token) return { kind: 'token', token }
  const code = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  return cardPattern.test(code) ? { kind: 'card', code } : null
}

/** Letters and digits that nobody mistakes for each other. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
export const attestationCodeLength = 8
export const attestationCodePattern = /^[A-HJ-NP-Z2-9]{8}$/

/**
 * Writes a code that a diner reads from the counter's screen, one character for each of the first 8 bytes.
 */
export function formatAttestationCode(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, attestationCodeLength), byte => alphabet[byte & 31] ?? '').join('')
}
