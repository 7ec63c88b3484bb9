import type { z } from 'zod'
import type { AuditPage } from '#shared/contract/admin.ts'
import type { AuditRow } from './queries.ts'

type Entry = z.infer<typeof AuditPage>['entries'][number]

export function auditView({ id, at, actorKind, actorId, action, subject, before, after }: AuditRow): Entry {
  return {
    id,
    at: at.toISOString(),
    actor: { kind: actorKind, id: actorId },
    action,
    subject,
    before,
    after,
  }
}
