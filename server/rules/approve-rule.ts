import { and, eq } from 'drizzle-orm'
import { type Doer, doerId, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { findRule, type RuleRow } from './queries.ts'
import { touchRuleBook } from './rule-books.ts'
import { ruleVersion } from './tables.ts'

export interface RuleApproval {
  readonly id: string
  /** The hash of the body that was read: nobody approves what they did not see. */
  readonly bodyHash: string
}

/**
 * A second person approves a draft; from here on its body is frozen.
 * Refuses `not-permitted`, `rule-not-found`, `rule-own-draft` to its author, `rule-changed` when the hash
 * is another, and `rule-state` {state} when it is no draft any more.
 */
export async function approveRule(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  approval: RuleApproval,
): Promise<RuleRow> {
  requirePermission(actor, 'rule.approve')
  await touchRuleBook(tx)
  const draft = (await findRule(tx, approval.id)) ?? refuse('rule-not-found')
  if (draft.state !== 'draft') refuse('rule-state', { state: draft.state })
  const approverId = doerId(actor)
  if (draft.authorId === approverId) refuse('rule-own-draft')
  if (draft.bodyHash !== approval.bodyHash) refuse('rule-changed')
  const [approved] = await tx
    .update(ruleVersion)
    .set({ state: 'approved', approverId, approvedAt: ctx.now() })
    .where(and(eq(ruleVersion.id, draft.id), eq(ruleVersion.state, 'draft')))
    .returning()
  await recordAudit(tx, ctx, actor, {
    action: 'rule.approve',
    subject: draft.id,
    before: { state: draft.state },
    after: { state: 'approved', bodyHash: draft.bodyHash },
  })
  return approved ?? refuse('rule-state', { state: draft.state })
}
