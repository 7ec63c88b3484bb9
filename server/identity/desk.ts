import { and, eq, isNull } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { findCardHolder } from './cards.ts'
import { householdOf } from './households.ts'
import { resident, residentSecret } from './tables.ts'

/** Whom the desk serves: by id, or by the code on their card. */
export interface Served {
  readonly residentId?: string | undefined
  readonly cardCode?: string | undefined
}

/**
 * The resident at the desk. Refuses `not-found` for someone unknown and `serving-oneself` when they are the
 * attendant or live in the attendant's own household.
 */
export async function atTheDesk(
  tx: Transaction,
  ctx: Pick<Context, 'keys'>,
  attendant: AttendantActor,
  served: Served,
): Promise<ResidentId> {
  const residentId =
    served.cardCode === undefined
      ? (served.residentId as ResidentId | undefined)
      : (await findCardHolder(tx, ctx, served.cardCode))?.residentId
  if (!residentId) return refuse('not-found')
  await assertNotOneself(tx, attendant, residentId)
  return residentId
}

/** Refuses `not-found` and `serving-oneself`. */
export async function assertNotOneself(
  reader: Reader | Transaction,
  attendant: AttendantActor,
  residentId: ResidentId,
): Promise<void> {
  const [served] = await reader
    .select({ phoneIndex: residentSecret.phoneIndex })
    .from(resident)
    .innerJoin(residentSecret, eq(residentSecret.residentId, resident.id))
    .where(and(eq(resident.id, residentId), isNull(resident.closedAt)))
  if (!served) return refuse('not-found')
  if (served.phoneIndex === attendant.phoneIndex) refuse('serving-oneself')
  const [self] = await reader
    .select({ residentId: residentSecret.residentId })
    .from(residentSecret)
    .where(eq(residentSecret.phoneIndex, attendant.phoneIndex))
  if (!self) return
  const home = await householdOf(reader, self.residentId)
  if (home !== null && home === (await householdOf(reader, residentId))) refuse('serving-oneself')
}
