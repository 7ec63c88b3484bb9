import { and, desc, eq, gte, lt } from 'drizzle-orm'
import type { PartnerKnown, RecordKnown } from '#shared/domain/appeal-findings.ts'
import { addDays, type Day, dayMs, startOf } from '#shared/domain/calendar.ts'
import { claimWindowOf } from '#shared/domain/deed.ts'
import type { PartnerId, ResidentId } from '#shared/domain/ids.ts'
import type { CompiledRuleBook } from '#shared/domain/scoring-book.ts'
import { replacedAmong } from '../activities/queries.ts'
import { activity, decision, refusedEvent, review } from '../activities/tables.ts'
import type { Reader } from '../db/database.ts'
import { binCode, binding, consent } from '../identity/tables.ts'
import { limits } from '../limits.ts'

/** Whose and what: one resident, one action, one day. */
export interface Asked {
  readonly residentId: ResidentId
  readonly actionType: string
  readonly on: Day
}

/**
 * A resident's records that touch a day, of this action and of all that cannot be done at the same time, the
 * latest revision of each.
 */
export async function readRecords(
  reader: Reader,
  { residentId, actionType, on }: Asked,
  book: CompiledRuleBook,
): Promise<RecordKnown[]> {
  const rows = await reader
    .select({
      id: activity.id,
      actionType: activity.actionType,
      outcome: activity.outcome,
      occurredAt: activity.occurredAt,
      facts: activity.facts,
      centipoints: decision.centipoints,
      grams: decision.grams,
      receipt: decision.receipt,
      review: review.outcome,
      reviewReason: review.reason,
    })
    .from(activity)
    .leftJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .leftJoin(review, eq(review.activityId, activity.id))
    .where(
      and(
        eq(activity.residentId, residentId),
        // A deed lasts a day at most, so one that began earlier cannot reach into this one.
        gte(activity.occurredAt, new Date(startOf(on).getTime() - dayMs)),
        lt(activity.occurredAt, new Date(startOf(addDays(on, 1)).getTime() + dayMs)),
      ),
    )
    .orderBy(desc(activity.occurredAt), desc(activity.id))
    .limit(limits.appealRecords)
  const replaced = await replacedAmong(
    reader,
    residentId,
    rows.map(row => row.id),
  )
  const asked = book.actionTypes.get(actionType)?.actionType.claim.class
  return rows.flatMap(row => {
    const known = book.actionTypes.get(row.actionType)?.actionType
    if (!known || known.claim.class !== asked || replaced.has(row.id)) return []
    const { fromAt, untilAt } = claimWindowOf(row, known)
    return [
      {
        id: row.id,
        actionType: row.actionType,
        fromAt,
        untilAt,
        status: row.review ?? row.outcome,
        centipoints: row.centipoints ?? 0,
        grams: row.grams ?? 0,
        caps: row.receipt?.line?.caps ?? [],
        cut: row.receipt?.line?.cut ?? null,
        reviewReason: row.reviewReason,
      },
    ]
  })
}

/** Reports about the resident that were refused, from that day until they are too old to be taken. */
export function readRefusals(reader: Reader, { residentId, actionType, on }: Asked) {
  return reader
    .select({ code: refusedEvent.code, receivedAt: refusedEvent.receivedAt })
    .from(refusedEvent)
    .where(
      and(
        eq(refusedEvent.residentId, residentId),
        gte(refusedEvent.receivedAt, startOf(on)),
        lt(refusedEvent.receivedAt, startOf(addDays(on, limits.reviewedDaysBack + 1))),
        eq(refusedEvent.actionType, actionType),
      ),
    )
    .orderBy(desc(refusedEvent.receivedAt))
    .limit(limits.appealRefusals)
}

/** How a resident stands with a partner, and when that partner's data comes. */
export async function readPartner(
  reader: Reader,
  { residentId, actionType }: Asked,
  partner: { readonly id: PartnerId; readonly code: string; readonly subjects: 'account' | 'bin' },
): Promise<PartnerKnown> {
  const table = partner.subjects === 'bin' ? binCode : binding
  const bindings = await reader
    .select({ from: table.boundAt, until: table.unboundAt })
    .from(table)
    .where(and(eq(table.residentId, residentId), eq(table.partnerId, partner.id)))
    .limit(limits.bindingsListed)
  const consents = await reader
    .select({ from: consent.grantedAt, until: consent.withdrawnAt })
    .from(consent)
    .where(
      and(
        eq(consent.residentId, residentId),
        eq(consent.partnerId, partner.id),
        eq(consent.actionType, actionType),
      ),
    )
    .limit(limits.consentsPerResident)
  return { bindings, consents, ...(await readArrivals(reader, residentId, partner.code)) }
}

/**
 * When data of a partner last came, and how long after the deed it usually does: looked for among the latest
 * decisions of all, then among the resident's own records, so that no history is searched.
 */
async function readArrivals(reader: Reader, residentId: ResidentId, source: string) {
  const arrival = { occurredAt: activity.occurredAt, receivedAt: activity.receivedAt } as const
  const latest = reader
    .select({ activityId: decision.activityId })
    .from(decision)
    .orderBy(desc(decision.decidedAt), desc(decision.activityId), desc(decision.seq))
    .limit(limits.appealDelaySample)
    .as('latest')
  const ofAll = await reader
    .select(arrival)
    .from(latest)
    // From the sample to its activities, never the other way round.
    .crossJoin(activity)
    .where(and(eq(activity.id, latest.activityId), eq(activity.source, source)))
    .orderBy(desc(activity.receivedAt), desc(activity.id))
    .limit(limits.appealDelaysCounted)
  const own = await reader
    .select(arrival)
    .from(activity)
    .where(and(eq(activity.residentId, residentId), eq(activity.source, source)))
    .orderBy(desc(activity.occurredAt), desc(activity.id))
    .limit(limits.appealDelaysCounted)
  const seen = [...ofAll, ...own].map(({ receivedAt }) => receivedAt.getTime())
  const delays = (ofAll.length > 0 ? ofAll : own)
    .map(({ occurredAt, receivedAt }) => Math.max(0, receivedAt.getTime() - occurredAt.getTime()))
    .sort((a, b) => a - b)
  return {
    lastSeenAt: seen.length > 0 ? new Date(Math.max(...seen)) : null,
    usualDelayMs: delays[Math.floor(delays.length / 2)] ?? null,
  }
}
