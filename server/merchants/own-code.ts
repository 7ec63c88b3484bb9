import { errors, jwtVerify, SignJWT } from 'jose'
import { idPattern, type ResidentId } from '#shared/domain/ids.ts'
import { formatResidentCode, parseResidentCode } from '#shared/domain/resident-code.ts'
import type { Context } from '../context.ts'
import { findCardHolder } from '../identity/cards.ts'
import { limits } from '../limits.ts'

const algorithm = 'EdDSA'
const tokenType = 'resident+jwt'
const audience = 'counter'

type Signer = Pick<Context, 'config' | 'keys' | 'now'>

/** The text of a resident's own QR, which says who they are to a counter for a minute. */
export async function issueOwnCode(
  ctx: Signer,
  residentId: ResidentId,
): Promise<{ code: string; expiresAt: Date }> {
  const issuedAt = Math.floor(ctx.now().getTime() / 1000)
  const expiresAt = issuedAt + limits.residentCodeMs / 1000
  const { kid, privateKey } = ctx.keys.signing
  const token = await new SignJWT()
    .setProtectedHeader({ alg: algorithm, typ: tokenType, kid })
    .setIssuer(ctx.config.deploymentId)
    .setAudience(audience)
    .setSubject(residentId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(privateKey)
  return { code: formatResidentCode(token), expiresAt: new Date(expiresAt * 1000) }
}

export type Diner =
  { readonly residentId: ResidentId } | { readonly refused: 'code-expired' | 'code-invalid' }

/**
 * Whom a counter scanned: a resident's own code, or the code of a paper card. It returns the reason instead
 * of refusing, since the caller refuses inside the transaction that remembers the answer.
 */
export async function readDiner(ctx: Context, text: string): Promise<Diner> {
  const code = parseResidentCode(text)
  if (!code) return { refused: 'code-invalid' }
  if (code.kind === 'token') return openToken(ctx, code.token)
  const holder = await findCardHolder(ctx.db.reader, ctx, code.code)
  return holder ? { residentId: holder.residentId } : { refused: 'code-invalid' }
}

async function openToken(ctx: Signer, token: string): Promise<Diner> {
  const { kid, publicKey } = ctx.keys.signing
  try {
    const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
      algorithms: [algorithm],
      typ: tokenType,
      issuer: ctx.config.deploymentId,
      audience,
      requiredClaims: ['sub', 'exp', 'iat'],
      currentDate: ctx.now(),
    })
    const { sub = '' } = payload
    const ours = protectedHeader.kid === kid && idPattern.test(sub)
    return ours ? { residentId: sub as ResidentId } : { refused: 'code-invalid' }
  } catch (error) {
    return { refused: error instanceof errors.JWTExpired ? 'code-expired' : 'code-invalid' }
  }
}
