import { asc, desc, eq } from 'drizzle-orm'
import type { ActionType, FactorVersion } from '#shared/domain/action-type.ts'
import type { Reader } from '../db/database.ts'
import { actionType, factorVersion } from './tables.ts'

/** The whole catalogue in its own order; some dozens of rows at most. */
export async function findActionTypes(reader: Reader): Promise<ActionType[]> {
  const rows = await reader
    .select({ body: actionType.body })
    .from(actionType)
    .orderBy(asc(actionType.sort), asc(actionType.code))
  return rows.map(row => row.body)
}

/** Every version of every factor, by code, the newest first. */
export async function findFactors(reader: Reader): Promise<FactorVersion[]> {
  const rows = await reader
    .select()
    .from(factorVersion)
    .orderBy(asc(factorVersion.code), desc(factorVersion.version))
  return rows.map(({ body, ...row }) => ({ ...row, ...body }))
}

export async function findActionType(reader: Reader, code: string): Promise<ActionType | null> {
  const [row] = await reader
    .select({ body: actionType.body })
    .from(actionType)
    .where(eq(actionType.code, code))
  return row?.body ?? null
}
