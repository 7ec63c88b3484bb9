import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#shared/domain/calendar.ts'
import { account, type Lot, type Posting } from '#shared/domain/postings.ts'
import {
  awardPoints,
  holdPoints,
  releasePoints,
  returnHeld,
  reversePoints,
} from '#shared/domain/postings-award.ts'
import { correctGrams, creditGrams } from '#shared/domain/postings-carbon.ts'
import { drawOn, expireLots, liveLots } from '#shared/domain/postings-lots.ts'
import {
  acceptVoucher,
  compensateVoucher,
  redeemPoints,
  refundVoucher,
  undoVoucher,
} from '#shared/domain/postings-voucher.ts'

const act = { reference: 'act_1', residentId: 'res_1', occurredAt: new Date('2026-11-23T02:00:00Z') }
const spendable = account.spendable(act.residentId)
const owing = account.debt(act.residentId)

const amount = fc.integer({ min: 1, max: 1_000_000 })
const none = fc.integer({ min: 0, max: 1_000_000 })
const day = fc.integer({ min: -60, max: 900 }).map(days => addDays('2026-11-23', days))
const budgetId = fc.constantFrom(null, 'bud_1')
const lots: fc.Arbitrary<Lot[]> = fc
  .uniqueArray(day, { maxLength: 6 })
  .chain(days => fc.tuple(...days.map(expiresOn => amount.map(remaining => ({ expiresOn, remaining })))))

const total = (of: readonly Lot[]) => of.reduce((sum, one) => sum + one.remaining, 0)

function change(posting: Posting, name: string): number {
  const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
  const credited = posting.transfers.filter(one => one.credit === name).map(one => one.amount)
  return sum(credited) - sum(posting.transfers.filter(one => one.debit === name).map(one => one.amount))
}

function balances(posting: Posting): number {
  const names = new Set(posting.transfers.flatMap(one => [one.debit, one.credit]))
  return [...names].reduce((sum, name) => sum + change(posting, name), 0)
}

/** What holds of every posting, whatever it is for. */
function expectSound(posting: Posting): void {
  expect(balances(posting)).toBe(0)
  for (const one of posting.transfers) {
    expect(Number.isSafeInteger(one.amount) && one.amount > 0, one.reference).toBe(true)
    expect(one.debit).not.toBe(one.credit)
  }
  const references = posting.transfers.map(one => one.reference)
  expect(new Set(references).size).toBe(references.length)
  const moved = posting.lotMoves.reduce((sum, one) => sum + one.amount, 0)
  expect(moved).toBe(change(posting, spendable))
  for (const { reference } of posting.lotMoves) expect(references).toContain(reference)
  expect(posting.lotMoves.every(one => one.amount !== 0)).toBe(true)
}

const award = fc.record({ centipoints: none, expiresOn: day, budgetId, debt: none })
const refund = fc
  .record({
    lots,
    graceUntil: day,
    debt: none,
    template: fc.constantFrom('cancel' as const, 'lapse' as const),
  })
  .filter(one => one.lots.length > 0)
  .map(({ lots: paid, ...rest }) => ({
    ...rest,
    voucherId: 'vch_1',
    centipoints: total(paid),
    paidFrom: paid.map(one => ({ expiresOn: one.expiresOn, amount: one.remaining })),
  }))
const reversal = fc.record({ centipoints: amount, expiresOn: day, budgetId, expired: none, lots })
const atCounter = amount.map(centipoints => ({ voucherId: 'vch_1', merchantId: 'mer_1', centipoints }))

const every: Record<string, fc.Arbitrary<Posting>> = {
  award: award.map(one => awardPoints(act, one)),
  hold: award.map(one => holdPoints(act, one)),
  release: award.map(one => releasePoints(act, one)),
  return: award.map(one => returnHeld(act, one)),
  reverse: reversal.map(one => reversePoints(act, one)),
  redeem: fc.tuple(amount, lots).map(([centipoints, from]) => {
    return redeemPoints(act, { centipoints, voucherId: 'vch_1' }, from) ?? { transfers: [], lotMoves: [] }
  }),
  accept: atCounter.map(one => acceptVoucher(act, one)),
  undo: atCounter.map(one => undoVoucher(act, one)),
  compensate: atCounter.map(one => compensateVoucher(act, one)),
  refund: refund.map(one => refundVoucher(act, one)),
  expire: lots.map(dead => expireLots('res_1', dead, act.occurredAt)),
  'credit grams': none.map(grams => creditGrams(act, grams)),
  'correct grams': none.map(grams => correctGrams(act, grams)),
}

