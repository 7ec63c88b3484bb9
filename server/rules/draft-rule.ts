import { eq } from 'drizzle-orm'
import type { RuleBody } from '#shared/domain/rule.ts'
import { checkRule } from '#shared/domain/rule-check.ts'
import { type Doer, doerId, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { budget } from '../ledger/tables.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { findActionType } from '../scenarios/queries.ts'
import { bodyHash } from './body-hash.ts'
import { newestVersion, type RuleRow } from './queries.ts'
import { touchRuleBook } from './rule-books.ts'
import { ruleVersion } from './tables.ts'

export interface RuleDraft {
  /** The rule's own name over all its versions, such as `chongqing-scale.bus-ride`. */
  readonly code: string
  readonly body: RuleBody
}

/**
 * Writes the next version of a rule as a draft. It pays nothing until a second person approved it and it
 * was scheduled.
 * Refuses `not-permitted`, `action-type-not-found`, `rule-invalid` {at, problem, problems},
 * `budget-not-found`, and `rule-code-taken` when the code belongs to a rule of another action type.
 */
export async function draftRule(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  draft: RuleDraft,
): Promise<RuleRow> {
  requirePermission(actor, 'rule.draft')
  await assertSound(tx, draft.body)
  // Drafts wait for each other here, so that two of them do not take the same number.
  await touchRuleBook(tx)
  const newest = await newestVersion(tx, draft.code)
  if (newest && newest.actionType !== draft.body.actionType) refuse('rule-code-taken', { code: draft.code })
  const row: RuleRow = {
    id: ctx.newId('rul'),
    code: draft.code,
    version: (newest?.version ?? 0) + 1,
    actionType: draft.body.actionType,
    state: 'draft',
    body: draft.body,
    bodyHash: bodyHash(draft.body),
    effectiveFrom: null,
    effectiveUntil: null,
    authorId: doerId(actor),
    approverId: null,
    createdAt: ctx.now(),
    approvedAt: null,
    scheduledAt: null,
  }
  await tx.insert(ruleVersion).values(row)
  const { code, version, body } = row
  await recordAudit(tx, ctx, actor, { action: 'rule.draft', subject: row.id, after: { code, version, body } })
  return row
}

async function assertSound(tx: Transaction, body: RuleBody): Promise<void> {
  const actionType = (await findActionType(tx, body.actionType)) ?? refuse('action-type-not-found')
  const problems = checkRule(body, actionType)
  const [first] = problems
  if (first) refuse('rule-invalid', { at: first.at, problem: first.code, problems: problems.length })
  if (body.budget === null) return
  const [payer] = await tx.select({ id: budget.id }).from(budget).where(eq(budget.id, body.budget))
  if (!payer) refuse('budget-not-found')
}
