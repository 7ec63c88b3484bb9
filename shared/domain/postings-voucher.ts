import type { Day } from './calendar.ts'
import {
  account,
  type Act,
  joined,
  type Lot,
  lotMoveOf,
  type Posting,
  system,
  transferOf,
} from './postings.ts'
import { drawOn } from './postings-lots.ts'

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
 * A second use that a till without network could not know of: the programme's compensation account → the
 * merchant's redeemed account. No resident's wallet is touched: they have paid once.
 */
export function compensateVoucher(act: Omit<Act, 'residentId'>, at: AtCounter): Posting {
  const move = {
    step: 'compensate',
    template: 'compensate',
    debit: system.compensation,
    credit: account.redeemed(at.merchantId),
    amount: at.centipoints,
  } as const
  return { transfers: [{ ...transferOf({ ...act, residentId: '' }, move), residentId: null }], lotMoves: [] }
}

/**
 * An unused voucher gives its points back: escrow → spendable, into the lots they came from. A lot that has
 * lapsed or will within the grace gives way to one that lasts until the end of the grace. What is owed is
 * repaid first.
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
