import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { RestockPlan } from '#shared/contract/restock-plans.ts'
import type { NextRestock } from '#shared/contract/rewards.ts'
import { type Day, dayOf } from '#shared/domain/calendar.ts'
import type { RestockPlanId, RewardId } from '#shared/domain/ids.ts'
import { restockDue } from '#shared/domain/restock-plan.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { lockShelf, putOnShelf } from './put-on-shelf.ts'
import { restockPlan } from './tables.ts'

type PlanRow = typeof restockPlan.$inferSelect

export function planView({ id, rewardId, dueOn, units, state, createdAt, endedAt }: PlanRow): RestockPlan {
  return {
    id,
    rewardId,
    dueOn,
    units,
    state,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }
}

/**
 * States that so many units of a reward arrive on a day: residents read it, and on that day they come by
 * themselves. Refuses `not-permitted`, `reward-not-found`, `restock-day-past` and `restock-plans-full`.
 */
export async function planRestock(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  given: { readonly rewardId: RewardId; readonly dueOn: Day; readonly units: number },
): Promise<PlanRow> {
  requirePermission(actor, 'reward.restock')
  const { rewardId, dueOn, units } = given
  if (dueOn < dayOf(ctx.now())) refuse('restock-day-past')
  if (!(await lockShelf(tx, rewardId))) refuse('reward-not-found')
  const planned = (await listPlans(tx, rewardId)).filter(plan => plan.state === 'planned')
  if (planned.length >= limits.restockPlansPerReward) refuse('restock-plans-full')
  const id: RestockPlanId = ctx.newId('rsp')
  const [row] = await tx
    .insert(restockPlan)
    .values({ id, rewardId, dueOn, units, state: 'planned', createdAt: ctx.now() })
    .returning()
  await recordAudit(tx, ctx, actor, {
    action: 'reward.plan-restock',
    subject: rewardId,
    after: { plan: id, dueOn, units },
  })
  return row ?? refuse('too-busy')
}

/** Takes back a plan that has not come to pass. Refuses `not-permitted` and `restock-plan-not-found`. */
export async function withdrawRestockPlan(
  tx: Transaction,
  ctx: Context,
  actor: Doer,
  planId: RestockPlanId,
): Promise<PlanRow> {
  requirePermission(actor, 'reward.restock')
  const row = (await end(tx, ctx, planId, 'withdrawn')) ?? refuse('restock-plan-not-found')
  await recordAudit(tx, ctx, actor, {
    action: 'reward.withdraw-restock',
    subject: row.rewardId,
    after: { plan: planId },
  })
  return row
}

/** Of a plan that is still planned only: of two that want to end it, one gets it. */
async function end(tx: Transaction, ctx: Context, id: RestockPlanId, state: 'applied' | 'withdrawn') {
  const [row] = await tx
    .update(restockPlan)
    .set({ state, endedAt: ctx.now() })
    .where(and(eq(restockPlan.id, id), eq(restockPlan.state, 'planned')))
    .returning()
  return row
}

/** A reward's plans, the latest day first. */
export async function listPlans(reader: Reader | Transaction, rewardId: RewardId): Promise<PlanRow[]> {
  return reader
    .select()
    .from(restockPlan)
    .where(eq(restockPlan.rewardId, rewardId))
    .orderBy(sql`${restockPlan.dueOn} desc`, sql`${restockPlan.id} desc`)
    .limit(limits.restockPlansListed)
}

/** What comes next of each of these rewards. */
export async function nextRestocks(
  reader: Reader | Transaction,
  rewardIds: readonly RewardId[],
): Promise<ReadonlyMap<RewardId, NextRestock>> {
  if (rewardIds.length === 0) return new Map()
  const rows = await reader
    .select({
      rewardId: restockPlan.rewardId,
      on: restockPlan.dueOn,
      units: sql`sum(${restockPlan.units})`.mapWith(Number),
    })
    .from(restockPlan)
    .where(and(inArray(restockPlan.rewardId, [...rewardIds]), eq(restockPlan.state, 'planned')))
    .groupBy(restockPlan.rewardId, restockPlan.dueOn)
    .orderBy(asc(restockPlan.dueOn))
  const next = new Map<RewardId, NextRestock>()
  for (const { rewardId, on, units } of rows) if (!next.has(rewardId)) next.set(rewardId, { on, units })
  return next
}

/**
 * Lets the units arrive whose day has come, each plan once, however many processes try. Says how many plans.
 */
export async function applyRestockPlans(ctx: Context): Promise<number> {
  const due = await ctx.db.reader
    .select({ id: restockPlan.id, rewardId: restockPlan.rewardId, dueOn: restockPlan.dueOn })
    .from(restockPlan)
    // Written out and not a parameter: only so is the index of plans to come found.
    .where(and(sql`${restockPlan.state} = 'planned'`, lte(restockPlan.dueOn, dayOf(ctx.now()))))
    .orderBy(asc(restockPlan.dueOn), asc(restockPlan.id))
    .limit(limits.rewardsAtOnce)
  let applied = 0
  for (const plan of due.filter(({ dueOn }) => restockDue(dueOn, ctx.now()))) {
    if (await ctx.db.transaction(tx => applyOne(tx, ctx, plan))) applied++
  }
  return applied
}

async function applyOne(
  tx: Transaction,
  ctx: Context,
  { id, rewardId }: { readonly id: RestockPlanId; readonly rewardId: RewardId },
): Promise<boolean> {
  await lockShelf(tx, rewardId)
  const row = await end(tx, ctx, id, 'applied')
  if (!row) return false
  const shelf = await putOnShelf(tx, ctx, rewardId, { add: row.units })
  const after = { plan: id, add: row.units, stock: shelf?.stock, reserved: shelf?.reserved }
  const job = { kind: 'job', name: 'job:restock' } as const
  await recordAudit(tx, ctx, job, { action: 'reward.restock', subject: rewardId, after })
  return true
}
