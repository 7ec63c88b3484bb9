import { RuleBodyForm, type RuleView } from '#shared/contract/rules.ts'
import type { RuleRow } from './queries.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

export function ruleView(row: RuleRow): RuleView {
  const { id, code, version, state, bodyHash, authorId, approverId } = row
  return {
    id,
    code,
    version,
    state,
    body: RuleBodyForm.parse(row.body),
    bodyHash,
    effectiveFrom: iso(row.effectiveFrom),
    effectiveUntil: iso(row.effectiveUntil),
    authorId,
    approverId,
    createdAt: row.createdAt.toISOString(),
    approvedAt: iso(row.approvedAt),
    scheduledAt: iso(row.scheduledAt),
  }
}
