import type { OfflinePack } from '#shared/contract/tills.ts'
import { uncompressed } from '#shared/domain/compressed-point.ts'
import type { CodeVerifier } from '#shared/domain/voucher-proof.ts'
import { changeKept, readKept } from './till-store.ts'

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const p256Signature = { name: 'ECDSA', hash: 'SHA-256' } as const

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, sign => sign.charCodeAt(0))
}

function base64urlOf(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** This till's key pair: made once, kept by the browser, readable by nobody. */
async function tillKeys(): Promise<CryptoKeyPair> {
  const { keys } = await readKept()
  if (keys) return keys
  const made = await crypto.subtle.generateKey(p256, false, ['sign', 'verify'])
  // Two tabs may make one at the same time: the first that is kept is the till's.
  return (await changeKept(kept => ({ ...kept, keys: kept.keys ?? made }))).keys ?? made
}

export async function tillPublicKey() {
  const { publicKey } = await tillKeys()
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty: 'EC', crv: 'P-256', x, y } as const
}

export async function signByTill(text: string): Promise<string> {
  const { privateKey } = await tillKeys()
  return base64urlOf(await crypto.subtle.sign(p256Signature, privateKey, utf8(text)))
}

/** SHA-256 in hex. */
export async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Whether this browser knows the signatures of our certificates; old ones do not. */
export async function canVerify(pack: OfflinePack): Promise<boolean> {
  const [first] = pack.keys
  return first !== undefined && (await serverKey(first.x)) !== null
}

function serverKey(x: string): Promise<CryptoKey | null> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x }
  return crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']).catch(() => null)
}

/** Checks codes with what the till was sent, by the browser's own cryptography. */
export function verifierOf(pack: OfflinePack): CodeVerifier {
  return {
    deploymentId: pack.deploymentId,
    async signedByServer(kid, text, signature) {
      const known = pack.keys.find(key => key.kid === kid)
      const key = known && (await serverKey(known.x))
      return key ? crypto.subtle.verify({ name: 'Ed25519' }, key, bytesOf(signature), utf8(text)) : false
    },
    async signedByPhone(compressedKey, text, signature) {
      const point = uncompressed(compressedKey)
      if (!point) return false
      const jwk = { kty: 'EC', crv: 'P-256', ...point }
      const key = await crypto.subtle.importKey('jwk', jwk, p256, false, ['verify'])
      return crypto.subtle.verify(p256Signature, key, bytesOf(signature), utf8(text))
    },
  }
}