describe('every kind of posting', () => {
  it.each(Object.entries(every))(
    '%s nets to zero, and its lots follow the spendable account',
    (_, posting) => {
      fc.assert(fc.property(posting, expectSound))
    },
  )
})

describe('what a posting does', () => {
  it('an award repays what is owed, and no more than it brings', () => {
    fc.assert(
      fc.property(award, one => {
        const posting = awardPoints(act, one)
        const repaid = Math.min(one.debt, one.centipoints)
        expect(change(posting, spendable)).toBe(one.centipoints - repaid)
        expect(change(posting, owing)).toBe(0 - repaid)
      }),
    )
  })

  it('a reversal takes from its own lot first, and owes only what was neither there nor expired', () => {
    fc.assert(
      fc.property(reversal, one => {
        const posting = reversePoints(act, one)
        const wanted = Math.max(0, one.centipoints - one.expired)
        const taken = Math.min(wanted, total(one.lots))
        expect(change(posting, spendable)).toBe(0 - taken)
        expect(change(posting, owing)).toBe(wanted - taken)
        const own = one.lots.find(lot => lot.expiresOn === one.expiresOn)
        const fromOwn = posting.lotMoves.find(move => move.expiresOn === one.expiresOn)
        if (own && taken > 0) expect(fromOwn?.amount).toBe(-Math.min(own.remaining, taken))
      }),
    )
  })

  it('a redemption takes the lots that expire first, whole, but the last one', () => {
    fc.assert(
      fc.property(amount, lots, (centipoints, from) => {
        const posting = redeemPoints(act, { centipoints, voucherId: 'vch_1' }, from)
        expect(posting === null).toBe(total(from) < centipoints)
        if (!posting) return
        const sorted = from.toSorted((a, b) => (a.expiresOn < b.expiresOn ? -1 : 1))
        const moves = posting.lotMoves
        expect(moves.map(one => one.expiresOn)).toEqual(
          sorted.slice(0, moves.length).map(one => one.expiresOn),
        )
        for (const [at, move] of moves.slice(0, -1).entries())
          expect(-move.amount).toBe(sorted[at]!.remaining)
      }),
    )
  })

  it('a refund puts no point into a lot that dies within the grace', () => {
    fc.assert(
      fc.property(refund, one => {
        const posting = refundVoucher(act, one)
        for (const move of posting.lotMoves) expect(move.expiresOn >= one.graceUntil).toBe(true)
        expect(change(posting, account.escrow('vch_1'))).toBe(-one.centipoints)
      }),
    )
  })

  it('drawing on lots never takes more than one holds, nor more than is wanted', () => {
    fc.assert(
      fc.property(lots, none, fc.option(day), (from, wanted, first) => {
        const { draws, short } = drawOn(from, wanted, first)
        const drawn = draws.reduce((sum, one) => sum + one.amount, 0)
        expect(drawn + short).toBe(wanted)
        expect(short).toBe(Math.max(0, wanted - total(from)))
        for (const { expiresOn, amount: taken } of draws)
          expect(taken).toBeLessThanOrEqual(from.find(one => one.expiresOn === expiresOn)!.remaining)
      }),
    )
  })

  it('a lot lives through its last day, and not one day longer', () => {
    const one = { expiresOn: '2026-12-31', remaining: 5 }
    expect(liveLots([one], '2026-12-31')).toEqual([one])
    expect(liveLots([one], '2027-01-01')).toEqual([])
    expect(liveLots([{ ...one, remaining: 0 }], '2026-12-31')).toEqual([])
  })
})
