import type { StaffActor } from '#shared/domain/actor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { assertNotSelf } from '../merchants/person-at-counter.ts'
import type { VoucherRow } from './queries.ts'

/** Keeps staff from taking what they redeemed, for themselves or somebody else. Refuses `own-voucher`. */
export async function assertNoOwner(
  reader: Reader | Transaction,
  staff: Pick<StaffActor, 'phoneIndex'>,
  voucher: Pick<VoucherRow, 'residentId' | 'redeemedById'>,
): Promise<void> {
  await assertNotSelf(reader, staff, voucher.residentId, 'own-voucher')
  if (voucher.redeemedById) {
    await assertNotSelf(reader, staff, voucher.redeemedById as ResidentId, 'own-voucher')
  }
}
