import { c } from '../db/columns.ts'

/** Insert-only. Every act of an administrator, written in the transaction of the act. */
export const auditEntry = c.table(
  'audit_entry',
  {
    id: c.id().primaryKey(),
    at: c.instant().notNull(),
    actorKind: c.label().notNull(),
    actorId: c.label().notNull(),
    action: c.label().notNull(),
    subject: c.label().notNull(),
    before: c.document<unknown>(),
    after: c.document<unknown>(),
  },
  t => [c.index('audit_entry_at').on(t.at, t.id), c.index('audit_entry_subject').on(t.subject, t.at)],
)
