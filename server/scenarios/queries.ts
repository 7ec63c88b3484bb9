import { asc, desc } from 'drizzle-orm'
import type { ActionType, FactorVersion } from '#shared/domain/action-type.ts'
import type { Reader } from '../db/database.ts'
import { actionType, factorVersion } from './tables.ts'

/** The whole catalogue in its own order; some dozens of rows at most. */
export async function loadActionTypes(reader: Reader): Promise<ActionType[]> {
  const rows = await reader
    .select({ body: actionType.body })
    .from(actionType)
    .orderBy(asc(actionType.sort), asc(actionType.code))
  return rows.map(row => row.body)
}

/** Every version of every factor, by code, the newest first. */
export async function loadFactors(reader: Reader): Promise<FactorVersion[]> {
  const rows = await reader
    .select()
    .from(factorVersion)
    .orderBy(asc(factorVersion.code), desc(factorVersion.version))
  return rows.map(({ body, ...row }) => ({ ...row, ...body }))
}
