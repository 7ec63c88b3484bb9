import { and, eq } from 'drizzle-orm'
import type { Reader, Transaction } from '../db/database.ts'
import { staff } from '../merchants/tables.ts'
import { attendant, type audiences, residentSecret } from './tables.ts'

/** Those who sign in by phone; administrators have a password. */
export type PhoneAudience = Exclude<(typeof audiences)[number], 'administrator'>

/**
 * The resident, staff member or attendant with this phone; undefined when there is none or they are switched
 * off.
 */
export async function phoneOwner(
  reader: Reader | Transaction,
  audience: PhoneAudience,
  phoneIndex: string,
): Promise<string | undefined> {
  switch (audience) {
    case 'resident': {
      const [row] = await reader
        .select({ id: residentSecret.residentId })
        .from(residentSecret)
        .where(eq(residentSecret.phoneIndex, phoneIndex))
      return row?.id
    }
    case 'merchant': {
      const [row] = await reader
        .select({ id: staff.id })
        .from(staff)
        .where(and(eq(staff.phoneIndex, phoneIndex), eq(staff.active, true)))
      return row?.id
    }
    case 'attendant': {
      const [row] = await reader
        .select({ id: attendant.id })
        .from(attendant)
        .where(and(eq(attendant.phoneIndex, phoneIndex), eq(attendant.active, true)))
      return row?.id
    }
    default:
      return audience satisfies never
  }
}
