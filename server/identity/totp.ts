import { Secret, TOTP } from 'otpauth'

const periodSeconds = 30
const digits = 6
const secretBytes = 20

/** A new secret in base32 (RFC 6238: SHA-1, six digits, 30 s). */
export function newTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32
}

/** What an authenticator app reads to learn the secret. */
export function totpUri(secret: string, name: string, issuer: string): string {
  return totpOf(secret, { issuer, label: name }).toString()
}

/**
 * The 30 s step a code belongs to: now, the one before or the one after, because clocks differ. Null for any
 * other.
 */
export function totpStepOf(secret: string, code: string, now: Date): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / (periodSeconds * 1000)) + delta
}

function totpOf(secret: string, names: { readonly issuer?: string; readonly label?: string } = {}): TOTP {
  return new TOTP({
    ...names,
    algorithm: 'SHA1',
    digits,
    period: periodSeconds,
    secret: Secret.fromBase32(secret),
  })
}
