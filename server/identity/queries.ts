import { and, eq } from 'drizzle-orm'
import type { AdministratorActor, AttendantActor } from '#shared/domain/actor.ts'
import type { AttendantId } from '#shared/domain/ids.ts'
import type { Reader } from '../db/database.ts'
import { administrator, attendant } from './tables.ts'

/** The attendant as an actor; null when there is none of this id or they serve no more. */
export async function loadAttendant(reader: Reader, id: AttendantId): Promise<AttendantActor | null> {
  const [row] = await reader
    .select({ attendantId: attendant.id, phoneIndex: attendant.phoneIndex })
    .from(attendant)
    .where(and(eq(attendant.id, id), eq(attendant.active, true)))
  return row ? { kind: 'attendant', ...row } : null
}

/** The administrator as an actor; null when there is none of this id or they were switched off. */
export async function loadAdministrator(reader: Reader, id: string): Promise<AdministratorActor | null> {
  const [row] = await reader
    .select({ administratorId: administrator.id, roles: administrator.roles })
    .from(administrator)
    .where(and(eq(administrator.id, id), eq(administrator.active, true)))
  return row ? { kind: 'administrator', ...row } : null
}
