import { and, eq } from 'drizzle-orm'
import type { AdministratorActor } from '#shared/domain/actor.ts'
import { dayOf, endOfMonth, monthsBetween } from '#shared/domain/calendar.ts'
import type { SplitShare } from '#shared/domain/household-split.ts'
import type { ActivityId, ResidentId } from '#shared/domain/ids.ts'
import { joined, type Posting } from '#shared/domain/postings.ts'
import { releasePoints, returnHeld } from '#shared/domain/postings-award.ts'
import { creditGrams } from '#shared/domain/postings-carbon.ts'
import { partsOf } from '#shared/domain/shared-deed.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { addToRows, insertRows } from '../db/rowset.ts'
import { post } from '../ledger/post.ts'
import { lockWallets, type Wallet } from '../ledger/wallets.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { sharesOf } from './read-shares.ts'
import { activity, decision, review, tally, tallyUse } from './tables.ts'

export interface Review {
  readonly activityId: ActivityId
  readonly outcome: 'accepted' | 'refused'
  readonly reason: string
}

type Held = Awaited<ReturnType<typeof loadHeld>>

async function loadHeld(tx: Transaction, activityId: ActivityId) {
  const [row] = await tx
    .select({
      residentId: activity.residentId,
      occurredAt: activity.occurredAt,
      outcome: activity.outcome,
      centipoints: decision.centipoints,
      grams: decision.grams,
      receipt: decision.receipt,
      decidedAt: decision.decidedAt,
    })
    .from(activity)
    .innerJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .where(eq(activity.id, activityId))
  return row?.outcome === 'held' ? row : refuse('not-found')
}

/** Points last from their release as long as the rule gave them from the day they were decided. */
function lastingFrom(held: Held, now: Date): string {
  const { receipt, decidedAt } = held
  if (receipt.expiresOn === null) return ''
  return endOfMonth(dayOf(now), monthsBetween(dayOf(decidedAt), receipt.expiresOn))
}

interface Standing {
  readonly shares: readonly SplitShare[]
  readonly wallets: ReadonlyMap<ResidentId, Wallet>
}

function postingOf(held: Held, { activityId, outcome }: Review, standing: Standing, now: Date): Posting {
  const { residentId, occurredAt } = held
  const deed = { activityId, residentId, occurredAt }
  const points = partsOf(deed, standing.shares, { after: held.centipoints }).map(
    ({ act, after: centipoints }) => {
      if (outcome === 'refused')
        return returnHeld(act, { centipoints, budgetId: held.receipt.line?.budget ?? null })
      const debt = standing.wallets.get(act.residentId)?.debt ?? 0
      return releasePoints(act, { centipoints, expiresOn: lastingFrom(held, now), debt })
    },
  )
  if (outcome === 'refused') return joined(points)
  const act = { reference: activityId, residentId, occurredAt }
  return joined([...points, creditGrams(act, held.grams)])
}

/** A refused deed gives back what it used of caps and day totals. */
async function giveBack(tx: Transaction, activityId: ActivityId): Promise<void> {
  const used = await tx
    .select({ key: tallyUse.key, amount: tallyUse.amount })
    .from(tallyUse)
    .where(eq(tallyUse.activityId, activityId))
  await insertRows(
    tx,
    tallyUse,
    used.map(({ key, amount }) => ({ activityId, seq: 2, key, amount: -amount })),
  )
  const back = used.map(({ key, amount }) => ({ key, used: -amount }))
  await addToRows(
    tx,
    tally,
    [tally.key],
    [tally.used],
    back.sort((a, b) => (a.key < b.key ? -1 : 1)),
  )
}

/**
 * A reviewer accepts a held deed, and it is credited as if earned now, or refuses it with a reason the
 * resident sees. Refuses `not-permitted`, `not-found` when nothing is held under this id,
 * `already-reviewed`.
 */
export function reviewActivity(ctx: Context, actor: AdministratorActor, given: Review): Promise<void> {
  requirePermission(actor, 'activity.review')
  return ctx.db.transaction(async tx => {
    const { activityId, outcome, reason } = given
    const held = await loadHeld(tx, activityId)
    const shares = await sharesOf(tx, activityId)
    const wallets = await lockWallets(
      tx,
      [held, ...shares].map(one => one.residentId),
    )
    const [later] = await tx
      .select({ id: activity.id })
      .from(activity)
      .where(eq(activity.replaces, activityId))
    if (later) refuse('not-found')
    // Two reviewers at once wait for each other at the wallet, so the second one sees the first.
    const [made] = await tx
      .select({ outcome: review.outcome })
      .from(review)
      .where(eq(review.activityId, activityId))
    if (made) refuse('already-reviewed')
    const now = ctx.now()
    await tx
      .insert(review)
      .values({ activityId, outcome, reason, reviewerId: actor.administratorId, reviewedAt: now })
    if (outcome === 'refused') await giveBack(tx, activityId)
    await post(tx, ctx, postingOf(held, given, { shares, wallets }, now))
    await recordAudit(tx, ctx, actor, {
      action: 'activity.review',
      subject: activityId,
      after: { outcome, reason },
    })
  })
}
