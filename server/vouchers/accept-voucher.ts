import { and, eq, gt, sql } from 'drizzle-orm'
import type { Accepted } from '#shared/contract/vouchers.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import { acceptVoucher as acceptPosting } from '#shared/domain/postings-voucher.ts'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { post } from '../ledger/post.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import type { Inspected } from './acceptance-token.ts'
import { assertNoOwner } from './own-voucher.ts'
import { findVoucher, type VoucherRow } from './queries.ts'
import { recordStep } from './record-step.ts'
import { voucher } from './tables.ts'

/**
 * Takes a voucher in exchange for what it buys: the merchant is owed its settlement. It pays once, however
 * many tills try: the state stands in the statement. Refuses `voucher-unknown` (another merchant's too),
 * `own-voucher`, `voucher-already-used`, `voucher-cancelled`, `voucher-lapsed` and, when it was accepted and
 * undone since it was inspected, `code-expired`.
 */
export async function acceptVoucher(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  inspected: Inspected,
): Promise<Accepted> {
  const now = ctx.now()
  const held = await findVoucher(tx, inspected.voucherId)
  if (held?.merchantId !== staff.merchantId) return refuse('voucher-unknown')
  await assertNoOwner(tx, staff, held)
  const { id: voucherId, merchantId, settlementFen, priceCentipoints: centipoints } = held
  const times = await takeState(tx, ctx, staff, inspected)
  const act = { reference: `${voucherId}/${times}`, residentId: held.residentId, occurredAt: now }
  await post(tx, ctx, acceptPosting(act, { voucherId, merchantId, centipoints }))
  await recordStep(tx, ctx, { voucherId, merchantId, step: 'accept', by: staff.staffId, settlementFen })
  return acceptedView(held, now)
}

type Accepting = Inspected & Pick<StaffActor, 'staffId' | 'merchantId'> & { now: Date }

const acceptAsInspected = statement<Accepting>()((db, given) =>
  db
    .update(voucher)
    .set({
      state: 'accepted',
      acceptedAt: given('now', voucher.acceptedAt),
      acceptedBy: given('staffId', voucher.acceptedBy),
      acceptances: sql`${voucher.acceptances} + 1`,
    })
    .where(
      and(
        eq(voucher.id, given('voucherId', voucher.id)),
        eq(voucher.merchantId, given('merchantId', voucher.merchantId)),
        eq(voucher.state, 'issued'),
        eq(voucher.acceptances, given('acceptances', voucher.acceptances)),
        gt(voucher.notAfter, given('now', voucher.notAfter)),
      ),
    )
    .returning({ acceptances: voucher.acceptances }),
)

/** Moves the voucher on if it still is as it was inspected, and says how often it has been accepted now. */
async function takeState(
  tx: Transaction,
  ctx: Context,
  staff: StaffActor,
  { voucherId, acceptances }: Inspected,
): Promise<number> {
  const now = ctx.now()
  const { staffId, merchantId } = staff
  const [taken] = await tx.execute(acceptAsInspected, { voucherId, acceptances, staffId, merchantId, now })
  if (taken) return taken.acceptances
  const current = (await findVoucher(tx, voucherId)) ?? refuse('voucher-unknown')
  const obstacle = obstacleToUse(current, now)
  return obstacle ? refuse(obstacle.code, obstacle.facts) : refuse('code-expired')
}

function acceptedView(held: VoucherRow, now: Date): Accepted {
  return {
    voucherId: held.id,
    title: held.title,
    settlementFen: held.settlementFen,
    acceptedAt: now.toISOString(),
    undoUntil: new Date(now.getTime() + limits.undoMs).toISOString(),
  }
}
