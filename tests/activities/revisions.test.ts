import { describe, expect, it } from 'vitest'
import { transfer } from '#server/ledger/tables.ts'
import { redeemReward } from '#server/rewards/redeem-reward.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { EventGiven, TestPartner } from '#tests/support/partners.ts'

const bike = (id: string, distanceM: number, given: Partial<EventGiven> = {}): EventGiven => ({
  id,
  type: 'bike-ride',
  time: '2026-11-23T01:00:00Z',
  data: { durationS: 900, distanceM },
  ...given,
})
const revised = (revision: number, distanceM: number): EventGiven =>
  bike(`e-${revision}`, distanceM, { activityid: 'e-1', revision })
const withdrawn = (revision: number): EventGiven => ({
  ...revised(revision, 1),
  type: 'bike-ride.retracted',
  data: {},
})

async function withRide(
  distanceM: number,
): Promise<{ town: District; metro: TestPartner; rider: Awaited<ReturnType<District['rider']>> }> {
  const town = await buildDistrict()
  const metro = await town.partner()
  const rider = await town.rider(metro, 'card-1')
  await town.report(metro, bike('e-1', distanceM))
  return { town, metro, rider }
}

const posted = async (town: District, residentId: string) =>
  (await town.ctx.db.reader.select().from(transfer))
    .filter(row => row.residentId === residentId && row.asset === 'PTS')
    .map(row => [row.template, row.amount])
    .sort()

describe('a revision', () => {
  it.each([
    ['more', 5_000, 60],
    ['less', 600, -0],
    ['the same', 1_999, 0],
  ])('that pays %s posts only the difference', async (_, distanceM, difference) => {
    const { town, metro, rider } = await withRide(1_000)
    const [outcome] = await town.report(metro, revised(2, distanceM))
    const points = 50 + difference + 0
    expect(outcome).toMatchObject({ outcome: 'credited', centipoints: points })
    expect(await town.wallet(rider)).toMatchObject({
      spendable: points,
      carbon: Math.floor((distanceM * 933) / 10_000),
    })
    const more = difference > 0 ? [['award', difference]] : []
    expect(await posted(town, rider.id)).toEqual([['award', 50], ...more])
  })

  it('that pays less takes back only the difference', async () => {
    const { town, metro, rider } = await withRide(6_000)
    const [outcome] = await town.report(metro, revised(2, 2_500))
    expect(outcome).toMatchObject({ outcome: 'credited', centipoints: 80, grams: 233 })
    expect(await town.wallet(rider)).toMatchObject({ spendable: 80, carbon: 233 })
    expect(await posted(town, rider.id)).toEqual([
      ['award', 110],
      ['reverse', 30],
    ])
  })

  it('follows a revision that follows a revision, in one batch too', async () => {
    const { town, metro, rider } = await withRide(6_000)
    const outcomes = await town.report(metro, revised(2, 600), revised(3, 2_500), withdrawn(4))
    expect(outcomes.map(one => [one.outcome, one.centipoints])).toEqual([
      ['credited', 50],
      ['credited', 80],
      ['retracted', 0],
    ])
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, carbon: 0, debt: 0 })
  })

  it('leaves the earlier ones to be read, as replaced', async () => {
    const { town, metro, rider } = await withRide(6_000)
    await town.report(metro, revised(2, 600))
    const { body } = await town.get<{
      items: { status: string; revision: number; replaces: string | null }[]
    }>('/me/activities', { as: rider })
    const seen = body.items.map(({ status, revision }) => `${revision} ${status}`).sort()
    expect(seen).toEqual(['1 replaced', '2 credited'])
  })

  it.each([
    ['skips a number', revised(3, 1_000), 'revision-gap'],
    [
      'is of an activity nobody reported',
      bike('n', 1_000, { activityid: 'nothing', revision: 2 }),
      'revision-gap',
    ],
    ['withdraws what nobody reported', { ...withdrawn(2), activityid: 'nothing' }, 'nothing-to-retract'],
    ['is about somebody else', { ...revised(2, 1_000), subject: 'card-2' }, 'subject-changed'],
    ['is another action', { ...revised(2, 1_000), type: 'bus-ride', data: {} }, 'subject-changed'],
  ] as const)('that %s is refused', async (_, event, code) => {
    const { town, metro, rider } = await withRide(6_000)
    await town.rider(metro, 'card-2')
    const [outcome] = await town.report(metro, event)
    expect(outcome).toMatchObject({ outcome: 'refused', code })
    expect((await town.wallet(rider)).spendable).toBe(110)
  })

  it('repeated is a duplicate, and after a withdrawal there is nothing to revise', async () => {
    const { town, metro } = await withRide(6_000)
    await town.report(metro, withdrawn(2))
    const [again, revive, twice] = await town.report(
      metro,
      withdrawn(2),
      bike('e-3', 1_000, { activityid: 'e-1', revision: 3 }),
      { ...withdrawn(3), id: 'e-4' },
    )
    expect(again!.outcome).toBe('duplicate')
    expect(revive).toMatchObject({ outcome: 'refused', code: 'revision-gap' })
    expect(twice).toMatchObject({ outcome: 'refused', code: 'nothing-to-retract' })
  })

  it('may not pay more once the deed is older than a week, but may pay less', async () => {
    const { town, metro, rider } = await withRide(2_500)
    town.clock.advance({ days: 8 })
    const [more, less] = await town.report(metro, revised(2, 9_000), { ...revised(2, 600), id: 'e-2b' })
    expect(more).toMatchObject({ outcome: 'refused', code: 'revision-late' })
    expect(less).toMatchObject({ outcome: 'credited', centipoints: 50 })
    expect((await town.wallet(rider)).spendable).toBe(50)
  })

  it('may not move a ride onto another', async () => {
    const { town, metro } = await withRide(2_500)
    const [other] = await town.report(metro, bike('o', 2_500, { time: '2026-11-23T01:30:00Z' }))
    const [moved] = await town.report(metro, { ...revised(2, 2_500), time: '2026-11-23T01:40:00Z' })
    expect(moved).toMatchObject({ outcome: 'refused', code: 'already-claimed', first: other!.activityId })
  })
})

