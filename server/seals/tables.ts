import { sql } from 'drizzle-orm'
import { c } from '../db/columns.ts'
import { sealedKinds } from './block.ts'

/** Insert-only. A block of rows of history, chained to the block before it and signed. */
export const sealBlock = c.table(
  'seal_block',
  {
    /** 1, 2, 3 … without a gap: of two sealers at once one finds its number taken, and begins again. */
    number: c.count().primaryKey(),
    kind: c.oneOf(sealedKinds).notNull(),
    rows: c.count().notNull(),
    firstAt: c.instant().notNull(),
    lastAt: c.instant().notNull(),
    /** True for rows that were found by the nightly sweep, after their time had been swept already. */
    late: c.flag().notNull(),
    sealedAt: c.instant().notNull(),
    /**
     * JSON as it was hashed, never parsed by the database: the key and the SHA-256 of every row, in order.
     */
    members: c.label().notNull(),
    previous: c.label().notNull(),
    hash: c.label().notNull(),
    kid: c.label().notNull(),
    signature: c.label().notNull(),
  },
  t => [
    c.index('seal_block_range').on(t.kind, t.lastAt),
    c.check('seal_block_number', sql`${t.number} >= 1`),
  ],
)
