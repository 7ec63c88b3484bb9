import { eq } from 'drizzle-orm'
import type { PartnerId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { newSecret } from '../identity/one-time-code.ts'
import { blindIndex } from '../identity/sealing.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { partner } from './tables.ts'

/**
 * Gives a partner a new secret and ends the old one; tokens already issued run out by themselves within
 * `limits.partnerTokenMs`. Refuses `not-permitted` and `not-found`.
 */
export async function rotateSecret(
  tx: Transaction,
  ctx: Pick<Context, 'keys' | 'now' | 'newId'>,
  actor: Doer,
  id: PartnerId,
): Promise<{ readonly id: PartnerId; readonly code: string; readonly secret: string }> {
  requirePermission(actor, 'partner.rotate')
  const secret = newSecret()
  const [rotated] = await tx
    .update(partner)
    .set({ secretHash: blindIndex(ctx.keys, 'token', secret) })
    .where(eq(partner.id, id))
    .returning({ code: partner.code })
  if (!rotated) return refuse('not-found')
  await recordAudit(tx, ctx, actor, { action: 'partner.rotate', subject: id })
  return { id, code: rotated.code, secret }
}
