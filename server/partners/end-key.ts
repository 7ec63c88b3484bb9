import { and, eq, isNull } from 'drizzle-orm'
import type { PartnerKeyId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { partnerKey } from './tables.ts'

/**
 * Ends a key from the next assertion on; tokens already issued run out by themselves within
 * `limits.partnerTokenMs`. Doing it twice changes nothing. Refuses `not-permitted` and `not-found`.
 */
export async function endKey(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  by: Doer,
  id: PartnerKeyId,
): Promise<typeof partnerKey.$inferSelect> {
  requirePermission(by, 'partner.rotate')
  const [ended] = await tx
    .update(partnerKey)
    .set({ endedAt: ctx.now() })
    .where(and(eq(partnerKey.id, id), isNull(partnerKey.endedAt)))
    .returning()
  if (ended) {
    const { partnerId: subject, kid } = ended
    await recordAudit(tx, ctx, by, { action: 'partner.key-end', subject, after: { kid } })
    return ended
  }
  const [before] = await tx.select().from(partnerKey).where(eq(partnerKey.id, id))
  return before ?? refuse('not-found')
}
