import { dayOf } from './calendar.ts'
import { admissionOf, claimWindowOf, type Deed } from './deed.ts'
import {
  activityKeyOf,
  type DeedOutcome,
  type DeedPlan,
  type KeptDeed,
  knownOutcome,
  type Planning,
  refusedOutcome,
  rivalClaim,
  type StandingClaim,
  type TallyChange,
} from './deed-plan.ts'
import type { ResidentId } from './ids.ts'
import { joined, type Posting } from './postings.ts'
import { awardPoints, holdPoints } from './postings-award.ts'
import { creditGrams } from './postings-carbon.ts'
import { type Decision, scoreBatch } from './scoring.ts'
import { partsOf } from './shared-deed.ts'

interface Admitted {
  readonly at: number
  readonly deed: Deed
  readonly outcome: 'credited' | 'held'
}

/**
 * Decides a batch of first reports in the order they arrived: duplicates, age, one claim for one deed, then
 * points and grams. No two reports of the batch share an event id or an activity. Changes none of its
 * arguments.
 */
export function planReports(deeds: readonly Deed[], planning: Planning): DeedPlan {
  const { standing, book, now } = planning
  const outcomes: DeedOutcome[] = []
  const admitted: Admitted[] = []
  const claims = new Map<ResidentId, StandingClaim[]>()
  deeds.forEach((deed, at) => {
    const verdict = admit(deed, planning, claims)
    if (typeof verdict === 'object') outcomes[at] = verdict
    else admitted.push({ at, deed, outcome: verdict })
  })
  const decisions = scoreBatch(
    admitted.map(({ deed }) => deed),
    dayOf(now),
    standing,
    book,
  )
  const kept = admitted.map(({ at, deed, outcome }, index): KeptDeed => {
    const decision = decisions[index] as Decision
    const { activityId } = deed
    const { centipoints, grams } = decision
    outcomes[at] = { eventId: deed.eventId, outcome, activityId, centipoints, grams }
    return { deed, outcome, decision, replaces: null }
  })
  return {
    outcomes,
    kept,
    posting: postingOf(kept, new Map(standing.debts)),
    claims: [...claims.values()].flat(),
    tallies: kept.flatMap(tallyChanges),
  }
}

/**
 * What happens to a report before scoring: an answer, or the way it is credited. Takes its claim if it may.
 */
function admit(
  deed: Deed,
  planning: Planning,
  taken: Map<ResidentId, StandingClaim[]>,
): DeedOutcome | 'credited' | 'held' {
  const { standing, book, now, window } = planning
  const known = knownOutcome(deed, standing)
  if (known) return known
  if (standing.activities.has(activityKeyOf(deed))) {
    return { eventId: deed.eventId, outcome: 'conflict', code: 'event-conflict' }
  }
  const admission = admissionOf(deed.occurredAt, now, window)
  if (typeof admission === 'object') return refusedOutcome(deed.eventId, admission)
  const actionType = book.actionTypes.get(deed.actionType)?.actionType
  if (!actionType) return refusedOutcome(deed.eventId, { code: 'action-type-unknown', fact: 'type' })
  const claim = claimWindowOf(deed, actionType)
  const mine = taken.get(deed.residentId) ?? []
  const rival = rivalClaim(deed, claim, standing.claims.get(deed.residentId) ?? [], mine)
  if (rival) return { ...refusedOutcome(deed.eventId, { code: 'already-claimed' }), first: rival.activityId }
  const { source, sourceActivityId, activityId } = deed
  taken.set(deed.residentId, [...mine, { ...claim, source, sourceActivityId, activityId }])
  return admission === 'review' ? 'held' : 'credited'
}

/**
 * Points and grams of the batch. Held deeds wait with both; what a resident owes is repaid from what comes
 * in.
 */
function postingOf(kept: readonly KeptDeed[], debts: Map<ResidentId, number>): Posting {
  return joined(
    kept.map(({ deed, outcome, decision }) => {
      const { activityId, residentId, occurredAt } = deed
      if (!decision) return joined([])
      const budgetId = decision.budgetUse?.budget ?? null
      const expiresOn = decision.receipt.expiresOn ?? ''
      const points = partsOf(deed, deed.shares ?? [], { after: decision.centipoints }).map(part => {
        const centipoints = part.after
        if (outcome === 'held') return holdPoints(part.act, { centipoints, budgetId })
        const debt = debts.get(part.act.residentId) ?? 0
        debts.set(part.act.residentId, debt - Math.min(debt, centipoints))
        return awardPoints(part.act, { centipoints, expiresOn, budgetId, debt })
      })
      if (outcome === 'held') return joined(points)
      const act = { reference: activityId, residentId, occurredAt }
      return joined([...points, creditGrams(act, decision.grams)])
    }),
  )
}

function tallyChanges({ deed, decision }: KeptDeed): TallyChange[] {
  const uses = decision?.tallyUses ?? []
  return uses.map(({ key, amount, limit }) => ({ activityId: deed.activityId, key, amount, most: limit }))
}
