import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { maskedPhone } from './phone.ts'
import { unseal, unwrapResidentKey } from './sealing.ts'
import { attendant, householdMember, resident, residentSecret } from './tables.ts'

export interface ResidentView {
  readonly id: ResidentId
  readonly nickname: string
  /** Masked; null for people without a phone. */
  readonly phone: string | null
  readonly memberSince: Date
  readonly householdId: HouseholdId | null
  readonly attendant: boolean
}

/** What residents see about themselves. Refuses `not-found` for someone unknown or forgotten. */
export async function residentView(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  residentId: ResidentId,
): Promise<ResidentView> {
  const [row] = await reader
    .select({
      createdAt: resident.createdAt,
      wrappedKey: residentSecret.wrappedKey,
      phoneSealed: residentSecret.phoneSealed,
      nicknameSealed: residentSecret.nicknameSealed,
      householdId: householdMember.householdId,
      attendantId: attendant.id,
    })
    .from(resident)
    .innerJoin(residentSecret, eq(residentSecret.residentId, resident.id))
    .leftJoin(
      householdMember,
      and(eq(householdMember.residentId, resident.id), isNull(householdMember.leftAt)),
    )
    .leftJoin(attendant, and(eq(attendant.phoneIndex, residentSecret.phoneIndex), eq(attendant.active, true)))
    .where(eq(resident.id, residentId))
  if (!row) return refuse('not-found')
  const key = unwrapResidentKey(ctx.keys, row.wrappedKey)
  return {
    id: residentId,
    nickname: unseal(key, row.nicknameSealed),
    phone: maskedPhone(unseal(key, row.phoneSealed)),
    memberSince: row.createdAt,
    householdId: row.householdId,
    attendant: row.attendantId !== null,
  }
}

/** The key of one resident's own data. Refuses `not-found` for someone unknown or forgotten. */
export async function residentKey(
  reader: Reader | Transaction,
  ctx: Pick<Context, 'keys'>,
  residentId: ResidentId,
): Promise<Buffer> {
  const [row] = await reader
    .select({ wrappedKey: residentSecret.wrappedKey })
    .from(residentSecret)
    .where(eq(residentSecret.residentId, residentId))
  return row ? unwrapResidentKey(ctx.keys, row.wrappedKey) : refuse('not-found')
}

/** What several residents call themselves; those who were forgotten are left out. */
export async function nicknamesOf(
  reader: Reader | Transaction,
  ctx: Pick<Context, 'keys'>,
  residentIds: readonly ResidentId[],
): Promise<Map<ResidentId, string>> {
  if (residentIds.length === 0) return new Map()
  const rows = await reader
    .select({
      residentId: residentSecret.residentId,
      wrappedKey: residentSecret.wrappedKey,
      nicknameSealed: residentSecret.nicknameSealed,
    })
    .from(residentSecret)
    .where(inArray(residentSecret.residentId, [...residentIds]))
  return new Map(
    rows.map(row => [
      row.residentId,
      unseal(unwrapResidentKey(ctx.keys, row.wrappedKey), row.nicknameSealed),
    ]),
  )
}
