import { and, desc, eq, gte, lt, or } from 'drizzle-orm'
import type { Cursor } from '#shared/domain/cursor.ts'
import type { Reader } from '../db/database.ts'
import { auditEntry } from './tables.ts'

export type AuditRow = typeof auditEntry.$inferSelect

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly subject?: string | undefined
  readonly from: Date | null
  readonly until: Date | null
}

/** Entries of the audit log from one instant until before another, the newest first. */
export function listAudit(
  reader: Reader,
  filter: AuditFilter,
  page: { readonly after: Cursor | null; readonly rows: number },
): Promise<AuditRow[]> {
  const { actor, action, subject, from, until } = filter
  const { after } = page
  const at = after && new Date(after.at)
  return reader
    .select()
    .from(auditEntry)
    .where(
      and(
        actor === undefined ? undefined : eq(auditEntry.actorId, actor),
        action === undefined ? undefined : eq(auditEntry.action, action),
        subject === undefined ? undefined : eq(auditEntry.subject, subject),
        from ? gte(auditEntry.at, from) : undefined,
        until ? lt(auditEntry.at, until) : undefined,
        after && at
          ? or(lt(auditEntry.at, at), and(eq(auditEntry.at, at), lt(auditEntry.id, after.id)))
          : undefined,
      ),
    )
    .orderBy(desc(auditEntry.at), desc(auditEntry.id))
    .limit(page.rows)
}
