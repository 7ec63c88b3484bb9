import { eq } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusals.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { residentSecret } from '../identity/tables.ts'
import { refuse } from '../refusal.ts'

/** Keeps staff from serving themselves: the same phone is the same person. Refuses with the given code. */
export async function assertNotSelf(
  reader: Reader | Transaction,
  staff: Pick<StaffActor, 'phoneIndex'>,
  residentId: ResidentId,
  code: Extract<RefusalCode, 'own-voucher' | 'own-attestation'>,
): Promise<void> {
  const [row] = await reader
    .select({ phoneIndex: residentSecret.phoneIndex })
    .from(residentSecret)
    .where(eq(residentSecret.residentId, residentId))
  if (row?.phoneIndex === staff.phoneIndex) refuse(code)
}
