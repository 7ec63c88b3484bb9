import type { ResidentId } from '#shared/domain/ids.ts'
import { expireLots } from '#shared/domain/postings-lots.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { post } from './post.ts'
import { settleExpiry } from './wallets.ts'

/** Lets all points of a closed account expire at once. The wallet is locked already. */
export async function closeWallet(tx: Transaction, ctx: Context, residentId: ResidentId): Promise<number> {
  const lots = await settleExpiry(tx, ctx, residentId)
  await post(tx, ctx, expireLots(residentId, lots, ctx.now(), 'closing'))
  return lots.reduce((sum, lot) => sum + lot.remaining, 0)
}
