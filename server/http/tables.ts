import { c } from '../db/columns.ts'

/** Answers of requests that must not run twice. No code and no secret stands in an answer. */
export const idempotentAnswer = c.table(
  'idempotent_answer',
  {
    actor: c.label().notNull(),
    key: c.label().notNull(),
    route: c.label().notNull(),
    fingerprint: c.label().notNull(),
    status: c.count().notNull(),
    /** The answer's text in one piece: of a document a database may change the order of members. */
    body: c.document<{ readonly text: string }>(),
    createdAt: c.instant().notNull(),
  },
  t => [c.primaryKey({ columns: [t.actor, t.key] }), c.index('idempotent_answer_created').on(t.createdAt)],
)
