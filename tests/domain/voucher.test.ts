import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Offer, saleObstacle } from '#shared/domain/reward-offer.ts'
import {
  isClosed,
  periodFrom,
  settlementAfter,
  settlementStates,
  type SettlementStep,
  settlementSteps,
} from '#shared/domain/settlement.ts'
import {
  notAfterOf,
  obstacleToUse,
  stateAfter,
  stateAt,
  voucherStates,
  type VoucherStep,
  voucherSteps,
} from '#shared/domain/voucher.ts'

describe('the life of a voucher', () => {
  it('has no way back from cancelled or lapsed, and one way back from accepted', () => {
    const ways = voucherStates.map(state => [state, voucherSteps.filter(step => stateAfter(state, step))])
    expect(Object.fromEntries(ways)).toEqual({
      issued: ['accept', 'cancel', 'lapse'],
      accepted: ['undo'],
      cancelled: [],
      lapsed: [],
    })
    expect(voucherSteps.filter(step => stateAfter(null, step))).toEqual(['issue'])
  })

  it('is never accepted twice without an undo between', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<VoucherStep>(...voucherSteps)), steps => {
        let state: ReturnType<typeof stateAfter> = stateAfter(null, 'issue')
        let accepted = 0
        for (const step of steps) {
          const after = stateAfter(state, step)
          if (after === null) continue
          if (step === 'accept') accepted++
          if (step === 'undo') accepted--
          state = after
          expect([0, 1]).toContain(accepted)
        }
      }),
    )
  })

  it('ends after its last whole day in Chongqing', () => {
    expect(notAfterOf(new Date('2026-11-23T15:59:59Z'), 1)).toEqual(new Date('2026-11-24T16:00:00Z'))
    expect(notAfterOf(new Date('2026-11-23T16:00:00Z'), 1)).toEqual(new Date('2026-11-25T16:00:00Z'))
  })

  it('can be used up to, but without, its last instant', () => {
    const notAfter = new Date('2026-12-01T16:00:00Z')
    const before = new Date(notAfter.getTime() - 1)
    const issued = { state: 'issued', notAfter, acceptedAt: null } as const
    expect([stateAt(issued, before), obstacleToUse(issued, before)]).toEqual(['issued', null])
    expect([stateAt(issued, notAfter), obstacleToUse(issued, notAfter)?.code]).toEqual([
      'lapsed',
      'voucher-lapsed',
    ])
    const used = { state: 'accepted', notAfter, acceptedAt: before } as const
    expect(obstacleToUse(used, notAfter)).toEqual({
      code: 'voucher-already-used',
      facts: { usedAt: before.toISOString() },
    })
  })
})

describe('a sale', () => {
  const now = new Date('2026-11-23T02:00:00Z')
  const offer: Offer = { published: true, merchantActive: true, stock: 1, onSaleFrom: now, onSaleUntil: null }
  const later = new Date(now.getTime() + 1)
  it.each([
    ['is open in its first instant', {}, null],
    ['is not open before', { onSaleFrom: later }, 'reward-not-on-sale'],
    ['is open in its last instant', { onSaleUntil: later }, null],
    ['is over after it', { onSaleUntil: now }, 'reward-not-on-sale'],
    ['ends with the stock', { stock: 0 }, 'reward-sold-out'],
    ['ends with the shop', { merchantActive: false }, 'reward-not-on-sale'],
    ['does not exist before it is published', { published: false, stock: 0 }, 'reward-not-found'],
  ] as const)('%s', (_, change, obstacle) =>
    expect(saleObstacle({ ...offer, ...change }, now)).toBe(obstacle),
  )
})

describe('the life of a settlement', () => {
  it('leads from draft to paid, by way of a dispute, and out of a closed period only by payment', () => {
    const ways = settlementStates.map(state => [
      state,
      settlementSteps.filter(step => settlementAfter(state, step)),
    ])
    expect(Object.fromEntries(ways)).toEqual({
      draft: ['confirm', 'dispute'],
      confirmed: ['pay'],
      disputed: ['return'],
      paid: [],
    })
    for (const state of settlementStates)
      for (const step of settlementSteps as readonly SettlementStep[]) {
        const after = settlementAfter(state, step)
        if (isClosed(state) && after) expect(after).toBe('paid')
      }
  })

  it('leaves no day out between two periods', () => {
    expect(periodFrom(null, '2026-11-03')).toBe('2026-11-03')
    expect(periodFrom('2026-11-30', '2026-12-05')).toBe('2026-12-01')
    expect(periodFrom('2026-11-30', '2026-11-20')).toBe('2026-12-01')
  })
})
