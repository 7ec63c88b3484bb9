import { jwtVerify, SignJWT } from 'jose'
import { idPattern, type PartnerId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'

const algorithm = 'EdDSA'
const tokenType = 'at+jwt'
const audience = 'partner-api'

/** Signs an access token (RFC 9068) for one partner, good for `limits.partnerTokenMs`. */
export function issuePartnerToken(
  ctx: Pick<Context, 'config' | 'keys' | 'now' | 'newId'>,
  partnerId: PartnerId,
): Promise<string> {
  const issuedAt = Math.floor(ctx.now().getTime() / 1000)
  const { kid, privateKey } = ctx.keys.signing
  return new SignJWT()
    .setProtectedHeader({ alg: algorithm, typ: tokenType, kid })
    .setIssuer(ctx.config.deploymentId)
    .setAudience(audience)
    .setSubject(partnerId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + limits.partnerTokenMs / 1000)
    .setJti(ctx.newId('jti'))
    .sign(privateKey)
}

/**
 * Whose token this is. The algorithm, type, issuer and audience are pinned and no key comes out of the token.
 * Refuses `token-invalid` for anything else, expired ones included, without saying what was wrong.
 */
export async function verifyPartnerToken(
  ctx: Pick<Context, 'config' | 'keys' | 'now'>,
  token: string,
): Promise<PartnerId> {
  const subject = await verifiedSubject(ctx, token).catch(() => undefined)
  return subject && idPattern.test(subject) ? (subject as PartnerId) : refuse('token-invalid')
}

interface Verified {
  readonly subject: string
  readonly issuedAt: number
  readonly expiresAt: number
}

/**
 * What each token of these keys was found to say. A partner sends the same one for a quarter of an hour, and
 * whose it is does not change; whether it is still good is looked at every time.
 */
const verified = new WeakMap<Context['keys'], Map<string, Verified>>()

async function verifiedSubject(
  ctx: Pick<Context, 'config' | 'keys' | 'now'>,
  token: string,
): Promise<string | undefined> {
  const known = verified.get(ctx.keys) ?? new Map<string, Verified>()
  verified.set(ctx.keys, known)
  const seconds = Math.floor(ctx.now().getTime() / 1000)
  const before = known.get(token)
  if (before && before.issuedAt <= seconds && seconds < before.expiresAt) return before.subject
  const now = await verify(ctx, token)
  if (!now) return undefined
  if (known.size >= limits.partnerTokensKept) known.clear()
  known.set(token, now)
  return now.subject
}

async function verify(
  ctx: Pick<Context, 'config' | 'keys' | 'now'>,
  token: string,
): Promise<Verified | undefined> {
  const { kid, publicKey } = ctx.keys.signing
  const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
    algorithms: [algorithm],
    typ: tokenType,
    issuer: ctx.config.deploymentId,
    audience,
    requiredClaims: ['sub', 'exp', 'iat', 'jti'],
    maxTokenAge: limits.partnerTokenMs / 1000,
    currentDate: ctx.now(),
  })
  const { sub, iat, exp } = payload
  if (protectedHeader.kid !== kid || !sub || !iat || !exp) return undefined
  const expiresAt = Math.min(exp, iat + limits.partnerTokenMs / 1000)
  return { subject: sub, issuedAt: iat, expiresAt }
}
