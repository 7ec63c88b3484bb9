import { and, eq, isNull, sql } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { binding, card, consent, resident, residentSecret } from './tables.ts'

/**
 * Destroys what says who somebody is: their key, and with it all that is sealed, and every index they could
 * be looked up by. Cards, accounts and consents end. The pseudonym and the ledger stay.
 */
export async function forgetPerson(
  tx: Transaction,
  ctx: Pick<Context, 'now'>,
  residentId: ResidentId,
): Promise<void> {
  const now = ctx.now()
  await tx
    .update(card)
    .set({ state: 'blocked', endedAt: now })
    .where(and(eq(card.residentId, residentId), eq(card.state, 'active')))
  await tx
    .update(binding)
    .set({ unboundAt: now })
    .where(and(eq(binding.residentId, residentId), isNull(binding.unboundAt)))
  // The index of an account would still find them.
  await tx
    .update(binding)
    .set({ externalIndex: sql`${binding.id}`, externalSealed: '' })
    .where(eq(binding.residentId, residentId))
  await tx
    .update(consent)
    .set({ withdrawnAt: now })
    .where(and(eq(consent.residentId, residentId), isNull(consent.withdrawnAt)))
  await tx.update(resident).set({ closedAt: now }).where(eq(resident.id, residentId))
  await tx.delete(residentSecret).where(eq(residentSecret.residentId, residentId))
}
