import { addDays, dayOf, startOf } from './calendar.ts'

export const voucherStates = ['issued', 'accepted', 'cancelled', 'lapsed'] as const
export type VoucherState = (typeof voucherStates)[number]

export const voucherSteps = ['issue', 'accept', 'undo', 'cancel', 'lapse'] as const
export type VoucherStep = (typeof voucherSteps)[number]

/** What is written down of a voucher: its own steps, and a second use that the programme paid for. */
export const recordedSteps = [...voucherSteps, 'compensate'] as const
export type RecordedStep = (typeof recordedSteps)[number]

/** The steps that change what a merchant is owed. */
export const settledSteps = ['accept', 'undo', 'compensate'] as const satisfies readonly RecordedStep[]
export type SettledStep = (typeof settledSteps)[number]

/** The step of a line of a settlement or of a day: they hold no other. */
export function asSettledStep(step: RecordedStep): SettledStep {
  return step === 'undo' || step === 'compensate' ? step : 'accept'
}

const moves: Readonly<
  Record<VoucherStep, { readonly from: VoucherState | null; readonly to: VoucherState }>
> = {
  issue: { from: null, to: 'issued' },
  accept: { from: 'issued', to: 'accepted' },
  undo: { from: 'accepted', to: 'issued' },
  cancel: { from: 'issued', to: 'cancelled' },
  lapse: { from: 'issued', to: 'lapsed' },
}

/** The state a step leads to, or null where a voucher in this state cannot take it. */
export function stateAfter(state: VoucherState | null, step: VoucherStep): VoucherState | null {
  return moves[step].from === state ? moves[step].to : null
}

export interface VoucherStanding {
  readonly state: VoucherState
  /** It can be used before this instant. */
  readonly notAfter: Date
  readonly acceptedAt: Date | null
}

/** The state people see: past its time an unused voucher has lapsed, whether or not the job has run. */
export function stateAt(standing: VoucherStanding, now: Date): VoucherState {
  return standing.state === 'issued' && now >= standing.notAfter ? 'lapsed' : standing.state
}

export type VoucherObstacle =
  | { readonly code: 'voucher-already-used'; readonly facts: { readonly usedAt: string } }
  | { readonly code: 'voucher-cancelled' | 'voucher-lapsed'; readonly facts: Readonly<Record<string, never>> }

/** Why a voucher cannot be used, or cancelled, at an instant; null when it can. */
export function obstacleToUse(standing: VoucherStanding, now: Date): VoucherObstacle | null {
  const state = stateAt(standing, now)
  switch (state) {
    case 'issued':
      return null
    case 'accepted':
      return { code: 'voucher-already-used', facts: { usedAt: standing.acceptedAt?.toISOString() ?? '' } }
    case 'cancelled':
      return { code: 'voucher-cancelled', facts: {} }
    case 'lapsed':
      return { code: 'voucher-lapsed', facts: {} }
    default:
      return state satisfies never
  }
}

/** The first instant at which a voucher redeemed now is too late: after `validDays` whole Shanghai days. */
export function notAfterOf(issuedAt: Date, validDays: number): Date {
  return startOf(addDays(dayOf(issuedAt), validDays + 1))
}
