import { SignJWT } from 'jose'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import { refuse } from '../refusal.ts'
import type { VoucherRow } from './queries.ts'

const algorithm = 'EdDSA'
const tokenType = 'voucher+jwt'
const audience = 'till'

type Signer = Pick<Context, 'config' | 'keys' | 'now'>

/**
 * States which voucher this is, where it counts, what it buys and is worth to the merchant, which phone may
 * show it and until when: all a till without network needs (`shared/domain/voucher-proof.ts` reads it). Made
 * anew on every reading: EdDSA gives the same signature each time, so nothing is stored. `cnf.key` is the
 * compressed point, since the JWK of RFC 7800 would make the QR a quarter larger. Refuses
 * `voucher-already-used`, `voucher-cancelled`, `voucher-lapsed` and `voucher-without-device`.
 */
export async function certificateOf(ctx: Signer, voucher: VoucherRow): Promise<string> {
  const obstacle = obstacleToUse(voucher, ctx.now())
  if (obstacle) refuse(obstacle.code, obstacle.facts)
  const key = voucher.deviceKey ?? refuse('voucher-without-device')
  const { merchantId: mer, settlementFen: fen } = voucher
  const rew = voucher.title.zh
  const { kid, privateKey } = ctx.keys.signing
  return new SignJWT({ mer, rew, fen, cnf: { key } })
    .setProtectedHeader({ alg: algorithm, typ: tokenType, kid })
    .setIssuer(ctx.config.deploymentId)
    .setAudience(audience)
    .setSubject(voucher.id)
    .setExpirationTime(voucher.notAfter)
    .sign(privateKey)
}
