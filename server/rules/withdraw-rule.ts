import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { findRule, type RuleRow, versionInForce } from './queries.ts'
import { touchRuleBook } from './rule-books.ts'
import { ruleVersion } from './tables.ts'

export interface RuleWithdrawal {
  readonly id: string
  /** For the audit log. */
  readonly reason: string
}

/**
 * The kill switch; one person is enough. A version in force pays nothing for deeds done from now on, and
 * neither do the versions before it: none of them comes back by itself. A version that has not begun never
 * begins. What was done before keeps its rule. Rolling back is publishing the earlier body as a new
 * version.
 * Refuses `not-permitted`, `rule-not-found`, and `rule-state` {state} when it was withdrawn, is over or
 * replaced.
 */
export async function withdrawRule(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  { id, reason }: RuleWithdrawal,
): Promise<RuleRow> {
  requirePermission(actor, 'rule.withdraw')
  await touchRuleBook(tx)
  const rule = (await findRule(tx, id)) ?? refuse('rule-not-found')
  const effectiveUntil = await endOf(tx, rule, ctx.now())
  if (effectiveUntil) await endEarlierVersions(tx, rule, effectiveUntil)
  const [withdrawn] = await tx
    .update(ruleVersion)
    .set({ state: 'withdrawn', ...(effectiveUntil && { effectiveUntil }) })
    .where(and(eq(ruleVersion.id, rule.id), eq(ruleVersion.state, rule.state)))
    .returning()
  await recordAudit(tx, ctx, actor, {
    action: 'rule.withdraw',
    subject: rule.id,
    before: { state: rule.state, effectiveUntil: rule.effectiveUntil?.toISOString() ?? null },
    after: { state: 'withdrawn', effectiveUntil: effectiveUntil?.toISOString() ?? null, reason },
  })
  return withdrawn ?? refuse('rule-state', { state: rule.state })
}

/** When a withdrawn version ends: now if it is in force, null if it never began. */
async function endOf(tx: Transaction, rule: RuleRow, now: Date): Promise<Date | null> {
  if (rule.state === 'withdrawn') return refuse('rule-state', { state: rule.state })
  if (rule.state !== 'scheduled' || !rule.effectiveFrom || rule.effectiveFrom >= now) return null
  const inForce = await versionInForce(tx, rule.code, now)
  return inForce?.id === rule.id ? now : refuse('rule-state', { state: 'over' })
}

async function endEarlierVersions(tx: Transaction, { code }: RuleRow, now: Date): Promise<void> {
  await tx
    .update(ruleVersion)
    .set({ effectiveUntil: now })
    .where(
      and(
        eq(ruleVersion.code, code),
        eq(ruleVersion.state, 'scheduled'),
        lt(ruleVersion.effectiveFrom, now),
        or(isNull(ruleVersion.effectiveUntil), gt(ruleVersion.effectiveUntil, now)),
      ),
    )
}
