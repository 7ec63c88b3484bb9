import type { Day } from './calendar.ts'
import { quantityOf } from './facts.ts'
import type { CutReason, LineReceipt } from './receipt.ts'
import type { ScorableActivity, ScoringState, TallyUse } from './scoring.ts'
import { shareOf, worthAdded, worthOf } from './scoring-award.ts'
import type { CompiledRule } from './scoring-book.ts'
import { applyCaps, totalKey, useOf } from './scoring-caps.ts'

export interface ScoredLine {
  readonly line: LineReceipt
  readonly tallyUses: readonly TallyUse[]
}

/**
 * What one rule pays for one deed that it applies to, after weight, campaigns, caps and budget, in that
 * order.
 */
export function scoreLine(
  rule: CompiledRule,
  activity: ScorableActivity,
  day: Day,
  grams: number,
  state: ScoringState,
): ScoredLine {
  const { version, award } = rule
  const { code, body } = version
  const weightPercent = rule.weightOf(activity.evidence) ?? 0
  const campaigns = rule.multipliers.filter(campaign => campaign.holds(day, activity.facts))
  const share = shareOf(weightPercent, campaigns)

  const fed =
    award.fact === null ? (award.feedsOnGrams ? grams : null) : quantityOf(activity.facts, award.fact)
  const total = award.totalOf === null ? null : totalKey(code, award.totalOf, activity, day)
  const totalBefore = total === null ? null : (state.tallies.get(total) ?? 0)
  const worth =
    totalBefore === null ? worthOf(award, fed ?? 0, share) : worthAdded(award, totalBefore, fed ?? 0, share)

  const capped = applyCaps(code, body.caps, worth.rounded, activity, day, state.tallies)
  const { awarded, cut } = applyBudget(body.budget, capped.awarded, capped.cut, state.budgets)

  const tallyUses: TallyUse[] = []
  if (total !== null && fed) tallyUses.push({ key: total, limit: null, amount: fed })
  const caps = capped.caps.map(({ cap, key, usedBefore }) => {
    const used = useOf(cap, awarded)
    if (key !== '' && used > 0) tallyUses.push({ key, limit: cap.limit, amount: used })
    return {
      code: cap.code,
      key,
      per: cap.per,
      of: cap.of,
      unit: cap.unit,
      limit: cap.limit,
      usedBefore,
      used,
    }
  })
  const line: LineReceipt = {
    rule: code,
    ruleVersion: version.id,
    version: version.version,
    because: rule.conditions.tested(activity.facts),
    award: body.award,
    quantity: fed,
    totalBefore,
    weightPercent,
    multipliers: campaigns.map(({ code, percent }) => ({ code, percent })),
    raw: worth.raw,
    rounded: worth.rounded,
    caps,
    awarded,
    cut,
    budget: body.budget,
  }
  return { line, tallyUses }
}

/** A line that does not fit into what a budget has left pays nothing, never a part. */
function applyBudget(
  budget: string | null,
  amount: number,
  cut: CutReason | null,
  budgets: ReadonlyMap<string, number>,
): { readonly awarded: number; readonly cut: CutReason | null } {
  if (budget === null || amount <= (budgets.get(budget) ?? 0)) return { awarded: amount, cut }
  return amount === 0 ? { awarded: 0, cut } : { awarded: 0, cut: { by: 'budget-empty', budget } }
}
