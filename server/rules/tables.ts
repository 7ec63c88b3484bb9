import { sql } from 'drizzle-orm'
import type { RuleVersionId } from '#shared/domain/ids.ts'
import type { RuleBody } from '#shared/domain/rule.ts'
import { c } from '../db/columns.ts'

export const ruleStates = ['draft', 'approved', 'scheduled', 'withdrawn'] as const

/**
 * Versions of rules. A scheduled version is in force while its window contains the deed; its body is frozen
 * by a trigger.
 */
export const ruleVersion = c.table(
  'rule_version',
  {
    id: c.id<RuleVersionId>().primaryKey(),
    code: c.label().notNull(),
    version: c.count().notNull(),
    actionType: c.label().notNull(),
    state: c.oneOf(ruleStates).notNull(),
    body: c.document<RuleBody>().notNull(),
    bodyHash: c.label().notNull(),
    effectiveFrom: c.instant(),
    effectiveUntil: c.instant(),
    /** `preset` for the scale that ships with the programme. */
    authorId: c.label().notNull(),
    approverId: c.label(),
    createdAt: c.instant().notNull(),
    approvedAt: c.instant(),
    scheduledAt: c.instant(),
  },
  t => [
    c.uniqueIndex('rule_version_code').on(t.code, t.version),
    c.check('rule_version_four_eyes', sql`${t.approverId} is null or ${t.approverId} <> ${t.authorId}`),
    c.check(
      'rule_version_scheduled',
      sql`${t.state} <> 'scheduled' or (${t.effectiveFrom} is not null and ${
        t.scheduledAt
      } is not null and ${t.approverId} is not null)`,
    ),
    c.check(
      'rule_version_window',
      sql`${t.effectiveUntil} is null or ${t.effectiveUntil} > ${t.effectiveFrom}`,
    ),
  ],
)

/**
 * One row that counts changes of the rule book, so that every process knows when its compiled copy is old.
 */
export const ruleBookStamp = c.table('rule_book_stamp', {
  id: c.count().primaryKey(),
  stamp: c.count().notNull(),
})
