import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Keys } from '../keys.ts'

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, the rest ciphertext, in base64url. */
const nonceBytes = 12
const tagBytes = 16

/** Seals a text with a 32-byte key. Equal texts give different results. */
export function seal(key: Uint8Array, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Opens what `seal` made. Throws when the key is another or the text was changed. */
export function unseal(key: Uint8Array, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
    'utf8',
  )
}

/**
 * A fresh key of one resident, wrapped for storage: without the wrapped key nothing of theirs can be read
 * again.
 */
export function newResidentKey(keys: Keys): { readonly key: Buffer; readonly wrapped: string } {
  const key = randomBytes(32)
  return { key, wrapped: seal(keys.wrapping, key.toString('base64')) }
}

export function unwrapResidentKey(keys: Keys, wrapped: string): Buffer {
  return Buffer.from(unseal(keys.wrapping, wrapped), 'base64')
}

export type IndexPurpose =
  | 'address'
  | 'phone'
  | 'external'
  | 'bin'
  | 'card'
  | 'code'
  | 'token'
  | 'session'
  | 'number'
  | 'attestation'
  | 'erasure'

/** A keyed hash for look-up: equal inputs are equal, and nobody without the key can go back or try inputs. */
export function blindIndex(keys: Keys, purpose: IndexPurpose, ...parts: readonly string[]): string {
  const mac = createHmac('sha256', keys.index).update(purpose)
  for (const part of parts) mac.update('\0').update(part)
  return mac.digest('base64url')
}
