import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildDistrict } from '#tests/support/district.ts'
import type { EventGiven } from '#tests/support/partners.ts'

const cards = ['card-1', 'card-2', 'card-3']
const days = ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22']

/**
 * At most three of a kind for one resident and day, none at the time of another: no cap and no claim binds.
 */
const stream: readonly EventGiven[] = cards.flatMap((subject, card) =>
  days.flatMap((day, at) => [
    { id: `bus-${card}-${at}`, subject, type: 'bus-ride', time: `${day}T01:0${card}:00Z` },
    {
      id: `metro-${card}-${at}`,
      subject,
      type: 'metro-ride',
      time: `${day}T02:0${card}:00Z`,
      data: { entryStation: 'cq.chaotianmen', exitStation: at % 2 ? 'cq.daping' : 'cq.shiqiaopu' },
    },
    {
      id: `bike-${card}-${at}`,
      subject,
      type: 'bike-ride',
      time: `${day}T03:0${card}:00Z`,
      data: { durationS: 900, distanceM: 400 + 1_100 * at },
    },
    ...[300, 450, 777].map((weightG, part) => ({
      id: `pet-${card}-${at}-${part}`,
      subject,
      type: 'recycling',
      time: `${day}T04:${part}${card}:00Z`,
      data: { material: 'pet', weightG },
    })),
  ]),
)

/** The stream as it may arrive: in any order, cut into any batches, some of it twice. */
const arrival = fc
  .tuple(
    fc.shuffledSubarray([...stream], { minLength: stream.length, maxLength: stream.length }),
    fc.subarray([...stream], { maxLength: 20 }),
    fc.array(fc.integer({ min: 8, max: 60 }), { minLength: 1, maxLength: 8 }),
  )
  .map(([shuffled, repeated, sizes]) => {
    const all = [...shuffled, ...repeated]
    const batches: EventGiven[][] = []
    for (let at = 0, n = 0; at < all.length; n++) {
      const size = sizes[n % sizes.length]!
      batches.push(all.slice(at, at + size))
      at += size
    }
    return batches
  })

describe('a stream of reports', () => {
  it('comes to the same points and grams in whatever order it arrives', async () => {
    const town = await buildDistrict({ kept: true })
    let lives = 0
    /** Every run has residents and a partner of its own. */
    const balancesAfter = async (batches: readonly EventGiven[][]) => {
      const life = ++lives
      const partner = await town.partner({
        code: `partner-${life}`,
        actionTypes: ['bus-ride', 'metro-ride', 'bike-ride', 'recycling'],
      })
      const riders = []
      for (const card of cards) riders.push(await town.rider(partner, card))
      for (const batch of batches) await town.report(partner, ...batch)
      const wallets = await Promise.all(riders.map(rider => town.wallet(rider)))
      return wallets.map(({ spendable, carbon }) => ({ spendable, carbon }))
    }
    const inOrder = await balancesAfter([[...stream]])
    expect(inOrder.every(one => one.spendable > 0 && one.carbon > 0)).toBe(true)
    await fc.assert(
      fc.asyncProperty(arrival, async batches => {
        expect(await balancesAfter(batches)).toEqual(inOrder)
      }),
      { numRuns: 4 },
    )
    await town.close()
  })
})
