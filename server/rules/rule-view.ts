import type { z } from 'zod'
import { RuleBodyForm, type RulePage, type RuleQuery, type RuleView } from '#shared/contract/rules.ts'
import type { Reader } from '../db/database.ts'
import { cut, pageOf } from '../http/page.ts'
import { listRules, type RuleRow } from './queries.ts'

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

/** One page of versions, the newest first. */
export async function rulePage(
  reader: Reader,
  query: z.infer<typeof RuleQuery>,
): Promise<z.infer<typeof RulePage>> {
  const { after, limit } = pageOf(query)
  const rows = await listRules(reader, query, { before: after?.id, rows: limit + 1 })
  const { shown, next } = cut(rows, limit, row => ({ at: row.createdAt.getTime(), id: row.id }))
  return { rules: shown.map(ruleView), next }
}
