import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import { dayOf, startOf } from '#shared/domain/calendar.ts'
import type { ResidentId, RewardId, VoucherId } from '#shared/domain/ids.ts'
import { formatPoints } from '#shared/domain/points.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { lockWallet } from '../ledger/wallets.ts'
import { refuse } from '../refusal.ts'
import { findOffer } from '../rewards/queries.ts'
import { redeemReward } from '../rewards/redeem-reward.ts'
import { voucher } from '../vouchers/tables.ts'
import { grantTo } from './grant-help.ts'
import { ownChild } from './guardians.ts'
import { recordServed } from './served-acts.ts'
import { helpedVoucher, helpGrant } from './tables.ts'

export interface RedeemedFor {
  readonly rewardId: RewardId
  /** The key of the phone that will show the voucher: the one who redeems holds it. */
  readonly deviceKey: string
}

/**
 * Redeems for the owner of a grant, with the owner's points, on the helper's phone. The owner's wallet is
 * locked before the limit is counted, so that two helpers, or two taps, count one after the other. Refuses
 * as `redeemReward` does, `not-found`, `help-not-active` and `help-month-limit`.
 */
export async function redeemForOwner(
  tx: Transaction,
  ctx: Context,
  aideId: ResidentId,
  asked: RedeemedFor & { readonly grantId: string },
): Promise<VoucherId> {
  const { grantId } = asked
  const { ownerId } = await grantTo(tx, aideId, grantId)
  const offer = (await findOffer(tx, asked.rewardId)) ?? refuse('reward-not-found')
  await lockWallet(tx, ownerId)
  // Whoever ends the grant waits for us here, or we see that it has ended.
  const [grant] = await locked(tx.select().from(helpGrant).where(eq(helpGrant.id, grantId)))
  if (!grant || grant.acceptedAt === null || grant.endedAt !== null) return refuse('help-not-active')
  const used = await usedThisMonth(tx, ctx, { ownerId, aideId })
  const left = Math.max(0, grant.monthlyCentipoints - used)
  if (offer.priceCentipoints > left)
    refuse('help-month-limit', { most: formatPoints(grant.monthlyCentipoints), left: formatPoints(left) })
  return redeem(tx, ctx, { ...asked, ownerId, byId: aideId, byKind: 'aide', grantId })
}

/** What a helper has redeemed for an owner this Shanghai month; what was given back does not count. */
export async function usedThisMonth(
  reader: Reader | Transaction,
  ctx: Pick<Context, 'now'>,
  { ownerId, aideId }: { readonly ownerId: ResidentId; readonly aideId: ResidentId },
): Promise<number> {
  const since = startOf(`${dayOf(ctx.now()).slice(0, 7)}-01`)
  const [sum] = await reader
    .select({ used: sql<string | number | null>`sum(${helpedVoucher.centipoints})` })
    .from(helpedVoucher)
    .innerJoin(voucher, eq(voucher.id, helpedVoucher.voucherId))
    .where(
      and(
        eq(helpedVoucher.ownerId, ownerId),
        eq(helpedVoucher.byId, aideId),
        eq(helpedVoucher.byKind, 'aide'),
        gte(helpedVoucher.at, since),
        inArray(voucher.state, ['issued', 'accepted']),
      ),
    )
  return Number(sum?.used ?? 0)
}

/** A guardian redeems with a child's points. Refuses as `redeemReward` does, and `not-found`. */
export async function redeemForChild(
  tx: Transaction,
  ctx: Context,
  guardianId: ResidentId,
  asked: RedeemedFor & { readonly childId: ResidentId },
): Promise<VoucherId> {
  await ownChild(tx, guardianId, asked.childId)
  return redeem(tx, ctx, {
    ...asked,
    ownerId: asked.childId,
    byId: guardianId,
    byKind: 'guardian',
    grantId: null,
  })
}

interface Redeeming extends RedeemedFor {
  readonly ownerId: ResidentId
  readonly byId: ResidentId
  readonly byKind: 'aide' | 'guardian'
  readonly grantId: string | null
}

async function redeem(tx: Transaction, ctx: Context, asked: Redeeming): Promise<VoucherId> {
  const { ownerId, rewardId, deviceKey, byId, byKind, grantId } = asked
  const voucherId = await redeemReward(tx, ctx, { residentId: ownerId, rewardId, deviceKey })
  await markHelped(tx, ctx, { voucherId, ownerId, byKind, byId, grantId })
  const after = { ownerId, rewardId, byKind }
  await recordAudit(
    tx,
    ctx,
    { kind: 'resident', residentId: byId },
    { action: 'voucher.redeem-for', subject: voucherId, after },
  )
  return voucherId
}

interface Helped {
  readonly voucherId: VoucherId
  readonly ownerId: ResidentId
  readonly byKind: 'aide' | 'guardian' | 'attendant'
  readonly byId: string
  readonly grantId: string | null
}

/** Marks a voucher as redeemed by somebody for its owner, for both to see. */
export async function markHelped(tx: Transaction, ctx: Context, helped: Helped): Promise<void> {
  const { voucherId, ownerId, byKind, byId } = helped
  const [made] = await tx
    .select({ centipoints: voucher.priceCentipoints })
    .from(voucher)
    .where(eq(voucher.id, voucherId))
  const centipoints = made?.centipoints ?? 0
  await tx.insert(helpedVoucher).values({ ...helped, centipoints, at: ctx.now() })
  const step = { residentId: ownerId, byKind, byId, subject: voucherId, facts: { centipoints } }
  await recordServed(tx, ctx, { ...step, act: 'voucher.redeem' })
}
