import { and, eq } from 'drizzle-orm'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { findRule, type RuleRow } from './queries.ts'
import { touchRuleBook } from './rule-books.ts'
import { ruleVersion } from './tables.ts'

export interface RuleSchedule {
  readonly id: string
  /** From this instant on it takes the place of the version before it. */
  readonly effectiveFrom: Date
  /** The first instant at which it pays no more, or null for open. */
  readonly effectiveUntil: Date | null
}

/**
 * Puts an approved version in force for deeds done from `effectiveFrom` on: of each rule the version that
 * began last pays, so the one before it needs no edit. Only a preset from the command line may begin in the
 * past.
 * Refuses `not-permitted`, `rule-not-found`, `rule-state` {state}, `rule-window`.
 */
export async function scheduleRule(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  { id, effectiveFrom, effectiveUntil }: RuleSchedule,
): Promise<RuleRow> {
  requirePermission(actor, 'rule.schedule')
  await touchRuleBook(tx)
  const rule = (await findRule(tx, id)) ?? refuse('rule-not-found')
  if (rule.state !== 'approved') refuse('rule-state', { state: rule.state })
  const now = ctx.now()
  if (actor.kind !== 'command' && effectiveFrom < now) refuse('rule-window')
  if (effectiveUntil && effectiveUntil <= effectiveFrom) refuse('rule-window')
  const [scheduled] = await tx
    .update(ruleVersion)
    .set({ state: 'scheduled', effectiveFrom, effectiveUntil, scheduledAt: now })
    .where(and(eq(ruleVersion.id, rule.id), eq(ruleVersion.state, 'approved')))
    .returning()
  await recordAudit(tx, ctx, actor, {
    action: 'rule.schedule',
    subject: rule.id,
    before: { state: rule.state },
    after: {
      state: 'scheduled',
      effectiveFrom: effectiveFrom.toISOString(),
      effectiveUntil: effectiveUntil?.toISOString() ?? null,
    },
  })
  return scheduled ?? refuse('rule-state', { state: rule.state })
}
