import { z } from 'zod'

/** Whole answers are never endless: at most this many rows a page. */
const pageRowsMax = 100

/** What every list takes: where the page before ended, and how many rows to send. */
export const pageQuery = {
  cursor: z
    .string()
    .regex(/^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(pageRowsMax).default(50),
}

/** Null on the last page. */
export const nextCursor = z.string().nullable()

export const Bilingual = z
  .strictObject({ zh: z.string().trim().min(1).max(500), en: z.string().trim().min(1).max(500) })
  .meta({ id: 'Bilingual' })
