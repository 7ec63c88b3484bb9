import type { PartnerId } from '#shared/domain/ids.ts'
import { c } from '../db/columns.ts'

/** An operator whose systems push what people did. */
export const partner = c.table(
  'partner',
  {
    id: c.id<PartnerId>().primaryKey(),
    /** The client id, and the `source` of its events. */
    code: c.label().notNull(),
    name: c.label().notNull(),
    actionTypes: c.document<string[]>().notNull(),
    /** What its external ids name: people's accounts, or the bins of households. */
    subjects: c.oneOf(['account', 'bin'] as const).notNull(),
    secretHash: c.label().notNull(),
    active: c.flag().notNull(),
    demo: c.flag().notNull(),
    createdAt: c.instant().notNull(),
  },
  t => [c.uniqueIndex('partner_code').on(t.code)],
)
