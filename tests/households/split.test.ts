import { describe, expect, it } from 'vitest'
import { reviewActivity } from '#server/activities/review-activity.ts'
import type { ActivityId } from '#shared/domain/ids.ts'
import { binFamily, home } from './family.ts'

/** 1,000 g of bottles pay 160 centipoints. */
const kilogram = 1_000

describe('a household that shares what its bin brings', () => {
  it('gives all to the member who bound the bin until everybody who loses has agreed', async () => {
    const { town, binder, other, weigh, spendable } = await binFamily()
    await weigh('w1', kilogram)
    expect([await spendable(binder), await spendable(other)]).toEqual([160, 0])
    const members = (await home(town, other))!.members
    const shares = members.map(member => ({ memberId: member.id, percent: 50 }))
    const asked = await town.post('/me/household/split', { as: other, body: { shares } })
    expect(asked.status).toBe(201)
    expect((await home(town, binder))?.splitAsked).toMatchObject({ waitingFor: ['大暑'], mayAgree: true })
    expect((await home(town, other))?.splitAsked).toMatchObject({ mayAgree: false, mayWithdraw: true })
    // Who gains has no vote, and a stranger does not see it.
    const path = `/me/household/split/${asked.body.id}/agree`
    expect((await town.post(path, { as: other })).body.code).toBe('not-found')
    expect((await town.post(path, { as: await town.resident() })).body.code).toBe('not-found')
    expect((await town.post(path, { as: binder })).status).toBe(204)
    expect((await town.post(path, { as: binder })).body.code).toBe('split-settled')
    expect(await home(town, binder)).toMatchObject({ split: [], splitNext: { from: '2026-11-24' } })
  })

  it('shares from the next day on, in whole centipoints with the remainder to the binder', async () => {
    const { town, binder, other, weigh, agreeOn, spendable } = await binFamily()
    await agreeOn(34)
    await weigh('today', kilogram)
    expect([await spendable(binder), await spendable(other)]).toEqual([160, 0])
    town.clock.advance({ days: 1 })
    // 161 centipoints: 54.74 and 106.26, floored, the rest to the first.
    await weigh('tomorrow', 1_007)
    expect([await spendable(binder), await spendable(other)]).toEqual([160 + 55, 106])
    expect(await home(town, other)).toMatchObject({ splitNext: null })
    // A deed of yesterday that is reported now is shared as yesterday was.
    const time = new Date(town.clock.now().getTime() - 24 * 3_600_000 + 3_600_000).toISOString()
    await weigh('late', 100, { time })
    expect(await spendable(other)).toBe(106)
  })

  it('tells each what came to them, and shows them the receipt', async () => {
    const { town, other, weigh, agreeOn } = await binFamily()
    await agreeOn(50)
    town.clock.advance({ days: 1 })
    const [deed] = await weigh('w1', kilogram)
    const { body } = await town.get('/me/household/deeds', { as: other })
    expect(body['deeds']).toMatchObject([
      { activityId: deed?.activityId, percent: 50, total: 160, centipoints: 80 },
    ])
    const path = `/me/activities/${deed?.activityId}`
    expect((await town.get(path, { as: other })).status).toBe(200)
    expect((await town.get(path, { as: await town.resident() })).status).toBe(404)
  })

  it('takes each share back where it went, and what was spent becomes that member’s debt', async () => {
    const { town, binder, other, weigh, agreeOn, spendable } = await binFamily()
    await agreeOn(50)
    town.clock.advance({ days: 1 })
    await weigh('w1', kilogram)
    const reward = await town.reward({ points: 0.5 })
    await town.post(`/rewards/${reward}/redeem`, { as: other, body: await phoneBody() })
    await weigh('w1-less', 500, { activityid: 'w1', revision: 2 })
    expect([await spendable(binder), await spendable(other)]).toEqual([40, 0])
    expect((await town.wallet(other)).debt).toBe(10)
    await weigh('w1-more', 2_000, { activityid: 'w1', revision: 3 })
    expect([await spendable(binder), await spendable(other)]).toEqual([160, 110])
    expect((await town.wallet(other)).debt).toBe(0)
    await weigh('w1-gone', 0, { activityid: 'w1', revision: 4, type: 'recycling.retracted', data: {} })
    expect([await spendable(binder), await spendable(other)]).toEqual([0, 0])
    expect((await town.wallet(other)).debt).toBe(50)
  })

  it('keeps the shares of the first report when the household changes in between', async () => {
    const { town, binder, other, weigh, agreeOn, spendable } = await binFamily()
    await agreeOn(50)
    town.clock.advance({ days: 1 })
    await weigh('w1', kilogram)
    await town.post('/me/household/leave', { as: other })
    await weigh('w2', kilogram, { time: new Date(town.clock.now().getTime() + 120_000).toISOString() })
    expect([await spendable(binder), await spendable(other)]).toEqual([80 + 160, 80])
    await weigh('w1-gone', 0, { activityid: 'w1', revision: 2, type: 'recycling.retracted', data: {} })
    expect([await spendable(binder), await spendable(other)]).toEqual([160, 0])
  })

  it('holds each share for review where it belongs', async () => {
    const { town, binder, other, weigh, agreeOn, spendable } = await binFamily()
    await agreeOn(50)
    town.clock.advance({ days: 12 })
    const time = new Date(town.clock.now().getTime() - 10 * 24 * 3_600_000).toISOString()
    const [held] = await weigh('old', kilogram, { time })
    expect(held?.outcome).toBe('held')
    expect([(await town.wallet(binder)).held, (await town.wallet(other)).held]).toEqual([80, 80])
    const reviewer = await town.administrator('business')
    const activityId = held?.activityId as ActivityId
    await reviewActivity(town.ctx, reviewer.actor, { activityId, outcome: 'accepted', reason: '已核对' })
    expect([await spendable(binder), await spendable(other)]).toEqual([80, 80])
  })

  it('keeps the household’s caps whatever the shares', async () => {
    const { town, binder, other, weigh, agreeOn, spendable } = await binFamily()
    await agreeOn(50)
    town.clock.advance({ days: 1 })
    await weigh('heavy', 40_000)
    expect([await spendable(binder), await spendable(other)]).toEqual([750, 750])
  })

  it('takes the last word of one day, and refuses what does not come to a hundred', async () => {
    const { town, binder, other, agreeOn } = await binFamily()
    await agreeOn(60)
    await agreeOn(30)
    town.clock.advance({ days: 1 })
    expect((await home(town, other))?.split.map(share => share.percent)).toEqual([30, 70])
    const [one] = (await home(town, binder))!.members
    const body = { shares: [{ memberId: one!.id, percent: 99 }] }
    expect((await town.post('/me/household/split', { as: binder, body })).body.code).toBe('split-invalid')
    await town.post('/me/household/split', { as: binder, body: { shares: [] } })
    expect((await home(town, other))?.splitAsked).toMatchObject({ shares: [], mayAgree: true })
    const { id } = (await home(town, other))!.splitAsked!
    expect((await town.post(`/me/household/split/${id}/decline`, { as: other })).status).toBe(204)
    expect(await home(town, other)).toMatchObject({ splitAsked: null })
  })
})

async function phoneBody() {
  const { newPhone } = await import('#tests/vouchers/phone.ts')
  return { deviceKey: (await newPhone()).deviceKey }
}
