import { and, asc, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import { dayMs } from '#shared/domain/calendar.ts'
import { claimWindowOf, type Deed } from '#shared/domain/deed.ts'
import {
  activityKeyOf,
  type DeedOutcome,
  eventKeyOf,
  type Standing,
  type StandingActivity,
  type StandingClaim,
} from '#shared/domain/deed-plan.ts'
import type { ActivityId, ResidentId } from '#shared/domain/ids.ts'
import { budgetsOf, tallyKeysOf } from '#shared/domain/scoring.ts'
import type { CompiledRuleBook } from '#shared/domain/scoring-book.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { insertRows, rowset } from '../db/rowset.ts'
import { budget, lotMove } from '../ledger/tables.ts'
import { lockWallets, settleExpiries } from '../ledger/wallets.ts'
import { refuse } from '../refusal.ts'
import { readShares } from './read-shares.ts'
import { activity, claim, decision, eventKey, review, tally, tallyUse } from './tables.ts'

type Shares = Awaited<ReturnType<typeof readShares>>

export interface StandingWanted {
  readonly book: CompiledRuleBook
  /** True when points may be taken back, and lots are needed. */
  readonly revisions: boolean
  /** True after a budget ran dry between reading and booking: then its row is held from here. */
  readonly lockBudgets: boolean
}

/**
 * Reads what a batch of deeds is decided from, in a constant number of statements. Wallets are locked
 * first, in id order; what is read after that cannot change before the commit. Then the tallies that
 * several residents share.
 */
export async function readStanding(
  tx: Transaction,
  ctx: Context,
  deeds: readonly Deed[],
  wanted: StandingWanted,
): Promise<Standing> {
  const wallets = await lockWallets(tx, await ownersOf(tx, deeds, wanted))
  const shares: Shares = wanted.revisions ? await readShares(tx, deeds) : new Map()
  // Its first report came in while we waited for a wallet, and others than those locked share in it.
  if ([...shares.values()].flat().some(share => !wallets.has(share.residentId))) refuse('too-busy')
  const events = await readEvents(tx, deeds)
  const activities = await readActivities(tx, deeds, shares)
  const claims = await readClaims(tx, deeds, wanted.book)
  const keys = new Set(
    deeds.filter(deed => deed.kind === 'reported').flatMap(deed => tallyKeysOf(deed, wanted.book)),
  )
  for (const standing of activities.values()) for (const key of standing.tallyUses.keys()) keys.add(key)
  const residents = [...wallets.keys()]
  return {
    events,
    activities,
    claims,
    tallies: await readTallies(tx, [...keys].sort()),
    budgets: await readBudgets(tx, wanted),
    debts: new Map([...wallets.values()].map(wallet => [wallet.residentId, wallet.debt])),
    lots: wanted.revisions ? await settleExpiries(tx, ctx, residents) : new Map(),
    expired: wanted.revisions ? await readExpired(tx, activities) : new Map(),
  }
}

/** Everybody whose wallet the deeds may touch: their residents, and those who share in them. */
async function ownersOf(
  tx: Transaction,
  deeds: readonly Deed[],
  { revisions }: StandingWanted,
): Promise<ResidentId[]> {
  const earlier: Shares = revisions ? await readShares(tx, deeds) : new Map()
  const sharing = [...earlier.values(), ...deeds.map(deed => deed.shares ?? [])].flat()
  return [...deeds, ...sharing].map(one => one.residentId)
}

async function readEvents(tx: Transaction, deeds: readonly Deed[]): Promise<Standing['events']> {
  const given = rowset({ source: eventKey.source, eventId: eventKey.eventId }, deeds)
  const rows = await tx
    .select({
      source: eventKey.source,
      eventId: eventKey.eventId,
      fingerprint: eventKey.fingerprint,
      activityId: eventKey.activityId,
      outcome: activity.outcome,
      centipoints: decision.centipoints,
      grams: decision.grams,
    })
    .from(given.from)
    .crossJoin(eventKey)
    .innerJoin(activity, eq(activity.id, eventKey.activityId))
    .leftJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .where(and(eq(eventKey.source, given.column.source), eq(eventKey.eventId, given.column.eventId)))
  return new Map(
    rows.map(row => {
      const { activityId, outcome, centipoints, grams, eventId } = row
      const first: DeedOutcome = {
        eventId,
        outcome,
        activityId,
        centipoints: centipoints ?? 0,
        grams: grams ?? 0,
      }
      return [eventKeyOf(row), { fingerprint: row.fingerprint, first }]
    }),
  )
}

async function readActivities(
  tx: Transaction,
  deeds: readonly Deed[],
  shares: Shares,
): Promise<Map<string, StandingActivity>> {
  const given = rowset({ source: eventKey.source, sourceActivityId: eventKey.sourceActivityId }, deeds)
  const rows = await tx
    .select({
      source: eventKey.source,
      sourceActivityId: eventKey.sourceActivityId,
      revision: eventKey.revision,
      activityId: activity.id,
      residentId: activity.residentId,
      actionType: activity.actionType,
      outcome: activity.outcome,
      review: review.outcome,
      centipoints: decision.centipoints,
      grams: decision.grams,
      expiresOn: decision.expiresOn,
      releasedUntil: lotMove.expiresOn,
      receipt: decision.receipt,
    })
    .from(given.from)
    .crossJoin(eventKey)
    .innerJoin(activity, eq(activity.id, eventKey.activityId))
    .leftJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .leftJoin(review, eq(review.activityId, activity.id))
    // What was held went into the lot of the day it was released, not of the day it was decided.
    .leftJoin(lotMove, eq(lotMove.reference, sql`${activity.id} || '/release'`))
    .where(
      and(
        eq(eventKey.source, given.column.source),
        eq(eventKey.sourceActivityId, given.column.sourceActivityId),
      ),
    )
    .orderBy(asc(eventKey.source), asc(eventKey.sourceActivityId), asc(eventKey.revision))
  const uses = await readTallyUses(
    tx,
    rows.map(row => row.activityId),
  )
  const standing = new Map<string, StandingActivity>()
  for (const row of rows) {
    const key = activityKeyOf(row)
    const earlier = standing.get(key)
    const tallyUses = new Map(earlier?.tallyUses)
    for (const use of uses.get(row.activityId) ?? [])
      tallyUses.set(use.key, (tallyUses.get(use.key) ?? 0) + use.amount)
    standing.set(key, {
      ...row,
      // A review is about the first held revision and stays with the activity.
      review: row.review ?? earlier?.review ?? null,
      centipoints: row.centipoints ?? 0,
      grams: row.grams ?? 0,
      expiresOn: row.releasedUntil ?? row.expiresOn,
      budget: row.receipt?.line?.budget ?? null,
      tallyUses,
      shares: shares.get(key) ?? [],
    })
  }
  return standing
}

async function readTallyUses(tx: Transaction, activityIds: readonly ActivityId[]) {
  const uses = new Map<ActivityId, { key: string; amount: number }[]>()
  if (activityIds.length === 0) return uses
  const given = rowset(
    { activityId: tallyUse.activityId },
    [...activityIds].sort().map(activityId => ({ activityId })),
  )
  const rows = await tx
    .select({ activityId: tallyUse.activityId, key: tallyUse.key, amount: tallyUse.amount })
    .from(given.from)
    .crossJoin(tallyUse)
    .where(eq(tallyUse.activityId, given.column.activityId))
  for (const { activityId, ...use } of rows) uses.set(activityId, [...(uses.get(activityId) ?? []), use])
  return uses
}

async function readClaims(
  tx: Transaction,
  deeds: readonly Deed[],
  book: CompiledRuleBook,
): Promise<Standing['claims']> {
  const windows = deeds.flatMap(deed => {
    const known = book.actionTypes.get(deed.actionType)
    if (!known) return []
    const window = claimWindowOf(deed, known.actionType)
    // No claim is longer than a day, so an earlier one cannot reach this far: history is not searched.
    return [{ residentId: deed.residentId, ...window, sinceAt: new Date(window.fromAt.getTime() - dayMs) }]
  })
  const { residentId, class: claimClass, fromAt, untilAt } = claim
  const shape = { residentId, class: claimClass, fromAt, untilAt, sinceAt: claim.fromAt }
  const given = rowset(shape, windows)
  const rows = await tx
    .selectDistinct({
      residentId: claim.residentId,
      class: claim.class,
      fromAt: claim.fromAt,
      untilAt: claim.untilAt,
      source: claim.source,
      sourceActivityId: claim.sourceActivityId,
      activityId: claim.activityId,
    })
    .from(given.from)
    .crossJoin(claim)
    .where(
      and(
        eq(claim.residentId, given.column.residentId),
        eq(claim.class, given.column.class),
        lt(claim.fromAt, given.column.untilAt),
        gt(claim.fromAt, given.column.sinceAt),
        gt(claim.untilAt, given.column.fromAt),
      ),
    )
  const claims = new Map<ResidentId, StandingClaim[]>()
  for (const { residentId: owner, ...one } of rows) claims.set(owner, [...(claims.get(owner) ?? []), one])
  return claims
}

/**
 * A tally of one resident is guarded by the lock on their wallet; one that residents share has its own
 * lock.
 */
function isShared(key: string): boolean {
  return !key.includes('/res_')
}

async function readTallies(tx: Transaction, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const shared = keys.filter(isShared).map(key => ({ key, used: 0, most: null }))
  await insertRows(tx, tally, shared, { skipExisting: true })
  const read = (of: readonly string[]) => {
    const given = rowset(
      { key: tally.key },
      of.map(key => ({ key })),
    )
    return tx
      .select({ key: tally.key, used: tally.used })
      .from(given.from)
      .crossJoin(tally)
      .where(eq(tally.key, given.column.key))
      .orderBy(asc(tally.key))
  }
  const rows = [
    ...(shared.length > 0 ? await locked(read(shared.map(one => one.key))) : []),
    ...(await read(keys.filter(key => !isShared(key)))),
  ]
  return new Map(rows.map(row => [row.key, row.used]))
}

async function readBudgets(
  tx: Transaction,
  { book, lockBudgets }: StandingWanted,
): Promise<Map<string, number>> {
  const ids = budgetsOf(book)
  if (ids.length === 0) return new Map()
  const query = tx
    .select({ id: budget.id, balance: budget.balance })
    .from(budget)
    .where(inArray(budget.id, [...ids]))
    .orderBy(asc(budget.id))
  const rows = await (lockBudgets ? locked(query) : query)
  return new Map(rows.map(row => [row.id, row.balance]))
}

/** What the lots of activities that may be taken back have lost to expiry. */
async function readExpired(tx: Transaction, activities: ReadonlyMap<string, StandingActivity>) {
  const lots = [...activities.values()].filter(one => one.expiresOn !== null)
  const references = new Set(
    lots.flatMap(one =>
      [one, ...one.shares].flatMap(({ residentId }) =>
        ['expiry', 'closing'].map(why => `${why}/${residentId}/${one.expiresOn}/expire`),
      ),
    ),
  )
  if (references.size === 0) return new Map<string, number>()
  const given = rowset(
    { reference: lotMove.reference },
    [...references].sort().map(reference => ({ reference })),
  )
  const rows = await tx
    .select({ residentId: lotMove.residentId, expiresOn: lotMove.expiresOn, amount: lotMove.amount })
    .from(given.from)
    .crossJoin(lotMove)
    .where(eq(lotMove.reference, given.column.reference))
  return new Map(rows.map(row => [`${row.residentId}/${row.expiresOn}`, -row.amount]))
}
