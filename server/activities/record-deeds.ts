import type { AdmissionWindow, Deed } from '#shared/domain/deed.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import { planReports } from '#shared/domain/plan-reports.ts'
import { planRevisions } from '#shared/domain/plan-revisions.ts'
import type { CompiledRuleBook } from '#shared/domain/scoring-book.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { readStanding } from './read-standing.ts'
import { writePlan } from './write-plan.ts'

export interface Recording {
  readonly book: CompiledRuleBook
  /** Hold the rows of budgets while deciding; set after a budget ran dry under a decision. */
  readonly lockBudgets: boolean
  /** How old the deeds may be; as old as a report unless somebody decided about them one by one. */
  readonly window?: AdmissionWindow
}

/**
 * Decides and books deeds in the transaction of the caller, and tells what became of each. All are first
 * reports, or all are revisions; no two share an event or an activity. Refuses `account-short` when a
 * budget ran dry since it was read: the caller tries again with its row locked.
 */
export async function recordDeeds(
  tx: Transaction,
  ctx: Context,
  deeds: readonly Deed[],
  { book, lockBudgets, window = limits }: Recording,
): Promise<readonly DeedOutcome[]> {
  if (deeds.length === 0) return []
  const revisions = deeds.some(isRevision)
  const standing = await readStanding(tx, ctx, deeds, { book, revisions, lockBudgets })
  const planning = { standing, book, now: ctx.now(), window }
  const plan = revisions ? planRevisions(deeds, planning) : planReports(deeds, planning)
  await writePlan(tx, ctx, plan)
  return plan.outcomes
}

/** Follows an earlier report of the same activity. */
export function isRevision(report: { readonly kind: Deed['kind']; readonly revision: number }): boolean {
  return report.kind === 'retracted' || report.revision > 1
}
