import { eq } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusals.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { residentSecret } from '../identity/tables.ts'
import { refuse } from '../refusal.ts'

const phoneOf = statement<{ residentId: ResidentId }>()((db, given) =>
  db
    .select({ phoneIndex: residentSecret.phoneIndex })
    .from(residentSecret)
    .where(eq(residentSecret.residentId, given('residentId', residentSecret.residentId))),
)

/** True when the resident is the one who serves: the same phone is the same person. */
export async function isSelf(
  reader: Reader | Transaction,
  staff: Pick<StaffActor, 'phoneIndex'>,
  residentId: ResidentId,
): Promise<boolean> {
  const [row] = await reader.execute(phoneOf, { residentId })
  return row?.phoneIndex === staff.phoneIndex
}

/** Keeps staff from serving themselves. Refuses with the given code. */
export async function assertNotSelf(
  reader: Reader | Transaction,
  staff: Pick<StaffActor, 'phoneIndex'>,
  residentId: ResidentId,
  code: Extract<RefusalCode, 'own-voucher' | 'own-attestation'>,
): Promise<void> {
  if (await isSelf(reader, staff, residentId)) refuse(code)
}
