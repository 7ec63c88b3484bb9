import { addDays, dayOf } from '#shared/domain/calendar.ts'
import type { DeedOutcome, DeedPlan, TallyChange } from '#shared/domain/deed-plan.ts'
import type { ReportedEvent } from '#shared/domain/cloud-event.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { addToRows, deleteRows, insertRows } from '../db/rowset.ts'
import { post } from '../ledger/post.ts'
import { limits } from '../limits.ts'
import {
  activity,
  claim,
  decision,
  deedShare,
  eventKey,
  refusedEvent,
  tally,
  tallyUse,
  tripDetail,
} from './tables.ts'

/**
 * Writes what was decided, in a constant number of statements; rows come sorted by key, budgets come last.
 */
export async function writePlan(tx: Transaction, ctx: Context, plan: DeedPlan): Promise<void> {
  await writeActivities(tx, ctx, plan)
  await writeClaims(tx, plan)
  await writeTallies(tx, plan.tallies)
  await post(tx, ctx, plan.posting)
}

async function writeActivities(tx: Transaction, ctx: Context, { kept }: DeedPlan): Promise<void> {
  const now = ctx.now()
  await insertRows(
    tx,
    activity,
    kept.map(({ deed, outcome, replaces }) => ({
      id: deed.activityId,
      source: deed.source,
      sourceActivityId: deed.sourceActivityId,
      revision: deed.revision,
      residentId: deed.residentId,
      householdId: deed.householdId,
      actionType: deed.actionType,
      evidence: deed.evidence,
      outcome,
      occurredAt: deed.occurredAt,
      receivedAt: now,
      facts: deed.facts,
      merchantId: deed.merchantId,
      staffId: deed.staffId,
      deviceId: deed.deviceId,
      replaces,
    })),
  )
  const keys = kept.map(({ deed }) => ({
    source: deed.source,
    eventId: deed.eventId,
    fingerprint: deed.fingerprint,
    sourceActivityId: deed.sourceActivityId,
    revision: deed.revision,
    activityId: deed.activityId,
  }))
  await insertRows(
    tx,
    eventKey,
    keys.sort((a, b) => (a.eventId < b.eventId ? -1 : 1)),
  )
  const decisions = kept.flatMap(({ deed, decision: made }) => {
    if (!made) return []
    const { centipoints, grams, receipt } = made
    const { expiresOn } = receipt
    return [{ activityId: deed.activityId, seq: 1, centipoints, grams, expiresOn, receipt, decidedAt: now }]
  })
  await insertRows(tx, decision, decisions)
  const deleteOn = addDays(dayOf(now), limits.detailDays)
  const details = kept.flatMap(({ deed: { activityId, places } }) =>
    Object.keys(places).length > 0 ? [{ activityId, places, deleteOn }] : [],
  )
  await insertRows(tx, tripDetail, details)
  await insertRows(tx, deedShare, kept.filter(one => one.decision !== null).flatMap(sharesOf))
}

function sharesOf({ deed: { activityId, shares = [] } }: DeedPlan['kept'][number]) {
  return shares.map(({ residentId, percent }, place) => ({ activityId, residentId, place, percent }))
}

/** A revision gives up the claim of the one before it and takes its own; a retraction only gives up. */
async function writeClaims(tx: Transaction, { kept, claims }: DeedPlan): Promise<void> {
  const given = kept.filter(one => one.replaces !== null).map(({ deed }) => deed)
  await deleteRows(tx, claim, { source: claim.source, sourceActivityId: claim.sourceActivityId }, given)
  const owners = new Map(kept.map(({ deed }) => [deed.activityId, deed.residentId]))
  const rows = claims.flatMap(one => {
    const residentId = owners.get(one.activityId)
    return residentId ? [{ ...one, residentId }] : []
  })
  await insertRows(
    tx,
    claim,
    rows.sort((a, b) => (a.sourceActivityId < b.sourceActivityId ? -1 : 1)),
  )
}

async function writeTallies(tx: Transaction, changes: readonly TallyChange[]): Promise<void> {
  const uses = changes.map(({ activityId, key, amount }) => ({ activityId, seq: 1, key, amount }))
  await insertRows(tx, tallyUse, uses)
  const sums = new Map<string, { key: string; used: number; most: number | null }>()
  for (const { key, amount, most } of changes) {
    const sum = sums.get(key) ?? { key, used: 0, most: null }
    sums.set(key, { key, used: sum.used + amount, most: most ?? sum.most })
  }
  const sorted = [...sums.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
  const adding = { keys: [tally.key], counts: [tally.used], latest: [tally.most] }
  await insertRows(
    tx,
    tally,
    sorted.filter(one => one.used > 0),
    { adding },
  )
  await addToRows(
    tx,
    tally,
    [tally.key],
    [tally.used],
    sorted.filter(one => one.used < 0),
  )
}

interface Refused {
  readonly event: ReportedEvent
  readonly outcome: DeedOutcome
  /** Whose deed it would have been, if that is known; of this the partner is told nothing. */
  readonly residentId: ResidentId | null
}

/** Keeps what was refused and why, for the partner's report and the resident's question. */
export async function writeRefusals(
  tx: Transaction,
  ctx: Context,
  source: string,
  refused: readonly Refused[],
): Promise<void> {
  const receivedAt = ctx.now()
  await insertRows(
    tx,
    refusedEvent,
    refused.map(({ event, outcome, residentId }) => ({
      id: ctx.newId('ref'),
      source,
      eventId: event.eventId,
      actionType: event.actionType.slice(0, 40),
      residentId,
      code: outcome.code ?? 'request-invalid',
      fact: outcome.fact ?? null,
      receivedAt,
    })),
  )
}
