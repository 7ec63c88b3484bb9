import { addDays, type Day } from './calendar.ts'

export const settlementStates = ['draft', 'confirmed', 'disputed', 'paid'] as const
export type SettlementState = (typeof settlementStates)[number]

export const settlementSteps = ['confirm', 'dispute', 'return', 'pay'] as const
export type SettlementStep = (typeof settlementSteps)[number]

interface Move {
  readonly from: SettlementState
  readonly to: SettlementState
}

/** `return`: the programme has answered a dispute, and the merchant decides again. */
const moves: Readonly<Record<SettlementStep, Move>> = {
  confirm: { from: 'draft', to: 'confirmed' },
  dispute: { from: 'draft', to: 'disputed' },
  return: { from: 'disputed', to: 'draft' },
  pay: { from: 'confirmed', to: 'paid' },
}

/** From which state a step leads to which. */
export function settlementMove(step: SettlementStep): Move {
  return moves[step]
}

/** The state a step leads to, or null where a settlement in this state cannot take it. */
export function settlementAfter(state: SettlementState, step: SettlementStep): SettlementState | null {
  return moves[step].from === state ? moves[step].to : null
}

/** A closed period is never changed again; corrections fall into the next. */
export function isClosed(state: SettlementState): boolean {
  return state === 'confirmed' || state === 'paid'
}

/**
 * The first day of a merchant's next period: the day after the last one settled, or the day of the first
 * step there is. Steps that were written late, for a day already settled, do not widen it.
 */
export function periodFrom(lastThrough: Day | null, firstStepOn: Day): Day {
  return lastThrough === null ? firstStepOn : addDays(lastThrough, 1)
}
