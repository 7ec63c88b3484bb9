import { sql } from 'drizzle-orm'
import { evidenceTiers, type Facts } from '#shared/domain/action-type.ts'
import type { ActivityId, HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { c } from '../db/columns.ts'

export const outcomes = ['credited', 'held', 'retracted'] as const

/**
 * Insert-only. One report (one revision of it) that one resident did one deed. Carries its partition key,
 * the month.
 */
export const activity = c.table(
  'activity',
  {
    id: c.id<ActivityId>().primaryKey(),
    /** The partner, or the merchant whose staff attested. */
    source: c.label().notNull(),
    sourceActivityId: c.label().notNull(),
    revision: c.count().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    householdId: c.id<HouseholdId>(),
    actionType: c.label().notNull(),
    evidence: c.oneOf(evidenceTiers).notNull(),
    outcome: c.oneOf(outcomes).notNull(),
    occurredAt: c.instant().notNull(),
    receivedAt: c.instant().notNull(),
    facts: c.document<Facts>().notNull(),
    merchantId: c.id(),
    staffId: c.id(),
    deviceId: c.id(),
    /** The revision before this one, whose points and grams it replaces. */
    replaces: c.id<ActivityId>(),
  },
  t => [
    c.index('activity_resident').on(t.residentId, t.occurredAt, t.id),
    c
      .index('activity_held')
      .on(t.receivedAt, t.id)
      .where(sql`${t.outcome} = 'held'`),
    c.check('activity_revision', sql`${t.revision} >= 1`),
  ],
)

/**
 * Insert-only. The duplicate key of every event for ever, and the key of every revision. Never partitioned.
 */
export const eventKey = c.table(
  'event_key',
  {
    source: c.label().notNull(),
    eventId: c.label().notNull(),
    /** SHA-256 of the event's canonical content: the same id with another content is a conflict. */
    fingerprint: c.label().notNull(),
    sourceActivityId: c.label().notNull(),
    revision: c.count().notNull(),
    activityId: c.id<ActivityId>().notNull(),
  },
  t => [
    c.primaryKey({ columns: [t.source, t.eventId] }),
    c.uniqueIndex('event_key_revision').on(t.source, t.sourceActivityId, t.revision),
  ],
)

/** Insert-only. What the engine decided for an activity, and why. */
export const decision = c.table(
  'decision',
  {
    activityId: c.id<ActivityId>().notNull(),
    seq: c.count().notNull(),
    centipoints: c.count().notNull(),
    grams: c.count().notNull(),
    expiresOn: c.label(),
    receipt: c.document<Receipt>().notNull(),
    decidedAt: c.instant().notNull(),
  },
  t => [
    c.primaryKey({ columns: [t.activityId, t.seq] }),
    // Sealing walks along it.
    c.index('decision_decided').on(t.decidedAt, t.activityId, t.seq),
    c.check('decision_amounts', sql`${t.centipoints} >= 0 and ${t.grams} >= 0`),
  ],
)

/** What caps and day totals have counted so far. `most` is null for a day's total. */
export const tally = c.table(
  'tally',
  {
    key: c.id().primaryKey(),
    used: c.count().notNull(),
    most: c.count(),
  },
  t => [c.check('tally_within', sql`${t.used} >= 0 and (${t.most} is null or ${t.used} <= ${t.most})`)],
)

/** Insert-only. What one decision added to a tally (above zero) or gave back (below zero). */
export const tallyUse = c.table(
  'tally_use',
  {
    activityId: c.id<ActivityId>().notNull(),
    /** 1 when it was decided, 2 when a reviewer refused it. */
    seq: c.count().notNull(),
    key: c.label().notNull(),
    amount: c.count().notNull(),
  },
  t => [c.primaryKey({ columns: [t.activityId, t.seq, t.key] })],
)

/** One deed, one claim: a resident's deeds of one class do not overlap in time (a trigger refuses it). */
export const claim = c.table(
  'claim',
  {
    /** The source and its activity: a revision moves the claim, a retraction gives it up. */
    source: c.label().notNull(),
    sourceActivityId: c.label().notNull(),
    activityId: c.id<ActivityId>().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    class: c.label().notNull(),
    fromAt: c.instant().notNull(),
    untilAt: c.instant().notNull(),
  },
  t => [
    c.primaryKey({ columns: [t.source, t.sourceActivityId] }),
    c.index('claim_resident').on(t.residentId, t.class, t.fromAt),
    c.check('claim_window', sql`${t.untilAt} > ${t.fromAt}`),
    // That it is at most a day long stands in the trigger: the databases count time differently.
  ],
)

/**
 * Where a trip went. Used to score, kept for the claim window, then deleted; the distance stays with the
 * activity.
 */
export const tripDetail = c.table(
  'trip_detail',
  {
    activityId: c.id<ActivityId>().primaryKey(),
    places: c.document<Readonly<Record<string, string>>>().notNull(),
    deleteOn: c.label().notNull(),
  },
  t => [c.index('trip_detail_delete').on(t.deleteOn)],
)

/**
 * Events that were refused: the partner sees them by reason, and the resident's claim finds its
 * explanation.
 */
export const refusedEvent = c.table(
  'refused_event',
  {
    id: c.id().primaryKey(),
    source: c.label().notNull(),
    eventId: c.label().notNull(),
    actionType: c.label(),
    residentId: c.id<ResidentId>(),
    code: c.label().notNull(),
    fact: c.label(),
    receivedAt: c.instant().notNull(),
  },
  t => [
    c.index('refused_event_source').on(t.source, t.receivedAt),
    c.index('refused_event_resident').on(t.residentId, t.receivedAt),
  ],
)

/** What a reviewer decided for a held activity. */
export const review = c.table('review', {
  activityId: c.id<ActivityId>().primaryKey(),
  outcome: c.oneOf(['accepted', 'refused'] as const).notNull(),
  reason: c.label().notNull(),
  reviewerId: c.id().notNull(),
  reviewedAt: c.instant().notNull(),
})

/**
 * Insert-only. Who has a share of a deed's points, where a household shares them; the first takes what
 * rounding leaves. A revision keeps the shares of the first report.
 */
export const deedShare = c.table(
  'deed_share',
  {
    activityId: c.id<ActivityId>().notNull(),
    residentId: c.id<ResidentId>().notNull(),
    place: c.count().notNull(),
    percent: c.count().notNull(),
  },
  t => [
    c.primaryKey({ columns: [t.activityId, t.residentId] }),
    c.index('deed_share_resident').on(t.residentId, t.activityId),
    c.check('deed_share_percent', sql`${t.percent} between 1 and 100`),
  ],
)
