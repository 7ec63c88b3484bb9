import { asc, and, eq } from 'drizzle-orm'
import type { AttestedTable } from '#shared/contract/merchants.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import { formatAttestationCode } from '#shared/domain/resident-code.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { insertRows } from '../db/rowset.ts'
import { blindIndex } from '../identity/sealing.ts'
import type { Keys } from '../keys.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { attestation, attestationCode } from './tables.ts'

/**
 * What is stored of a table that a staff member vouched for; its codes are derived from it, and stored
 * nowhere.
 */
export interface VouchedTable {
  readonly attestationId: string
  readonly diners: number
  readonly expiresAt: string
}

/**
 * A keyed hash of the table and the seat: whoever lacks the key cannot make it, and it need not be
 * remembered.
 */
function codesOf(keys: Keys, attestationId: string, diners: number): string[] {
  return Array.from({ length: diners }, (_, seat) => {
    const bytes = Buffer.from(
      blindIndex(keys, 'attestation', 'seat', attestationId, String(seat)),
      'base64url',
    )
    return formatAttestationCode(bytes)
  })
}

export function attestationHash(keys: Keys, code: string): string {
  return blindIndex(keys, 'attestation', 'code', code)
}

/** Writes down that a staff member saw so many clean plates; each diner may claim one of as many codes. */
export async function vouchForTable(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  seen: { readonly diners: number; readonly device: string | null },
): Promise<VouchedTable> {
  const at = ctx.now()
  const { merchantId, staffId } = staff
  const id: string = ctx.newId('ats')
  const { diners, device: deviceId } = seen
  const expiresAt = new Date(at.getTime() + limits.attestationCodeMs)
  await tx
    .insert(attestation)
    .values({ id, merchantId, staffId, deviceId, actionType: 'clean-plate', diners, at })
  const hashes = codesOf(ctx.keys, id, diners).map(code => attestationHash(ctx.keys, code))
  await insertRows(
    tx,
    attestationCode,
    hashes.sort().map(codeHash => ({ codeHash, attestationId: id, expiresAt })),
  )
  return { attestationId: id, diners, expiresAt: expiresAt.toISOString() }
}

/**
 * The codes of a table with which of them are claimed. Refuses `attestation-not-found` for another
 * merchant's.
 */
export async function readTable(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  staff: StaffActor,
  attestationId: string,
): Promise<AttestedTable> {
  const rows = await reader
    .select({
      diners: attestation.diners,
      codeHash: attestationCode.codeHash,
      expiresAt: attestationCode.expiresAt,
      usedAt: attestationCode.usedAt,
    })
    .from(attestation)
    .innerJoin(attestationCode, eq(attestationCode.attestationId, attestation.id))
    .where(and(eq(attestation.id, attestationId), eq(attestation.merchantId, staff.merchantId)))
    .orderBy(asc(attestationCode.codeHash))
  const [first] = rows
  if (!first) return refuse('attestation-not-found')
  const claimed = new Set(rows.filter(row => row.usedAt !== null).map(row => row.codeHash))
  const codes = codesOf(ctx.keys, attestationId, first.diners)
  return {
    attestationId,
    diners: first.diners,
    expiresAt: first.expiresAt.toISOString(),
    codes: codes.map(code => ({ code, claimed: claimed.has(attestationHash(ctx.keys, code)) })),
  }
}
