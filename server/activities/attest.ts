import { createHash } from 'node:crypto'
import type { Facts } from '#shared/domain/action-type.ts'
import type { Deed } from '#shared/domain/deed.ts'
import { type DeedOutcome, refusedOutcome } from '#shared/domain/deed-plan.ts'
import { validateFacts } from '#shared/domain/facts.ts'
import type { MerchantId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { readHouseholds } from './read-subjects.ts'
import { recordDeeds } from './record-deeds.ts'

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
export async function attestWithin(tx: Transaction, ctx: Context, attested: Attested): Promise<DeedOutcome> {
  const book = await ctx.rules.inForce(tx)
  const actionType = book.actionTypes.get(attested.actionType)?.actionType
  const { sourceActivityId } = attested
  if (!actionType?.open || !actionType.evidence.includes('merchant')) {
    return refusedOutcome(sourceActivityId, { code: 'action-type-closed', fact: 'type' })
  }
  const checked = validateFacts(actionType, attested.facts)
  if (!checked.ok) return refusedOutcome(sourceActivityId, { code: 'fact-invalid', fact: checked.fact })
  const households = await readHouseholds(tx, [attested.residentId])
  const deed: Deed = {
    activityId: ctx.newId('act'),
    eventId: sourceActivityId,
    source: counterSource(attested.merchantId),
    sourceActivityId,
    revision: 1,
    kind: 'reported',
    fingerprint: createHash('sha256')
      .update(`${attested.actionType}/${attested.residentId}`)
      .digest('base64url'),
    residentId: attested.residentId,
    householdId: households.get(attested.residentId) ?? null,
    actionType: attested.actionType,
    evidence: 'merchant',
    occurredAt: attested.occurredAt,
    facts: checked.facts,
    places: {},
    merchantId: attested.merchantId,
    staffId: attested.staffId,
    deviceId: attested.deviceId,
  }
  const [outcome] = await recordDeeds(tx, ctx, [deed], { book, lockBudgets: true })
  return outcome ?? refusedOutcome(sourceActivityId, { code: 'internal' })
}

/** The same in a transaction of its own. */
export function attestActivity(ctx: Context, attested: Attested): Promise<DeedOutcome> {
  return ctx.db.transaction(tx => attestWithin(tx, ctx, attested))
}
