import type { MerchantId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { merchant } from './tables.ts'

/** Takes a merchant into the programme. Refuses `not-permitted`. */
export async function createMerchant(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: { readonly name: string; readonly address: string; readonly demo?: boolean },
): Promise<MerchantId> {
  requirePermission(actor, 'merchant.create')
  const id: MerchantId = ctx.newId('mer')
  const { name, address, demo = false } = given
  await tx.insert(merchant).values({ id, name, address, demo, active: true, createdAt: ctx.now() })
  await recordAudit(tx, ctx, actor, { action: 'merchant.create', subject: id, after: { name, demo } })
  return id
}
