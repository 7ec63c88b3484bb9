import { errors, jwtVerify, SignJWT } from 'jose'
import type { StaffActor } from '#shared/domain/actor.ts'
import { idPattern, type VoucherId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'

const algorithm = 'EdDSA'
const tokenType = 'acceptance+jwt'
const audience = 'accept'

type Signer = Pick<Context, 'config' | 'keys' | 'now'>

/** What was inspected: this voucher, after so many acceptances of it. */
export interface Inspected {
  readonly voucherId: VoucherId
  readonly acceptances: number
}

/**
 * Lets the one who inspected a voucher accept it within two minutes: a queue outlasts the code's 30 seconds.
 */
export async function issueAcceptance(
  ctx: Signer,
  staff: StaffActor,
  inspected: Inspected,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = Math.floor(ctx.now().getTime() / 1000)
  const expiresAt = issuedAt + limits.acceptanceMs / 1000
  const { kid, privateKey } = ctx.keys.signing
  const token = await new SignJWT({ stf: staff.staffId, acc: inspected.acceptances })
    .setProtectedHeader({ alg: algorithm, typ: tokenType, kid })
    .setIssuer(ctx.config.deploymentId)
    .setAudience(audience)
    .setSubject(inspected.voucherId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(privateKey)
  return { token, expiresAt: new Date(expiresAt * 1000) }
}

/**
 * Reads a token of this staff member. It returns the reason instead of refusing, since the caller refuses
 * inside the transaction that remembers the answer: a repeat of an accepted request must not fail for a
 * token that is old by now.
 */
export async function openAcceptance(
  ctx: Signer,
  staff: StaffActor,
  token: string,
): Promise<Inspected | 'code-expired' | 'code-invalid'> {
  const { kid, publicKey } = ctx.keys.signing
  try {
    const { payload, protectedHeader } = await jwtVerify<{ stf?: unknown; acc?: unknown }>(token, publicKey, {
      algorithms: [algorithm],
      typ: tokenType,
      issuer: ctx.config.deploymentId,
      audience,
      requiredClaims: ['sub', 'exp', 'iat', 'stf', 'acc'],
      currentDate: ctx.now(),
    })
    const { sub = '', stf, acc } = payload
    const ours = protectedHeader.kid === kid && stf === staff.staffId && idPattern.test(sub)
    return ours && typeof acc === 'number'
      ? { voucherId: sub as VoucherId, acceptances: acc }
      : 'code-invalid'
  } catch (error) {
    return error instanceof errors.JWTExpired ? 'code-expired' : 'code-invalid'
  }
}
