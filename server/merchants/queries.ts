import { and, asc, eq } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import type { MerchantId, StaffId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { merchant, staff } from './tables.ts'

/**
 * The staff member as an actor; null when there is none of this id, they left, or the merchant is switched
 * off.
 */
export async function loadStaff(reader: Reader | Transaction, id: StaffId): Promise<StaffActor | null> {
  const [row] = await reader
    .select({
      staffId: staff.id,
      merchantId: staff.merchantId,
      role: staff.role,
      phoneIndex: staff.phoneIndex,
    })
    .from(staff)
    .innerJoin(merchant, eq(merchant.id, staff.merchantId))
    .where(and(eq(staff.id, id), eq(staff.active, true), eq(merchant.active, true)))
  return row ? { kind: 'staff', ...row } : null
}

/** What a staff member sees about themselves and their shop. */
export async function staffSelf(reader: Reader, actor: StaffActor) {
  const [row] = await reader
    .select({
      id: staff.id,
      nickname: staff.nickname,
      role: staff.role,
      merchantId: merchant.id,
      name: merchant.name,
      address: merchant.address,
    })
    .from(staff)
    .innerJoin(merchant, eq(merchant.id, staff.merchantId))
    .where(eq(staff.id, actor.staffId))
  if (!row) return refuse('not-signed-in')
  const { id, nickname, role, merchantId, name, address } = row
  return { id, nickname, role, merchant: { id: merchantId, name, address } }
}

/** Who serves at a merchant now: a shop's staff is few. */
export async function listStaff(reader: Reader, merchantId: MerchantId) {
  const rows = await reader
    .select({ id: staff.id, nickname: staff.nickname, role: staff.role, createdAt: staff.createdAt })
    .from(staff)
    .where(and(eq(staff.merchantId, merchantId), eq(staff.active, true)))
    .orderBy(asc(staff.createdAt), asc(staff.id))
    .limit(staffShown)
  return rows.map(({ createdAt, ...row }) => ({ ...row, since: createdAt.toISOString() }))
}

const staffShown = 200
