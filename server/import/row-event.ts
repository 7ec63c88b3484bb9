import type { FactColumn, ImportMap } from '#shared/contract/import-map.ts'
import type { TimeReader } from './local-time.ts'
import type { Columns } from './read-rows.ts'

/** What turns rows into events, worked out once. */
export interface RowReading {
  readonly source: string
  readonly map: ImportMap
  readonly columns: Columns
  readonly readTime: TimeReader
  readonly shiftMs: number
}

/** Who did it, and under which name the row is known. */
export interface RowNaming {
  readonly id: string
  readonly subject: string
}

export function cellOf(fields: readonly string[], columns: Columns, column: string): string {
  return fields[columns.get(column) ?? -1] ?? ''
}

/** When the deed was done, as the file says; null when it does not. */
export function occurredAtOf(fields: readonly string[], { map, columns, readTime }: RowReading): Date | null {
  return readTime(cellOf(fields, columns, map.time.column))
}

/**
 * The CloudEvent a row stands for, as the partner would have sent it. What cannot be read is passed on as it
 * stands: the command refuses it and names it, as it does for a partner.
 */
export function rowEvent(
  fields: readonly string[],
  { id, subject }: RowNaming,
  reading: RowReading,
): unknown {
  const { source, map, columns, shiftMs } = reading
  const at = occurredAtOf(fields, reading)
  const data: Record<string, string | number> = {}
  for (const [fact, column] of Object.entries(map.facts)) {
    const text = cellOf(fields, columns, column.column)
    if (text !== '') data[fact] = factOf(text, column)
  }
  return {
    specversion: '1.0',
    id,
    source,
    type: `${map.actionType}.reported`,
    subject,
    time: at ? new Date(at.getTime() + shiftMs).toISOString() : cellOf(fields, columns, map.time.column),
    data,
  }
}

/** Rounds half up, as `Math.round` does; what is not a number stays a text, which no number fact takes. */
function factOf(text: string, column: FactColumn): string | number {
  switch (column.as) {
    case 'number':
      return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * (column.times ?? 1)) : text
    case 'choice':
      return column.values?.[text] ?? text
    case 'place':
      return text
    default:
      return column satisfies never
  }
}
