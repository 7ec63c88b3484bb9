import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { DestinationStream } from 'pino'
import { addDays, type Day, dayOf } from '#shared/domain/calendar.ts'
import type { Context } from './context.ts'
import { limits } from './limits.ts'

const named = /^server-(20\d\d-\d\d-\d\d)\.log$/

/**
 * A file for each Shanghai day in a folder, which several processes may share. A line that cannot be written
 * there, because the disk is full or gone, goes to `otherwise`: logging never stops the server.
 */
export function logFiles(
  folder: string,
  now: () => Date,
  otherwise: (line: string) => void,
): DestinationStream {
  let open: { readonly day: Day; readonly handle: number } | null = null

  function handleOf(day: Day): number {
    if (open?.day === day) return open.handle
    mkdirSync(folder, { recursive: true, mode: 0o750 })
    const handle = openSync(join(folder, `server-${day}.log`), 'a', 0o640)
    if (open) closeSync(open.handle)
    open = { day, handle }
    return handle
  }

  return {
    write(line) {
      try {
        // One call, appended whole: lines of two processes never mix.
        writeSync(handleOf(dayOf(now())), line)
      } catch {
        otherwise(line)
      }
    },
  }
}

/**
 * Which days' logs have been kept long enough: those more than 200 days ago that are not among the newest
 * 200, so that a clock that runs ahead removes nothing that is due to be kept.
 */
export function overdueLogs(days: readonly Day[], today: Day): Day[] {
  const oldest = addDays(today, -limits.logDays)
  return days
    .toSorted()
    .reverse()
    .slice(limits.logDays)
    .filter(day => day < oldest)
}

/** Removes logs whose time is over; nothing that this server did not name. Says how many. */
export async function removeOldLogs(ctx: Pick<Context, 'config' | 'now'>): Promise<number> {
  const folder = ctx.config.logFolder
  if (!folder) return 0
  const days = readdirSync(folder).flatMap(name => named.exec(name)?.[1] ?? [])
  const overdue = overdueLogs(days, dayOf(ctx.now()))
  for (const day of overdue) rmSync(join(folder, `server-${day}.log`))
  return overdue.length
}
