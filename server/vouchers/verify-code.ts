import { type SignedCode, signedText, stepTaken } from '#shared/domain/voucher-code.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { type Certified, verifyCertificate } from './certificate.ts'
import { signedByDevice } from './device-key.ts'

/**
 * Which voucher a scanned code shows: we signed its certificate, and the phone it names signed this very
 * step. Refuses `code-invalid`, `code-other-deployment`, `voucher-lapsed` and, for another step's code,
 * `code-expired`.
 */
export async function verifyCode(
  ctx: Pick<Context, 'config' | 'keys' | 'now'>,
  code: SignedCode,
): Promise<Certified> {
  const certified = await verifyCertificate(ctx, code.certificate)
  const text = signedText(ctx.config.deploymentId, certified.voucherId, code.step)
  if (!signedByDevice(certified.deviceKey, text, code.signature)) refuse('code-invalid')
  if (!stepTaken(code.step, ctx.now().getTime(), limits.codeStepGraceMs)) refuse('code-expired')
  return certified
}
