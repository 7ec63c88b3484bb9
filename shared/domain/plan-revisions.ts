import { dayOf } from './calendar.ts'
import { admissionOf, claimWindowOf, type Deed, type DeedRefusal } from './deed.ts'
import {
  activityKeyOf,
  type DeedOutcome,
  type DeedPlan,
  type KeptDeed,
  knownOutcome,
  type Planning,
  refusedOutcome,
  rivalClaim,
  type StandingActivity,
  type StandingClaim,
  type TallyChange,
} from './deed-plan.ts'
import type { ResidentId } from './ids.ts'
import { account, type Act, joined, type Lot, nothing, type Posting } from './postings.ts'
import { awardPoints, holdPoints, returnHeld, reversePoints } from './postings-award.ts'
import { correctGrams, creditGrams } from './postings-carbon.ts'
import { type Decision, scoreActivity } from './scoring.ts'
import { type DeedPart, partsOf } from './shared-deed.ts'

/** What the batch has changed so far: each revision sees what those before it did. */
interface Ground {
  readonly tallies: Map<string, number>
  readonly budgets: Map<string, number>
  readonly debts: Map<ResidentId, number>
  readonly lots: Map<ResidentId, readonly Lot[]>
}

interface Revised {
  readonly kept: KeptDeed
  readonly posting: Posting
  readonly tallies: readonly TallyChange[]
  readonly claim: StandingClaim | null
}

/**
 * Decides revisions and retractions in the order they arrived: each posts only the difference to what
 * stands. At most one an activity. Changes none of its arguments.
 */
export function planRevisions(deeds: readonly Deed[], planning: Planning): DeedPlan {
  const { standing } = planning
  const ground: Ground = {
    tallies: new Map(standing.tallies),
    budgets: new Map(standing.budgets),
    debts: new Map(standing.debts),
    lots: new Map(standing.lots),
  }
  const revised: Revised[] = []
  const outcomes = deeds.map((deed): DeedOutcome => {
    const known = knownOutcome(deed, standing)
    if (known) return known
    const before = standing.activities.get(activityKeyOf(deed))
    const obstacle = obstacleTo(deed, before)
    if (obstacle || !before) return refusedOutcome(deed.eventId, obstacle ?? { code: 'nothing-to-retract' })
    const result =
      deed.kind === 'retracted'
        ? retract(deed, before, planning, ground)
        : revise(deed, before, planning, ground)
    if ('outcome' in result) return result
    revised.push(result)
    const { centipoints = 0, grams = 0 } = result.kept.decision ?? {}
    return {
      eventId: deed.eventId,
      outcome: result.kept.outcome,
      activityId: deed.activityId,
      centipoints,
      grams,
    }
  })
  return {
    outcomes,
    kept: revised.map(one => one.kept),
    posting: joined(revised.map(one => one.posting)),
    tallies: revised.flatMap(one => one.tallies),
    claims: revised.flatMap(one => one.claim ?? []),
  }
}

function obstacleTo(deed: Deed, before: StandingActivity | undefined): DeedRefusal | null {
  const gone = !before || before.outcome === 'retracted' || before.review === 'refused'
  if (gone)
    return deed.kind === 'retracted'
      ? { code: 'nothing-to-retract' }
      : { code: 'revision-gap', fact: 'revision' }
  if (before.residentId !== deed.residentId || before.actionType !== deed.actionType) {
    return { code: 'subject-changed', fact: 'subject' }
  }
  return deed.revision === before.revision + 1 ? null : { code: 'revision-gap', fact: 'revision' }
}

function retract(deed: Deed, before: StandingActivity, planning: Planning, ground: Ground): Revised {
  const kept: KeptDeed = { deed, outcome: 'retracted', decision: null, replaces: before.activityId }
  const tallies = tallyDifference(deed, before, null)
  apply(ground, tallies)
  return { kept, posting: difference(deed, before, null, planning, ground), tallies, claim: null }
}

function revise(
  deed: Deed,
  before: StandingActivity,
  planning: Planning,
  ground: Ground,
): Revised | DeedOutcome {
  const { standing, book, now, window } = planning
  const admission = admissionOf(deed.occurredAt, now, window)
  if (typeof admission === 'object') return refusedOutcome(deed.eventId, admission)
  const known = book.actionTypes.get(deed.actionType)
  if (!known) return refusedOutcome(deed.eventId, { code: 'action-type-unknown', fact: 'type' })
  const claim = claimWindowOf(deed, known.actionType)
  const rival = rivalClaim(deed, claim, standing.claims.get(deed.residentId) ?? [])
  if (rival) return { ...refusedOutcome(deed.eventId, { code: 'already-claimed' }), first: rival.activityId }
  const decision = scoreActivity(deed, dayOf(now), without(before, ground), book)
  if (admission === 'review' && decision.centipoints > before.centipoints) {
    return refusedOutcome(deed.eventId, { code: 'revision-late', fact: 'time' })
  }
  const tallies = tallyDifference(deed, before, decision)
  apply(ground, tallies)
  const { source, sourceActivityId, activityId } = deed
  return {
    kept: {
      deed: { ...deed, shares: before.shares },
      outcome: isHeld(before) ? 'held' : 'credited',
      decision,
      replaces: before.activityId,
    },
    posting: difference(deed, before, decision, planning, ground),
    tallies,
    claim: { ...claim, source, sourceActivityId, activityId },
  }
}

