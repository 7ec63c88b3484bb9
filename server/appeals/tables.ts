import { sql } from 'drizzle-orm'
import type { Finding } from '#shared/domain/appeal-findings.ts'
import { appealStates } from '#shared/domain/appeal.ts'
import type { ActivityId, AppealId, PartnerId, ResidentId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

/**
 * 补登申诉: a resident says that a deed is missing. What was filed and what was answered stay as they are
 * (triggers refuse to change them); the words themselves are sealed with the resident's own key.
 */
export const appeal = c.table(
  'appeal',
  {
    id: c.id<AppealId>().primaryKey(),
    residentId: c.id<ResidentId>().notNull(),
    actionType: c.label().notNull(),
    /** Null where somebody at a counter should have confirmed it. */
    partnerId: c.id<PartnerId>(),
    /** The Shanghai day of the deed. */
    deedOn: c.label().notNull(),
    /** Roughly when, such as `08:15`. */
    deedAt: c.label(),
    wordsSealed: c.label().notNull(),
    /** What the system found and told the resident before they filed. */
    findings: c.document<readonly Finding[]>().notNull(),
    state: c.oneOf(appealStates).notNull(),
    filedAt: c.instant().notNull(),
    dueOn: c.label().notNull(),
    askedAt: c.instant(),
    decidedAt: c.instant(),
    /** The administrator who answered; null when the resident withdrew it. */
    decidedBy: c.id(),
    activityId: c.id<ActivityId>(),
    reason: c.document<{ readonly zh: string; readonly en: string }>(),
  },
  t => [
    c.index('appeal_resident').on(t.residentId, t.filedAt, t.id),
    c
      .index('appeal_waiting')
      .on(t.dueOn, t.id)
      .where(sql`${t.decidedAt} is null`),
    c
      .index('appeal_answered')
      .on(t.decidedAt, t.id)
      .where(sql`${t.decidedAt} is not null`),
    c.check('appeal_waits', sql`(${t.state} in ('open', 'asked')) = (${t.decidedAt} is null)`),
    c.check('appeal_credited', sql`(${t.state} = 'granted') = (${t.activityId} is not null)`),
    c.check('appeal_says_why', sql`(${t.state} = 'refused') = (${t.reason} is not null)`),
  ],
)
