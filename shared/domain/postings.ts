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

/** Transfers and lot moves that belong together. Lot moves of a resident sum to the change of their spendable account. */
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

interface Move {
  readonly step: string
  readonly template: Template
  readonly asset?: Asset
  readonly debit: string
  readonly credit: string
  readonly amount: number
}

function transferOf(act: Act, move: Move): Transfer {
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

function lotMoveOf(act: Act, step: string, expiresOn: Day, amount: number): LotMove {
  return { reference: `${act.reference}/${step}`, residentId: act.residentId, expiresOn, amount }
}

/** Grams avoided: baseline → carbon. */
export function creditGrams(act: Act, grams: number): Posting {
  if (grams === 0) return nothing
  const move = {
    step: 'grams',
    template: 'award',
    asset: 'CO2E_G',
    debit: system.baseline,
    amount: grams,
  } as const
  return { transfers: [transferOf(act, { ...move, credit: account.carbon(act.residentId) })], lotMoves: [] }
}

/** Grams taken back in full: carbon → baseline. */
export function correctGrams(act: Act, grams: number): Posting {
  if (grams === 0) return nothing
  const move = {
    step: 'grams',
    template: 'reverse',
    asset: 'CO2E_G',
    credit: system.baseline,
    amount: grams,
  } as const
  return { transfers: [transferOf(act, { ...move, debit: account.carbon(act.residentId) })], lotMoves: [] }
}

/** Where points come from and go back to: a budget, or the programme's own issuance. */
export function fundedBy(budgetId: string | null): string {
  return budgetId === null ? system.issuance : account.budget(budgetId)
}

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

/** Which lots pay for an amount: the named lot first if there is one, then the earliest to expire. */
export function drawOn(
  lots: readonly Lot[],
  amount: number,
  first: Day | null = null,
): {
  readonly draws: readonly { readonly expiresOn: Day; readonly amount: number }[]
  readonly short: number
} {
  const rank = (lot: Lot) => (lot.expiresOn === first ? '' : lot.expiresOn)
  const ordered = [...lots].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  const draws: { expiresOn: Day; amount: number }[] = []
  let short = amount
  for (const lot of ordered) {
    const take = Math.min(short, lot.remaining)
    if (take > 0) draws.push({ expiresOn: lot.expiresOn, amount: take })
    short -= take
  }
  return { draws, short }
}

/** A lot is dead from the first instant of the day after it expires. */
export function liveLots(lots: readonly Lot[], today: Day): Lot[] {
  return lots.filter(lot => lot.expiresOn >= today && lot.remaining > 0)
}

/** Points buy a voucher: spendable → escrow. Null when live lots do not cover the price. */
export function redeemPoints(
  act: Act,
  price: { readonly centipoints: number; readonly voucherId: string },
  lots: readonly Lot[],
): Posting | null {
  const { draws, short } = drawOn(lots, price.centipoints)
  if (short > 0) return null
  return {
    transfers: [
      transferOf(act, {
        step: 'redeem',
        template: 'redeem',
        debit: account.spendable(act.residentId),
        credit: account.escrow(price.voucherId),
        amount: price.centipoints,
      }),
    ],
    lotMoves: draws.map(draw => lotMoveOf(act, 'redeem', draw.expiresOn, -draw.amount)),
  }
}

interface AtCounter {
  readonly voucherId: string
  readonly merchantId: string
  readonly centipoints: number
}

/** A merchant hands the goods over: escrow → the merchant's redeemed account. */
export function acceptVoucher(act: Act, at: AtCounter): Posting {
  const debit = account.escrow(at.voucherId)
  const credit = account.redeemed(at.merchantId)
  return {
    transfers: [
      transferOf(act, { step: 'accept', template: 'accept', debit, credit, amount: at.centipoints }),
    ],
    lotMoves: [],
  }
}

/** An acceptance taken back: the merchant's redeemed account → escrow. */
export function undoVoucher(act: Act, at: AtCounter): Posting {
  const debit = account.redeemed(at.merchantId)
  const credit = account.escrow(at.voucherId)
  return {
    transfers: [transferOf(act, { step: 'undo', template: 'undo', debit, credit, amount: at.centipoints })],
    lotMoves: [],
  }
}

/**
 * An unused voucher gives its points back: escrow → spendable, into the lots they came from. A lot that has lapsed or
 * will within the grace gives way to one that lasts until the end of the grace. What is owed is repaid first.
 */
export function refundVoucher(
  act: Act,
  refund: {
    readonly template: 'cancel' | 'lapse'
    readonly voucherId: string
    readonly centipoints: number
    readonly paidFrom: readonly { readonly expiresOn: Day; readonly amount: number }[]
    readonly graceUntil: Day
    readonly debt: number
  },
): Posting {
  const { residentId } = act
  const back = new Map<Day, number>()
  for (const { expiresOn, amount } of refund.paidFrom) {
    const day = expiresOn < refund.graceUntil ? refund.graceUntil : expiresOn
    back.set(day, (back.get(day) ?? 0) + amount)
  }
  const lots = [...back].map(([expiresOn, remaining]) => ({ expiresOn, remaining }))
  const owed = Math.min(refund.debt, refund.centipoints)
  const credit = account.spendable(residentId)
  const debit = account.escrow(refund.voucherId)
  const { template } = refund
  const returned: Posting = {
    transfers: [transferOf(act, { step: template, template, debit, credit, amount: refund.centipoints })],
    lotMoves: lots.map(lot => lotMoveOf(act, template, lot.expiresOn, lot.remaining)),
  }
  if (owed === 0) return returned
  const repaid: Posting = {
    transfers: [
      transferOf(act, {
        step: 'repay',
        template: 'repay',
        debit: credit,
        credit: system.debtContra,
        amount: owed,
      }),
      transferOf(act, {
        step: 'debt',
        template: 'repay',
        debit: account.debt(residentId),
        credit: system.issuance,
        amount: owed,
      }),
    ],
    lotMoves: drawOn(lots, owed).draws.map(draw => lotMoveOf(act, 'repay', draw.expiresOn, -draw.amount)),
  }
  return joined([returned, repaid])
}

/** Points past their day: spendable → breakage, one transfer a lot. */
export function expireLots(residentId: string, dead: readonly Lot[], at: Date): Posting {
  return joined(
    dead
      .filter(lot => lot.remaining > 0)
      .map(lot => {
        const act = { reference: `expiry/${residentId}/${lot.expiresOn}`, residentId, occurredAt: at }
        const debit = account.spendable(residentId)
        const move = {
          step: 'expire',
          template: 'expire',
          debit,
          credit: system.breakage,
          amount: lot.remaining,
        } as const
        return {
          transfers: [transferOf(act, move)],
          lotMoves: [lotMoveOf(act, 'expire', lot.expiresOn, -lot.remaining)],
        }
      }),
  )
}

/**
 * Points of a deed taken back: from the lot they went into, then from others, the earliest to expire first; what was
 * spent already becomes debt. `expired` is what that lot had lost to expiry: it makes no debt. Due expiry is posted
 * before, so `lots` are live.
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
