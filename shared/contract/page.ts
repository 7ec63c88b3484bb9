import { z } from 'zod'
import { cursorPattern } from '../domain/cursor.ts'
import { anyId } from './fields.ts'

/** Asks for the next page of a list: `cursor` is the `next` of the page before. */
export const PageQuery = z.strictObject({
  cursor: z.string().regex(cursorPattern).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})

export const next = z.string().nullable()

/** An id in a path. What does not even look like one is answered `not-found` without looking for it. */
export const idParam = z.object({ id: anyId })
