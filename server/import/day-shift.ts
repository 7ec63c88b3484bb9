import { addDays, type Day, dayMs, dayOf, startOf } from '#shared/domain/calendar.ts'
import { type CsvFile, readRows } from './read-rows.ts'
import { occurredAtOf, type RowReading } from './row-event.ts'

/**
 * How far all rows move so that the first one that says a time falls on a day, in milliseconds: whole days.
 */
export async function shiftOntoDay(file: CsvFile, reading: RowReading, day: Day): Promise<number> {
  for await (const { rows } of readRows(file, reading.columns)) {
    for (const row of rows) {
      const at = 'fields' in row ? occurredAtOf(row.fields, reading) : null
      if (at) return startOf(day).getTime() - startOf(dayOf(at)).getTime()
    }
  }
  return 0
}

/** `yesterday`, or a day as it stands. */
export function dayNamed(text: string, now: Date): Day {
  return text === 'yesterday' ? addDays(dayOf(now), -1) : text
}

export function daysInMs(days: number): number {
  return days * dayMs
}
