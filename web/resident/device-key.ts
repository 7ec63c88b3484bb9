import { readShelf, settled, withShelf } from './device-store.ts'

/** The public half of this device's key, as the server wants it. */
export interface PublicKey {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const slot = 'device'

/** This device's key pair: made once, never readable by anyone, this page included. */
async function deviceKeys(): Promise<CryptoKeyPair> {
  const stored = await readShelf<CryptoKeyPair>('keys', slot)
  if (stored) return stored
  const made = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
  return withShelf('keys', 'readwrite', async keys => {
    // Two tabs may make one at the same time: the first that is stored is the device's.
    const first = await settled(keys.get(slot) as IDBRequest<CryptoKeyPair | undefined>)
    if (!first) await settled(keys.put(made, slot))
    return first ?? made
  })
}

export async function devicePublicKey(): Promise<PublicKey> {
  const { publicKey } = await deviceKeys()
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty: 'EC', crv: 'P-256', x, y }
}

/** The same key in the short form that vouchers name: the compressed point, base64url. */
export async function deviceKeyName(): Promise<string> {
  const { publicKey } = await deviceKeys()
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))
  const odd = (point[64] ?? 0) & 1
  return base64url(Uint8Array.of(2 + odd, ...point.subarray(1, 33)))
}

/** Signs a text with this device's key: ECDSA over SHA-256, r and s in 64 bytes, as base64url. */
export async function signWithDevice(text: string): Promise<string> {
  const { privateKey } = await deviceKeys()
  const bytes = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    new TextEncoder().encode(text),
  )
  return base64url(new Uint8Array(bytes))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
