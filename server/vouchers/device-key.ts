import { createPublicKey, ECDH, type KeyObject, verify } from 'node:crypto'
import type { DeviceKey } from '#shared/contract/rewards.ts'
import { refuse } from '../refusal.ts'

const curve = 'prime256v1'
const coordinateBytes = 32

/**
 * The compressed point of a phone's public key, in base64url: 44 characters instead of a JWK's 130, for it
 * stands in every QR. Refuses `device-key-invalid` for what is no point of the curve.
 */
export function compressedKey({ x, y }: DeviceKey): string {
  try {
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
    // It refuses a point that is not on the curve.
    return ECDH.convertKey(point, curve, undefined, 'base64url', 'compressed') as string
  } catch {
    return refuse('device-key-invalid')
  }
}

function publicKeyOf(compressed: string): KeyObject {
  const point = ECDH.convertKey(compressed, curve, 'base64url', undefined, 'uncompressed') as Buffer
  const x = point.subarray(1, 1 + coordinateBytes).toString('base64url')
  const y = point.subarray(1 + coordinateBytes).toString('base64url')
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
}

/** True when the phone with this key signed the text (ECDSA over SHA-256, IEEE P1363, base64url). */
export function signedByDevice(compressed: string, text: string, signature: string): boolean {
  const key = publicKeyOf(compressed)
  const bytes = Buffer.from(signature, 'base64url')
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, bytes)
}
