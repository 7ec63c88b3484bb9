import { createHash } from 'node:crypto'
import { and, desc, eq, gt, ne } from 'drizzle-orm'
import type { MerchantId } from '#shared/domain/ids.ts'
import { revocationDigits } from '#shared/domain/offline.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { voucher } from './tables.ts'

/**
 * What a till must not take on its own: this merchant's vouchers that are used or given back although their
 * certificates still stand, as sorted digits of their hashes (`isRevoked` reads them). At most
 * `limits.revokedListed`, those that stand longest.
 */
export async function revocationList(
  reader: Reader | Transaction,
  merchantId: MerchantId,
  now: Date,
): Promise<string> {
  const rows = await reader
    .select({ id: voucher.id })
    .from(voucher)
    .where(and(eq(voucher.merchantId, merchantId), ne(voucher.state, 'issued'), gt(voucher.notAfter, now)))
    .orderBy(desc(voucher.notAfter))
    .limit(limits.revokedListed)
  return rows
    .map(({ id }) => createHash('sha256').update(id).digest('hex').slice(0, revocationDigits))
    .sort()
    .join('')
}
