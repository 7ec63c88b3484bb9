import type { Day } from './calendar.ts'
import {
  account,
  type Act,
  fundedBy,
  joined,
  type Lot,
  lotMoveOf,
  nothing,
  type Posting,
  system,
  type Transfer,
  transferOf,
} from './postings.ts'
import { drawOn } from './postings-lots.ts'

/** Points earned: issuance or budget → spendable. What is owed is repaid from them at once. */
export function awardPoints(
  act: Act,
  award: {
    readonly centipoints: number
    readonly expiresOn: Day
    readonly budgetId: string | null
    readonly debt: number
  },
): Posting {
  if (award.centipoints === 0) return nothing
  const debit = fundedBy(award.budgetId)
  const credit = account.spendable(act.residentId)
  const earned: Posting = {
    transfers: [
      transferOf(act, { step: 'points', template: 'award', debit, credit, amount: award.centipoints }),
    ],
    lotMoves: [lotMoveOf(act, 'points', award.expiresOn, award.centipoints)],
  }
  return joined([earned, repayDebt(act, { owed: award.debt, from: award })])
}

/** Debt repaid out of points that have just come in: spendable → debt-contra, and the debt shrinks. */
function repayDebt(
  act: Act,
  {
    owed,
    from,
  }: { readonly owed: number; readonly from: { readonly centipoints: number; readonly expiresOn: Day } },
): Posting {
  const amount = Math.min(owed, from.centipoints)
  if (amount <= 0) return nothing
  const { residentId } = act
  return {
    transfers: [
      transferOf(act, {
        step: 'repay',
        template: 'repay',
        debit: account.spendable(residentId),
        credit: system.debtContra,
        amount,
      }),
      transferOf(act, {
        step: 'debt',
        template: 'repay',
        debit: account.debt(residentId),
        credit: system.issuance,
        amount,
      }),
    ],
    lotMoves: [lotMoveOf(act, 'repay', from.expiresOn, -amount)],
  }
}

/** Points that wait for review: issuance or budget → held. */
export function holdPoints(
  act: Act,
  award: { readonly centipoints: number; readonly budgetId: string | null },
): Posting {
  if (award.centipoints === 0) return nothing
  const move = {
    step: 'points',
    template: 'award',
    debit: fundedBy(award.budgetId),
    amount: award.centipoints,
  } as const
  return { transfers: [transferOf(act, { ...move, credit: account.held(act.residentId) })], lotMoves: [] }
}

/** A reviewer says yes: held → spendable, expiring as if earned now. */
export function releasePoints(
  act: Act,
  award: { readonly centipoints: number; readonly expiresOn: Day; readonly debt: number },
): Posting {
  if (award.centipoints === 0) return nothing
  const { residentId } = act
  const released: Posting = {
    transfers: [
      transferOf(act, {
        step: 'release',
        template: 'release',
        debit: account.held(residentId),
        credit: account.spendable(residentId),
        amount: award.centipoints,
      }),
    ],
    lotMoves: [lotMoveOf(act, 'release', award.expiresOn, award.centipoints)],
  }
  return joined([released, repayDebt(act, { owed: award.debt, from: award })])
}

/** A reviewer says no, or a held report is withdrawn: held → where the points came from. */
export function returnHeld(
  act: Act,
  award: { readonly centipoints: number; readonly budgetId: string | null },
): Posting {
  if (award.centipoints === 0) return nothing
  const move = {
    step: 'refuse',
    template: 'refuse',
    debit: account.held(act.residentId),
    amount: award.centipoints,
  } as const
  return { transfers: [transferOf(act, { ...move, credit: fundedBy(award.budgetId) })], lotMoves: [] }
}

/**
 * Points of a deed taken back: from the lot they went into, then from others, the earliest to expire first;
 * what was spent already becomes debt. `expired` is what that lot had lost to expiry: it makes no debt. Due
 * expiry is posted before, so `lots` are live.
 */
export function reversePoints(
  act: Act,
  reversal: {
    readonly centipoints: number
    readonly expiresOn: Day
    readonly budgetId: string | null
    readonly expired: number
    readonly lots: readonly Lot[]
  },
): Posting {
  const wanted = reversal.centipoints - Math.min(reversal.centipoints, reversal.expired)
  const { draws, short } = drawOn(reversal.lots, wanted, reversal.expiresOn)
  const { residentId } = act
  const taken = wanted - short
  const transfers: Transfer[] = []
  if (taken > 0) {
    const credit = fundedBy(reversal.budgetId)
    const debit = account.spendable(residentId)
    transfers.push(transferOf(act, { step: 'reverse', template: 'reverse', debit, credit, amount: taken }))
  }
  if (short > 0) {
    const credit = account.debt(residentId)
    transfers.push(
      transferOf(act, { step: 'owe', template: 'reverse', debit: system.debtContra, credit, amount: short }),
    )
  }
  return { transfers, lotMoves: draws.map(draw => lotMoveOf(act, 'reverse', draw.expiresOn, -draw.amount)) }
}