describe('points that are taken back after they were spent', () => {
  async function spent() {
    const { town, metro, rider } = await withRide(6_000)
    const rewardId = await town.reward({ points: 1 })
    await town.write(tx => redeemReward(tx, town.ctx, { residentId: rider.id, rewardId, deviceKey: null }))
    return { town, metro, rider }
  }

  it('become debt, and the balance is never below zero', async () => {
    const { town, metro, rider } = await spent()
    await town.report(metro, withdrawn(2))
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, debt: 100, carbon: 0 })
  })

  it('are repaid by what is earned next, before anything can be spent', async () => {
    const { town, metro, rider } = await spent()
    await town.report(metro, withdrawn(2))
    await town.report(metro, bike('n-1', 2_500, { time: '2026-11-23T01:30:00Z' }))
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, debt: 20 })
    await town.report(
      metro,
      bike('n-2', 600, { time: '2026-11-23T00:30:00Z' }),
      bike('n-3', 600, { time: '2026-11-23T00:00:00Z' }),
    )
    expect(await town.wallet(rider)).toMatchObject({ spendable: 80, debt: 0 })
  })

  it('come first out of their own lot, then out of others', async () => {
    const { town, metro, rider } = await spent()
    await town.give(rider.id, 5, '2026-12-31')
    await town.report(metro, withdrawn(2))
    expect(await town.wallet(rider)).toMatchObject({
      spendable: 400,
      debt: 0,
      expiringNext: { on: '2026-12-31', centipoints: 400 },
    })
  })

  it('make no debt where they had expired unspent', async () => {
    const { town, metro, rider } = await withRide(6_000)
    town.clock.set('2028-12-01T02:00:00Z')
    await town.report(metro, withdrawn(2))
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, debt: 0, carbon: 0 })
  })
})
