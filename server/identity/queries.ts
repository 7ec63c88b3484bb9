import { and, eq } from 'drizzle-orm'
import type { AdministratorActor, AttendantActor } from '#shared/domain/actor.ts'
import type { AttendantId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { maskedPhone } from './phone.ts'
import { unseal } from './sealing.ts'
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

/** What attendants see about themselves, the phone masked. */
export async function attendantView(reader: Reader, ctx: Pick<Context, 'keys'>, id: AttendantId) {
  const [row] = await reader.select().from(attendant).where(eq(attendant.id, id))
  if (!row) return refuse('not-found')
  const phone = maskedPhone(unseal(ctx.keys.wrapping, row.phoneSealed)) ?? ''
  return { id: row.id, community: row.community, phone }
}