function isHeld(before: StandingActivity): boolean {
  return before.outcome === 'held' && before.review === null
}

/** Tallies and budgets as if the activity had never been: its next revision is scored against them. */
function without(before: StandingActivity, ground: Ground) {
  const tallies = new Map(ground.tallies)
  for (const [key, amount] of before.tallyUses) tallies.set(key, (tallies.get(key) ?? 0) - amount)
  const budgets = new Map(ground.budgets)
  if (before.budget !== null)
    budgets.set(before.budget, (budgets.get(before.budget) ?? 0) + before.centipoints)
  return { tallies, budgets }
}

function tallyDifference(deed: Deed, before: StandingActivity, decision: Decision | null): TallyChange[] {
  const changes = new Map<string, { amount: number; most: number | null }>()
  for (const [key, amount] of before.tallyUses) changes.set(key, { amount: -amount, most: null })
  for (const { key, amount, limit } of decision?.tallyUses ?? []) {
    changes.set(key, { amount: amount + (changes.get(key)?.amount ?? 0), most: limit })
  }
  return [...changes]
    .filter(([, { amount }]) => amount !== 0)
    .map(([key, { amount, most }]) => ({ activityId: deed.activityId, key, amount, most }))
}

function apply(ground: Ground, tallies: readonly TallyChange[]): void {
  for (const { key, amount } of tallies) ground.tallies.set(key, (ground.tallies.get(key) ?? 0) + amount)
}

/** The posting that takes what stands to what the new decision says. */
function difference(
  deed: Deed,
  before: StandingActivity,
  decision: Decision | null,
  planning: Planning,
  ground: Ground,
): Posting {
  const { activityId, residentId, occurredAt } = deed
  const act = { reference: activityId, residentId, occurredAt }
  const grams = (decision?.grams ?? 0) - before.grams
  const newBudget = decision?.budgetUse?.budget ?? before.budget
  spendBudget(ground, before, decision)
  const total = { before: before.centipoints, after: decision?.centipoints ?? 0 }
  const parts = partsOf(deed, before.shares, total)
  if (isHeld(before)) return joined(parts.map(part => changeHeld(part, before.budget, newBudget)))
  const carbon = grams > 0 ? creditGrams(act, grams) : correctGrams(act, -grams)
  const moved = parts.map(part => {
    const points = part.after - part.before
    if (points === 0) return nothing
    const owner = part.act.residentId
    const one =
      points > 0
        ? awardPoints(part.act, {
            centipoints: points,
            expiresOn: decision?.receipt.expiresOn ?? '',
            budgetId: newBudget,
            debt: ground.debts.get(owner) ?? 0,
          })
        : takeBack(part.act, before, -points, planning, ground)
    settle(ground, owner, one)
    return one
  })
  return joined([...moved, carbon])
}

function changeHeld({ act, before, after }: DeedPart, budget: string | null, newBudget: string | null) {
  if (after > before) return holdPoints(act, { centipoints: after - before, budgetId: newBudget })
  // A reviewer may still refuse what is left, under the activity's own reference.
  const revising = { ...act, reference: `${act.reference}/revised` }
  return returnHeld(revising, { centipoints: before - after, budgetId: budget })
}

function spendBudget(ground: Ground, before: StandingActivity, decision: Decision | null): void {
  if (before.budget !== null) {
    ground.budgets.set(before.budget, (ground.budgets.get(before.budget) ?? 0) + before.centipoints)
  }
  const use = decision?.budgetUse
  if (use) ground.budgets.set(use.budget, (ground.budgets.get(use.budget) ?? 0) - use.centipoints)
}

function takeBack(
  act: Act & { readonly residentId: ResidentId },
  before: StandingActivity,
  centipoints: number,
  { standing }: Planning,
  ground: Ground,
): Posting {
  const expiresOn = before.expiresOn ?? ''
  return reversePoints(act, {
    centipoints,
    expiresOn,
    budgetId: before.budget,
    expired: standing.expired.get(`${act.residentId}/${expiresOn}`) ?? 0,
    lots: ground.lots.get(act.residentId) ?? [],
  })
}

/** Carries a posting's lots and debt over to the next revision of the batch. */
function settle(ground: Ground, residentId: ResidentId, posting: Posting): void {
  const lots = new Map((ground.lots.get(residentId) ?? []).map(lot => [lot.expiresOn, lot.remaining]))
  for (const { expiresOn, amount } of posting.lotMoves)
    lots.set(expiresOn, (lots.get(expiresOn) ?? 0) + amount)
  ground.lots.set(
    residentId,
    [...lots].map(([expiresOn, remaining]) => ({ expiresOn, remaining })),
  )
  const owing = account.debt(residentId)
  let debt = ground.debts.get(residentId) ?? 0
  for (const { debit, credit, amount } of posting.transfers) {
    if (credit === owing) debt += amount
    if (debit === owing) debt -= amount
  }
  ground.debts.set(residentId, debt)
}
