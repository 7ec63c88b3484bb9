import { and, eq } from 'drizzle-orm'
import type { PartnerId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { partner } from './tables.ts'

/**
 * Takes nothing more from a partner, from the next request on: tokens already issued included. What it
 * reported stays. Doing it twice changes nothing. Refuses `not-permitted` and `not-found`.
 */
export async function deactivatePartner(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  id: PartnerId,
): Promise<{ readonly id: PartnerId; readonly code: string }> {
  requirePermission(actor, 'partner.deactivate')
  const [known] = await tx.select({ code: partner.code }).from(partner).where(eq(partner.id, id))
  if (!known) return refuse('not-found')
  const [changed] = await tx
    .update(partner)
    .set({ active: false })
    .where(and(eq(partner.id, id), eq(partner.active, true)))
    .returning({ id: partner.id })
  if (changed) await recordAudit(tx, ctx, actor, { action: 'partner.deactivate', subject: id })
  return { id, code: known.code }
}
