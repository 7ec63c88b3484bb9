import { randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { District } from '#tests/support/district.ts'
import type { Asking } from '#tests/support/request.ts'

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** A partner's own key pair, and how it is named. */
export async function newPartnerKey(alg: 'ES256' | 'EdDSA' = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  return { alg, publicKey: jwk, privateKey, kid: await calculateJwkThumbprint(jwk) }
}

export type PartnerKey = Awaited<ReturnType<typeof newPartnerKey>>

export function register(
  district: District,
  as: Asking,
  partnerId: string,
  publicKey: object,
  more: object = {},
) {
  return district.post(`/admin/partners/${partnerId}/keys`, { as, body: { publicKey, ...more } })
}

interface Changed {
  readonly claims?: JWTPayload
  readonly header?: Readonly<Record<string, unknown>>
}

/** An assertion that is right but for what is changed; a claim that is undefined is left out. */
export function assertionOf(
  district: District,
  { code }: { readonly code: string },
  key: PartnerKey,
  { claims = {}, header = {} }: Changed = {},
): Promise<string> {
  const now = Math.floor(district.clock.now().getTime() / 1000)
  const right = { iss: code, sub: code, aud: 'jlp-test', iat: now, exp: now + 240, jti: randomUUID() }
  return new SignJWT({ ...right, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey)
}

/** Asks for a token with what a form holds. */
export function askToken(
  district: District,
  fields: Readonly<Record<string, string>>,
  authorization?: string,
) {
  const form = { grant_type: 'client_credentials', ...fields }
  return district.post<{ code: string; access_token: string }>('/oauth/token', {
    text: new URLSearchParams(form).toString(),
    type: 'application/x-www-form-urlencoded',
    key: null,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  })
}

/** The same with an assertion; gives the code of the refusal, or `token`. */
export async function outcomeOf(district: District, assertion: string, more: Record<string, string> = {}) {
  const fields = { client_assertion_type: assertionType, client_assertion: assertion, ...more }
  const { status, body } = await askToken(district, fields)
  return status === 200 ? 'token' : `${status} ${body.code}`
}
