import { z } from 'zod'
import { cursorPattern } from '../domain/cursor.ts'

/** Asks for the next page of a list: `cursor` is the `next` of the page before. */
export const PageQuery = z.strictObject({
  cursor: z.string().regex(cursorPattern).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})

export const next = z.string().nullable()

/** An id in a path; what does not exist is answered by the route, not by the shape. */
export const idParam = z.object({ id: z.string().min(1).max(64) })
