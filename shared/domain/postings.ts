import type { Day } from './calendar.ts'

export const assets = ['PTS', 'CO2E_G'] as const
export type Asset = (typeof assets)[number]

/** The closed set of ways to move points and grams. There is none from resident to resident. */
export const templates = [
  'award',
  'release',
  'refuse',
  'repay',
  'redeem',
  'accept',
  'undo',
  'compensate',
  'cancel',
  'lapse',
  'expire',
  'reverse',
  'adjust',
] as const
export type Template = (typeof templates)[number]

/** One debit, one credit, one positive whole amount of the asset's smallest unit (centipoints, grams). */
export interface Transfer {
  readonly reference: string
  readonly template: Template
  readonly asset: Asset
  readonly debit: string
  readonly credit: string
  readonly amount: number
  readonly residentId: string | null
  readonly occurredAt: Date
}

/** What a transfer of spendable points filled (above zero) or drew on (below zero). */
export interface LotMove {
  readonly reference: string
  readonly residentId: string
  readonly expiresOn: Day
  readonly amount: number
}

/**
 * Transfers and lot moves that belong together. Lot moves of a resident sum to the change of their
 * spendable account.
 */
export interface Posting {
  readonly transfers: readonly Transfer[]
  readonly lotMoves: readonly LotMove[]
}

export interface Lot {
  readonly expiresOn: Day
  readonly remaining: number
}

export const system = {
  issuance: 'issuance',
  breakage: 'breakage',
  debtContra: 'debt-contra',
  baseline: 'baseline',
  /** What the programme bears for second uses of vouchers at tills without network. */
  compensation: 'compensation',
} as const
export const account = {
  spendable: (residentId: string) => `spendable:${residentId}`,
  held: (residentId: string) => `held:${residentId}`,
  debt: (residentId: string) => `debt:${residentId}`,
  carbon: (residentId: string) => `carbon:${residentId}`,
  escrow: (voucherId: string) => `escrow:${voucherId}`,
  redeemed: (merchantId: string) => `redeemed:${merchantId}`,
  budget: (budgetId: string) => `budget:${budgetId}`,
} as const

export const nothing: Posting = { transfers: [], lotMoves: [] }

export function joined(postings: readonly Posting[]): Posting {
  return {
    transfers: postings.flatMap(posting => posting.transfers),
    lotMoves: postings.flatMap(posting => posting.lotMoves),
  }
}

/** A business act of one resident: what names it and when it was done. */
export interface Act {
  /** Such as `act_…/1`; each transfer adds its step. */
  readonly reference: string
  readonly residentId: string
  readonly occurredAt: Date
}

/** One transfer to be made of an act. */
export interface Move {
  readonly step: string
  readonly template: Template
  readonly asset?: Asset
  readonly debit: string
  readonly credit: string
  readonly amount: number
}

export function transferOf(act: Act, move: Move): Transfer {
  return {
    reference: `${act.reference}/${move.step}`,
    template: move.template,
    asset: move.asset ?? 'PTS',
    debit: move.debit,
    credit: move.credit,
    amount: move.amount,
    residentId: act.residentId,
    occurredAt: act.occurredAt,
  }
}

export function lotMoveOf(act: Act, step: string, expiresOn: Day, amount: number): LotMove {
  return { reference: `${act.reference}/${step}`, residentId: act.residentId, expiresOn, amount }
}

/** Where points come from and go back to: a budget, or the programme's own issuance. */
export function fundedBy(budgetId: string | null): string {
  return budgetId === null ? system.issuance : account.budget(budgetId)
}
