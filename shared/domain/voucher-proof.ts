import { type SignedCode, signedText, stepTaken } from './voucher-code.ts'

/**
 * Checks a scanned voucher code without a database: the same steps on the server and on a till that has no
 * network. Each lends its own cryptography.
 */
export interface CodeVerifier {
  readonly deploymentId: string
  /** True when the deployment's key of this id signed the text (Ed25519); false for an unknown key. */
  signedByServer(kid: string, text: string, signature: string): boolean | Promise<boolean>
  /** True when the phone with this key signed the text (ECDSA P-256 over SHA-256, r and s). */
  signedByPhone(compressedKey: string, text: string, signature: string): boolean | Promise<boolean>
}

/** What a certificate states. */
export interface CertifiedVoucher {
  readonly voucherId: string
  readonly merchantId: string
  /** What to hand over, in Chinese. */
  readonly title: string
  /** What the merchant is paid for it. */
  readonly settlementFen: number
  /** The phone that may show it: compressed point, base64url. */
  readonly deviceKey: string
  /** It can be used before this instant. */
  readonly notAfterMs: number
}

export type CodeDoubt = 'code-invalid' | 'code-other-deployment' | 'code-expired' | 'voucher-lapsed'

export interface CodeMoment {
  readonly atMs: number
  /** How far to either side of its 30 s step a code is taken. */
  readonly graceMs: number
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The UTF-8 text in base64url. Throws `URIError` for what is no UTF-8. */
function textIn(base64url: string): string {
  let held = 0
  let bits = 0
  let escaped = ''
  for (const sign of base64url) {
    held = (held << 6) | alphabet.indexOf(sign)
    bits += 6
    if (bits < 8) continue
    bits -= 8
    escaped += `%${((held >> bits) & 255).toString(16).padStart(2, '0')}`
    held &= (1 << bits) - 1
  }
  return decodeURIComponent(escaped)
}

function objectIn(base64url: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(textIn(base64url))
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const headerNames = ['alg', 'kid', 'typ']
const statedNames = ['aud', 'cnf', 'exp', 'fen', 'iss', 'mer', 'rew', 'sub']

/** True when it says all of these names and no other. */
function saysOnly(said: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return Object.keys(said).sort().join() === names.join()
}

/**
 * What a certificate states, if this deployment signed it for a till: algorithm, type, issuer and audience
 * are pinned. Else the reason why it is worth nothing here.
 */
export async function proveCertificate(
  verifier: CodeVerifier,
  certificate: string,
  atMs: number,
): Promise<CertifiedVoucher | CodeDoubt> {
  const [headerPart = '', payloadPart = '', signature = '', ...more] = certificate.split('.')
  const header = objectIn(headerPart)
  const stated = objectIn(payloadPart)
  const { iss, sub, exp, mer, rew, fen, cnf } = stated
  // Read without trusting it: only to tell people that they are at the wrong programme.
  const doubt = typeof iss === 'string' && iss !== verifier.deploymentId ? 'code-other-deployment' : null
  const { alg, typ, kid } = header
  if (alg !== 'EdDSA' || typ !== 'voucher+jwt' || typeof kid !== 'string') return doubt ?? 'code-invalid'
  // What says more than we write was not written by us, or means something that is not looked at here.
  const strange = !saysOnly(header, headerNames) || !saysOnly(stated, statedNames) || more.length > 0
  const signed = await verifier.signedByServer(kid, `${headerPart}.${payloadPart}`, signature)
  if (!signed || doubt || strange || stated['aud'] !== 'till') return doubt ?? 'code-invalid'
  const key = typeof cnf === 'object' && cnf !== null ? (cnf as { key?: unknown }).key : undefined
  if (typeof sub !== 'string' || typeof mer !== 'string' || typeof rew !== 'string') return 'code-invalid'
  if (typeof key !== 'string' || typeof exp !== 'number' || typeof fen !== 'number') return 'code-invalid'
  if (atMs >= exp * 1000) return 'voucher-lapsed'
  return {
    voucherId: sub,
    merchantId: mer,
    title: rew,
    settlementFen: fen,
    deviceKey: key,
    notAfterMs: exp * 1000,
  }
}

/**
 * What a scanned code proves at an instant: we signed its certificate, and the phone it names signed this
 * very step. Else why it does not.
 */
export async function proveCode(
  verifier: CodeVerifier,
  code: SignedCode,
  { atMs, graceMs }: CodeMoment,
): Promise<CertifiedVoucher | CodeDoubt> {
  const certified = await proveCertificate(verifier, code.certificate, atMs)
  if (typeof certified === 'string') return certified
  const text = signedText(verifier.deploymentId, certified.voucherId, code.step)
  const shown = await verifier.signedByPhone(certified.deviceKey, text, code.signature)
  if (!shown) return 'code-invalid'
  return stepTaken(code.step, atMs, graceMs) ? certified : 'code-expired'
}
