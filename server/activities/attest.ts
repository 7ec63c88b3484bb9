import { createHash } from 'node:crypto'
import { and, desc, eq, gt, like } from 'drizzle-orm'
import type { Facts } from '#shared/domain/action-type.ts'
import type { Deed } from '#shared/domain/deed.ts'
import { type DeedOutcome, refusedOutcome } from '#shared/domain/deed-plan.ts'
import { validateFacts } from '#shared/domain/facts.ts'
import type { AttendantId, MerchantId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { readSplits } from '../households/read-splits.ts'
import { limits } from '../limits.ts'
import { readHouseholds } from './read-subjects.ts'
import { recordDeeds } from './record-deeds.ts'
import { claim } from './tables.ts'

/** A deed that somebody at a counter vouches for. */
export interface Attested {
  readonly actionType: string
  readonly merchantId: MerchantId
  readonly staffId: string
  readonly deviceId: string | null
  readonly residentId: ResidentId
  readonly occurredAt: Date
  /** Names the deed at this merchant: the same one can be attested once. */
  readonly sourceActivityId: string
  readonly facts: Facts
}

/** Where attested deeds come from; no partner's code has a colon in it. */
export function counterSource(merchantId: MerchantId): string {
  return `counter:${merchantId}`
}

/**
 * Books an attested deed in the caller's transaction. The answer is an outcome, not a refusal: a deed over
 * its cap is credited with nothing, and the same deed twice is `duplicate` or `already-claimed`.
 */
export function attestWithin(tx: Transaction, ctx: Context, attested: Attested): Promise<DeedOutcome> {
  return book(tx, ctx, { ...attested, source: counterSource(attested.merchantId) })
}

/** The same in a transaction of its own. */
export function attestActivity(ctx: Context, attested: Attested): Promise<DeedOutcome> {
  return ctx.db.transaction(tx => attestWithin(tx, ctx, attested))
}

/** A deed that an attendant vouches for at the desk of a community. */
export interface AttestedAtDesk extends Pick<
  Attested,
  'actionType' | 'residentId' | 'occurredAt' | 'sourceActivityId' | 'facts'
> {
  readonly attendantId: AttendantId
}

/**
 * Books a deed that an attendant vouches for, as `attestWithin` does; a household shares it as it shares its
 * bins. Several weighings of one visit follow each other: each takes the moment after the one before.
 */
export async function attestAtDesk(
  tx: Transaction,
  ctx: Context,
  attested: AttestedAtDesk,
): Promise<DeedOutcome> {
  const { attendantId, ...deed } = attested
  const source = `${deskPrefix}${attendantId}`
  const occurredAt = await momentAfter(tx, ctx, attested)
  const by = { merchantId: null, staffId: attendantId, deviceId: null, shared: true }
  return book(tx, ctx, { ...deed, ...by, source, occurredAt })
}

const deskPrefix = 'desk:'

async function momentAfter(tx: Transaction, ctx: Context, attested: AttestedAtDesk): Promise<Date> {
  const { residentId, occurredAt } = attested
  const { actionTypes } = await ctx.rules.inForce(tx)
  const known = actionTypes.get(attested.actionType)?.actionType.claim.class
  const [last] = await tx
    .select({ untilAt: claim.untilAt })
    .from(claim)
    .where(
      and(
        eq(claim.residentId, residentId),
        eq(claim.class, known ?? ''),
        gt(claim.untilAt, occurredAt),
        like(claim.source, `${deskPrefix}%`),
      ),
    )
    .orderBy(desc(claim.untilAt))
    .limit(1)
  const latest = occurredAt.getTime() + limits.aheadMs
  return last && last.untilAt.getTime() <= latest ? last.untilAt : occurredAt
}

interface Vouched extends Omit<Attested, 'merchantId'> {
  readonly source: string
  readonly merchantId: MerchantId | null
  /** True when the household shares it as it shares what its bins bring. */
  readonly shared?: boolean
}

async function book(tx: Transaction, ctx: Context, vouched: Vouched): Promise<DeedOutcome> {
  const book = await ctx.rules.inForce(tx)
  const actionType = book.actionTypes.get(vouched.actionType)?.actionType
  const { sourceActivityId, residentId, occurredAt } = vouched
  if (!actionType?.open || !actionType.evidence.includes('merchant')) {
    return refusedOutcome(sourceActivityId, { code: 'action-type-closed', fact: 'type' })
  }
  const checked = validateFacts(actionType, vouched.facts)
  if (!checked.ok) return refusedOutcome(sourceActivityId, { code: 'fact-invalid', fact: checked.fact })
  const householdId = (await readHouseholds(tx, [residentId])).get(residentId) ?? null
  const splits = vouched.shared && householdId ? await readSplits(tx, [householdId]) : null
  const deed: Deed = {
    activityId: ctx.newId('act'),
    eventId: sourceActivityId,
    source: vouched.source,
    sourceActivityId,
    revision: 1,
    kind: 'reported',
    fingerprint: createHash('sha256').update(`${vouched.actionType}/${residentId}`).digest('base64url'),
    residentId,
    householdId,
    actionType: vouched.actionType,
    evidence: 'merchant',
    occurredAt,
    facts: checked.facts,
    places: {},
    merchantId: vouched.merchantId,
    staffId: vouched.staffId,
    deviceId: vouched.deviceId,
    ...(splits && householdId && { shares: splits.sharesOf(householdId, residentId, occurredAt) }),
  }
  const [outcome] = await recordDeeds(tx, ctx, [deed], { book, lockBudgets: true })
  return outcome ?? refusedOutcome(sourceActivityId, { code: 'internal' })
}
