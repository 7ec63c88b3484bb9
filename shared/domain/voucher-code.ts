/**
 * The text of a voucher's QR: `CHT1.<certificate>.<step>.<signature>`. The certificate is what the server
 * signed (a compact JWS); the phone signs each step of 30 seconds with the key the certificate names, so
 * that a photo of the code dies within a minute, and the code works without network.
 */
export const stepMs = 30_000

const signedPattern = /^CHT1\.([\w-]{1,300}\.[\w-]{1,1200}\.[\w-]{86})\.(\d{1,10})\.([\w-]{86})$/
const numberPattern = /^\d{10}$/
const paperPattern = /^[A-HJ-NP-Z2-9]{20}$/
/** What people and till keyboards put between digits. */
const separators = /[\s\u00b7.\-‐–—]/g

export interface SignedCode {
  readonly kind: 'signed'
  readonly certificate: string
  readonly step: number
  /** ECDSA P-256 over SHA-256 as IEEE P1363 (what WebCrypto makes), in base64url. */
  readonly signature: string
}

export interface TypedNumber {
  readonly kind: 'number'
  readonly number: string
}

/** The step an instant lies in, counted since 1970. */
export function stepAt(atMs: number): number {
  return Math.floor(atMs / stepMs)
}

/** How long the code of this instant is shown: until the next step begins. */
export function msUntilNextStep(atMs: number): number {
  return stepMs - (atMs % stepMs)
}

/**
 * True while a till takes a code of this step: during the step, and `graceMs` to either side of it. After
 * it, because a scan takes a moment; before it, because a phone's clock may run a little ahead of ours. Both
 * edges are in.
 */
export function stepTaken(step: number, atMs: number, graceMs: number): boolean {
  return atMs >= step * stepMs - graceMs && atMs < (step + 1) * stepMs + graceMs
}

/** What the phone signs. The deployment and the voucher are part of it: a signature fits no other code. */
export function signedText(deploymentId: string, voucherId: string, step: number): string {
  return `${deploymentId}|${voucherId}|${step}`
}

export function formatVoucherCode(code: Omit<SignedCode, 'kind'>): string {
  return `CHT1.${code.certificate}.${code.step}.${code.signature}`
}

/** The 20 signs on a paper card or a printed voucher: checked online only. */
export interface PaperCode {
  readonly kind: 'paper'
  readonly code: string
}

/** Reads what a till scanned or a clerk typed; null when it is none of them. */
export function parseTillCode(text: string): SignedCode | TypedNumber | PaperCode | null {
  const [, certificate, step, signature] = signedPattern.exec(text.trim()) ?? []
  if (certificate && step && signature) return { kind: 'signed', certificate, step: Number(step), signature }
  const number = text.normalize('NFKC').replace(separators, '')
  if (numberPattern.test(number)) return { kind: 'number', number }
  const code = number.toUpperCase()
  return paperPattern.test(code) ? { kind: 'paper', code } : null
}
