import { verify } from 'node:crypto'
import { idPattern, type VoucherId } from '#shared/domain/ids.ts'
import type { SignedCode } from '#shared/domain/voucher-code.ts'
import { type CertifiedVoucher, type CodeDoubt, proveCode } from '#shared/domain/voucher-proof.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { signedByDevice } from './device-key.ts'

export interface Certified extends CertifiedVoucher {
  readonly voucherId: VoucherId
}

/** What a code proved at an instant, or why it proves nothing; for a code that was scanned some time ago. */
export async function provenAt(
  ctx: Pick<Context, 'config' | 'keys'>,
  code: SignedCode,
  at: Date,
): Promise<Certified | CodeDoubt> {
  const { kid: ours, publicKey } = ctx.keys.signing
  const proven = await proveCode(
    {
      deploymentId: ctx.config.deploymentId,
      signedByServer: (kid, text, signature) =>
        kid === ours && verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url')),
      signedByPhone: signedByDevice,
    },
    code,
    { atMs: at.getTime(), graceMs: limits.codeStepGraceMs },
  )
  if (typeof proven === 'string') return proven
  const { voucherId } = proven
  return idPattern.test(voucherId) ? { ...proven, voucherId: voucherId as VoucherId } : 'code-invalid'
}

/**
 * Which voucher a scanned code shows: we signed its certificate, and the phone it names signed this very
 * step. Refuses `code-invalid`, `code-other-deployment`, `voucher-lapsed` and, for another step's code,
 * `code-expired`.
 */
export async function verifyCode(
  ctx: Pick<Context, 'config' | 'keys' | 'now'>,
  code: SignedCode,
): Promise<Certified> {
  const proven = await provenAt(ctx, code, ctx.now())
  return typeof proven === 'string' ? refuse(proven) : proven
}
