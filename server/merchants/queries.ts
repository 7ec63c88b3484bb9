import { and, eq } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { StaffId } from '#shared/domain/ids.ts'
import type { Reader } from '../db/database.ts'
import { merchant, staff } from './tables.ts'

/** The staff member as an actor; null when there is none of this id, they left, or the merchant is switched off. */
export async function loadStaff(reader: Reader, id: StaffId): Promise<StaffActor | null> {
  const [row] = await reader
    .select({ staffId: staff.id, merchantId: staff.merchantId, role: staff.role, phoneIndex: staff.phoneIndex })
    .from(staff)
    .innerJoin(merchant, eq(merchant.id, staff.merchantId))
    .where(and(eq(staff.id, id), eq(staff.active, true), eq(merchant.active, true)))
  return row ? { kind: 'staff', ...row } : null
}
