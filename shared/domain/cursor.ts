/** Where a page ended: the sort key of its last row and the row's id. Opaque to clients. */
export interface Cursor {
  readonly at: number
  readonly id: string
}

/** As text: an instant in milliseconds, through the year 2286, or another sort key; an id or a reference. */
export const cursorPattern = /^(\d{1,13})~([\w/-]{1,120})$/

export function formatCursor({ at, id }: Cursor): string {
  return `${at}~${id}`
}

/** Null when the text was not made by `formatCursor`. */
export function parseCursor(text: string): Cursor | null {
  const [, at, id] = cursorPattern.exec(text) ?? []
  return at && id ? { at: Number(at), id } : null
}
