import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Context } from '#server/context.ts'

/** Anything that a header or a claim may hold; what is undefined is left out. */
type Members = Readonly<Record<string, unknown>>

const stranger = generateKeyPairSync('ed25519')
const strangersRsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strangersP256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const decode = (part = ''): Members => JSON.parse(Buffer.from(part, 'base64url').toString()) as Members

function signedWith(key: KeyObject, header: Members, claims: Members): string {
  const text = `${encode(header)}.${encode(claims)}`
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const given = key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'ieee-p1363' as const } : key
  return `${text}.${sign(algorithm, Buffer.from(text), given).toString('base64url')}`
}

function maced(secret: string | Buffer, header: Members, claims: Members): string {
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** One bit of the signature is another. */
function bent(token: string): string {
  const [header, claims, signature = ''] = token.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return `${header}.${claims}.${bytes.toString('base64url')}`
}

/**
 * Every way to make a token of ours out of one that is right. What is signed with our own key differs in
 * one thing that has to be looked at; what is signed otherwise says all the right things.
 */
export function forgeriesOf(ctx: Context, right: string): Readonly<Record<string, string>> {
  const { privateKey, publicKey, kid } = ctx.keys.signing
  const [head, body] = right.split('.')
  const [header, claims] = [decode(head), decode(body)]
  const now = Math.floor(ctx.now().getTime() / 1000)
  const ours = (change: Members, said: Members = {}) =>
    signedWith(privateKey, { ...header, ...said }, { ...claims, ...change })
  const theirs = (said: Members) => signedWith(stranger.privateKey, { ...header, ...said }, claims)
  const hmac = { ...header, alg: 'HS256' }
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const jwk = stranger.publicKey.export({ format: 'jwk' })
  return {
    'alg none': `${encode({ ...header, alg: 'none' })}.${body}.`,
    'alg None with the old signature': `${encode({ ...header, alg: 'None' })}.${body}.${right.split('.')[2]}`,
    'HS256 with the published key as PEM': maced(pem, hmac, claims),
    'HS256 with the published key as bytes': maced(Buffer.from(x, 'base64url'), hmac, claims),
    'HS256 with an empty secret': maced('', hmac, claims),
    'RS256 of a stranger': signedWith(strangersRsa.privateKey, { ...header, alg: 'RS256' }, claims),
    'ES256 of a stranger': signedWith(strangersP256.privateKey, { ...header, alg: 'ES256' }, claims),
    'a stranger’s signature': theirs({}),
    'jwk of a stranger': theirs({ jwk }),
    'jku of a stranger': theirs({ jku: 'https://elsewhere.example/jwks.json' }),
    'x5u of a stranger': theirs({ x5u: 'https://elsewhere.example/cert.pem' }),
    'x5c of a stranger': theirs({
      x5c: [stranger.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
    }),
    'kid of a file': theirs({ kid: '../../../../dev/null' }),
    'kid with SQL': theirs({ kid: `${kid}' union select 'x` }),
    'another kid, our signature': ours({}, { kid: 'other' }),
    'no kid, our signature': ours({}, { kid: undefined }),
    'another typ': ours({}, { typ: 'JWT' }),
    'no typ': ours({}, { typ: undefined }),
    'another aud': ours({ aud: 'elsewhere' }),
    'no aud': ours({ aud: undefined }),
    'another iss': ours({ iss: 'jlp-elsewhere' }),
    'no iss': ours({ iss: undefined }),
    'an exp that has passed': ours({ iat: now - 7_200, exp: now - 1 }),
    'no exp': ours({ exp: undefined }),
    'an exp in words': ours({ exp: 'never' }),
    'nbf in the future': ours({ nbf: now + 3_600 }),
    'no sub': ours({ sub: undefined }),
    'a sub of another shape': ours({ sub: "' or 1=1--" }),
    'critical headers that nobody knows': ours({}, { crit: ['b64'], b64: false }),
    'an empty signature': `${head}.${body}.`,
    'no signature': `${head}.${body}`,
    'a bent signature': bent(right),
    'other claims under the old signature': [
      head,
      encode({ ...claims, exp: now + 9_999 }),
      right.split('.')[2],
    ].join('.'),
    'four parts': `${right}.${right.split('.')[2]}`,
    'no JSON inside': `${Buffer.from('null').toString('base64url')}.${body}.${right.split('.')[2]}`,
  }
}
