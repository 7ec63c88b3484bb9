import { and, asc, eq } from 'drizzle-orm'
import type { StaffActor } from '#shared/domain/actor.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import type { MerchantId, StaffId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { refuse } from '../refusal.ts'
import { merchant, staff } from './tables.ts'

const actorOf = statement<{ id: StaffId }>()((db, given) =>
  db
    .select({
      staffId: staff.id,
      merchantId: staff.merchantId,
      role: staff.role,
      phoneIndex: staff.phoneIndex,
      standsInThrough: staff.standsInThrough,
    })
    .from(staff)
    .innerJoin(merchant, eq(merchant.id, staff.merchantId))
    .where(and(eq(staff.id, given('id', staff.id)), eq(staff.active, true), eq(merchant.active, true))),
)

/**
 * The staff member as an actor, a clerk who stands in for the owner today as one; null when there is none of
 * this id, they left, or the merchant is switched off.
 */
export async function loadStaff(
  reader: Reader | Transaction,
  id: StaffId,
  now: Date,
): Promise<StaffActor | null> {
  const [row] = await reader.execute(actorOf, { id })
  if (!row) return null
  const { standsInThrough, ...known } = row
  const standsIn = standsInThrough !== null && dayOf(now) <= standsInThrough
  return standsIn ? { kind: 'staff', ...known, role: 'owner', standsIn } : { kind: 'staff', ...known }
}

/** What a staff member sees about themselves and their shop. */
export async function staffSelf(reader: Reader, actor: StaffActor) {
  const [row] = await reader
    .select({
      id: staff.id,
      nickname: staff.nickname,
      merchantId: merchant.id,
      name: merchant.name,
      address: merchant.address,
    })
    .from(staff)
    .innerJoin(merchant, eq(merchant.id, staff.merchantId))
    .where(eq(staff.id, actor.staffId))
  if (!row) return refuse('not-signed-in')
  const { id, nickname, merchantId, name, address } = row
  const { role, standsIn = false } = actor
  return { id, nickname, role, standsIn, merchant: { id: merchantId, name, address } }
}

/** Who serves at a merchant now: a shop's staff is few. */
export async function listStaff(reader: Reader, merchantId: MerchantId, now: Date) {
  const { id, nickname, role, createdAt, standsInThrough } = staff
  const rows = await reader
    .select({ id, nickname, role, createdAt, standsInThrough })
    .from(staff)
    .where(and(eq(staff.merchantId, merchantId), eq(staff.active, true)))
    .orderBy(asc(staff.createdAt), asc(staff.id))
    .limit(staffShown)
  const today = dayOf(now)
  return rows.map(row => ({
    id: row.id,
    nickname: row.nickname,
    role: row.role,
    since: row.createdAt.toISOString(),
    standsInThrough:
      row.standsInThrough !== null && today <= row.standsInThrough ? row.standsInThrough : null,
  }))
}

const staffShown = 200
