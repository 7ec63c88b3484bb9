import { type Cursor, formatCursor, parseCursor } from '#shared/domain/cursor.ts'
import { limits } from '../limits.ts'

/** What a list's query says, with the defaults filled in. */
export interface Page {
  readonly after: Cursor | null
  readonly limit: number
}

export function pageOf(query: {
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}): Page {
  return { after: parseCursor(query.cursor ?? ''), limit: query.limit ?? limits.pageRows }
}

/** Cuts a list that was read with one row more than asked for, and says where the next page begins. */
export function cut<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => Cursor,
): { readonly shown: readonly Row[]; readonly next: string | null } {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { shown, next: last === undefined ? null : formatCursor(cursorOf(last)) }
}
