import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose'
import { idPattern, type VoucherId } from '#shared/domain/ids.ts'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import { refuse } from '../refusal.ts'
import type { VoucherRow } from './queries.ts'

const algorithm = 'EdDSA'
const tokenType = 'voucher+jwt'
const audience = 'till'

type Signer = Pick<Context, 'config' | 'keys' | 'now'>

/**
 * States which voucher this is, where it counts, what it buys, which phone may show it and until when. Made
 * anew on every reading: EdDSA gives the same signature each time, so nothing is stored. `cnf.key` is the
 * compressed point, since the JWK of RFC 7800 would make the QR a quarter larger. Refuses
 * `voucher-already-used`, `voucher-cancelled`, `voucher-lapsed` and `voucher-without-device`.
 */
export async function certificateOf(ctx: Signer, voucher: VoucherRow): Promise<string> {
  const obstacle = obstacleToUse(voucher, ctx.now())
  if (obstacle) refuse(obstacle.code, obstacle.facts)
  const key = voucher.deviceKey ?? refuse('voucher-without-device')
  const { kid, privateKey } = ctx.keys.signing
  return new SignJWT({ mer: voucher.merchantId, rew: voucher.title.zh, cnf: { key } })
    .setProtectedHeader({ alg: algorithm, typ: tokenType, kid })
    .setIssuer(ctx.config.deploymentId)
    .setAudience(audience)
    .setSubject(voucher.id)
    .setExpirationTime(voucher.notAfter)
    .sign(privateKey)
}

export interface Certified {
  readonly voucherId: VoucherId
  readonly deviceKey: string
}

/**
 * What a certificate states, if this deployment signed it: algorithm, type, issuer and audience are pinned.
 * Refuses `code-other-deployment`, `voucher-lapsed` and `code-invalid`.
 */
export async function verifyCertificate(ctx: Signer, certificate: string): Promise<Certified> {
  const { kid, publicKey } = ctx.keys.signing
  const stated = await jwtVerify<{ cnf?: { key?: unknown } }>(certificate, publicKey, {
    algorithms: [algorithm],
    typ: tokenType,
    issuer: ctx.config.deploymentId,
    audience,
    requiredClaims: ['sub', 'exp', 'mer', 'rew', 'cnf'],
    currentDate: ctx.now(),
  }).catch((error: unknown) => refuse(reasonOf(ctx, certificate, error)))
  const { sub = '', cnf } = stated.payload
  const key = cnf?.key
  if (stated.protectedHeader.kid !== kid || !idPattern.test(sub) || typeof key !== 'string')
    refuse('code-invalid')
  return { voucherId: sub as VoucherId, deviceKey: key as string }
}

/** The issuer is read without trusting it: only to tell people that they are at the wrong programme. */
function reasonOf(ctx: Signer, certificate: string, error: unknown) {
  if (error instanceof errors.JWTExpired) return 'voucher-lapsed'
  try {
    const { iss } = decodeJwt(certificate)
    return typeof iss === 'string' && iss !== ctx.config.deploymentId
      ? 'code-other-deployment'
      : 'code-invalid'
  } catch {
    return 'code-invalid'
  }
}
