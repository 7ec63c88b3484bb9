import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { restockDue } from '#shared/domain/restock-plan.ts'
import { offerUntil, sharedOut } from '#shared/domain/waiting-list.ts'

const count = fc.nat({ max: 50 })
/** A shelf as it may stand: nothing lies on it while somebody waits. */
const shelves = fc
  .record({ stock: count, waiting: count, reserved: count, published: fc.boolean() })
  .map(shelf => (shelf.published && shelf.waiting > 0 ? { ...shelf, stock: 0 } : shelf))

describe('sharing out units that come', () => {
  it('loses none and makes none, and leaves nothing on the shelf while somebody waits', () => {
    const change = fc.record({ add: count, released: count, published: fc.boolean() })
    fc.assert(
      fc.property(shelves, change, (before, { add, released, published }) => {
        const freed = Math.min(released, before.reserved)
        const { shelf, turns } = sharedOut(before, { add, released: freed, published })
        expect(shelf.stock + shelf.reserved).toBe(before.stock + before.reserved + add)
        expect(shelf.waiting).toBe(before.waiting - turns)
        expect(Math.min(shelf.stock, shelf.waiting, shelf.reserved, turns)).toBeGreaterThanOrEqual(0)
        if (published) expect(Math.min(shelf.stock, shelf.waiting)).toBe(0)
        else expect(turns).toBe(0)
      }),
    )
  })
})

describe('how long a unit is kept', () => {
  it.each([
    ['first', '2026-11-22T16:00:00.000Z', '2026-11-25T16:00:00.000Z'],
    ['last', '2026-11-23T15:59:59.999Z', '2026-11-25T16:00:00.000Z'],
  ])('is through the second day after, from the %s instant of a Chongqing day', (_, now, until) => {
    expect(offerUntil(new Date(now), 2, null).toISOString()).toBe(until)
  })

  it('is never past the end of the sale', () => {
    const end = new Date('2026-11-24T04:00:00Z')
    expect(offerUntil(new Date('2026-11-23T02:00:00Z'), 2, end)).toBe(end)
  })
})

it('lets units arrive from the first instant of their day', () => {
  expect(restockDue('2026-11-30', new Date('2026-11-29T15:59:59.999Z'))).toBe(false)
  expect(restockDue('2026-11-30', new Date('2026-11-29T16:00:00Z'))).toBe(true)
})
