import { dayOf } from '#shared/domain/calendar.ts'
import { limits } from '../limits.ts'

/**
 * Which of these backups stay: the newest ones, and the last of each of the newest days and months that
 * have one, in Shanghai. Whatever the clock says now, the newest are never thrown away.
 */
export function keptBackups(made: readonly Date[]): Set<Date> {
  const newestFirst = [...made].sort((a, b) => b.getTime() - a.getTime())
  const kept = new Set(newestFirst.slice(0, limits.backupsNewest))
  for (const at of lastOfEach(newestFirst, dayOf).slice(0, limits.backupDays)) kept.add(at)
  const monthOf = (at: Date) => dayOf(at).slice(0, 7)
  for (const at of lastOfEach(newestFirst, monthOf).slice(0, limits.backupMonths)) kept.add(at)
  return kept
}

function lastOfEach(newestFirst: readonly Date[], periodOf: (at: Date) => string): Date[] {
  const last = new Map<string, Date>()
  for (const at of newestFirst) {
    const period = periodOf(at)
    if (!last.has(period)) last.set(period, at)
  }
  return [...last.values()]
}
