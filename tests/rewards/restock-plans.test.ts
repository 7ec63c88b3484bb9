import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { applyRestockPlans } from '#server/rewards/restock-plans.ts'
import { restockPlan, reward } from '#server/rewards/tables.ts'
import type { RestockPlan } from '#shared/contract/restock-plans.ts'
import type { Reward, WaitingPlace } from '#shared/contract/rewards.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { buildDistrict, type District } from '../support/district.ts'
import type { Or } from '../vouchers/phone.ts'

async function treasury(stock = 0) {
  const district = await buildDistrict()
  const treasurer = await district.administrator('business')
  const rewardId = await district.reward({ stock })
  const plan = (dueOn: string, units: number) =>
    district.post<Or<RestockPlan>>(`/admin/rewards/${rewardId}/restock-plans`, {
      as: treasurer,
      body: { dueOn, units },
    })
  return { district, treasurer, rewardId, plan }
}

const stockOf = async ({ ctx }: District, id: RewardId) =>
  (await ctx.db.reader.select({ stock: reward.stock }).from(reward).where(eq(reward.id, id)))[0]?.stock

describe('a planned restock', () => {
  it('is told to residents, the nearest day first and its units together', async () => {
    const { district, rewardId, plan } = await treasury()
    await plan('2026-12-05', 50)
    await plan('2026-11-30', 20)
    await plan('2026-11-30', 10)
    const nextRestock = { on: '2026-11-30', units: 30 }
    expect((await district.get(`/rewards/${rewardId}`)).body).toMatchObject({ nextRestock })
    const { body } = await district.get<{ rewards: Reward[] }>('/rewards')
    expect(body.rewards[0]).toMatchObject({ id: rewardId, nextRestock, obstacle: 'reward-sold-out' })
    const resident = await district.resident()
    const place = await district.post<WaitingPlace>(`/rewards/${rewardId}/waiting-list`, { as: resident })
    expect(place.body).toMatchObject({ ahead: 0, nextRestock })
  })

  it('comes at the first instant of its day in Chongqing, once, though many processes try', async () => {
    const { district, rewardId, plan } = await treasury(1)
    await plan('2026-11-30', 20)
    await plan('2026-12-01', 7)
    const second = await district.secondProcess()
    district.clock.set('2026-11-29T15:59:59.999Z')
    expect(await applyRestockPlans(district.ctx)).toBe(0)
    district.clock.set('2026-11-29T16:00:00Z')
    const tries = [district.ctx, second, district.ctx, second].map(ctx => applyRestockPlans(ctx))
    expect((await Promise.all(tries)).reduce((sum, applied) => sum + applied, 0)).toBe(1)
    expect(await stockOf(district, rewardId)).toBe(21)
    expect((await district.get(`/rewards/${rewardId}`)).body['nextRestock']).toMatchObject({ units: 7 })
  })

  it('goes to those who wait before it goes on the shelf', async () => {
    const { district, rewardId, plan } = await treasury()
    const resident = await district.resident()
    await district.post(`/rewards/${rewardId}/waiting-list`, { as: resident })
    await plan('2026-11-23', 2)
    expect(await applyRestockPlans(district.ctx)).toBe(1)
    expect(await stockOf(district, rewardId)).toBe(1)
    const { body } = await district.get<{ places: WaitingPlace[] }>('/me/waiting-places', { as: resident })
    expect(body.places[0]).toMatchObject({ state: 'offered' })
  })

  it('can be withdrawn until it has come, and leaves a trace', async () => {
    const { district, treasurer, rewardId, plan } = await treasury()
    const [first, other] = [(await plan('2026-11-30', 5)).body, (await plan('2026-11-24', 5)).body]
    const withdraw = (id: string) =>
      district.post<Or<RestockPlan>>(`/admin/restock-plans/${id}/withdraw`, { as: treasurer })
    expect((await withdraw(first.id)).body).toMatchObject({ state: 'withdrawn' })
    expect((await withdraw(first.id)).body.code).toBe('restock-plan-not-found')
    district.clock.advance({ days: 10 })
    expect(await applyRestockPlans(district.ctx)).toBe(1)
    expect((await withdraw(other.id)).body.code).toBe('restock-plan-not-found')
    const listed = await district.get<{ plans: RestockPlan[] }>(`/admin/rewards/${rewardId}/restock-plans`, {
      as: treasurer,
    })
    expect(listed.body.plans.map(({ dueOn, state }) => [dueOn, state])).toEqual([
      ['2026-11-30', 'withdrawn'],
      ['2026-11-24', 'applied'],
    ])
    await expect(district.write(tx => tx.update(restockPlan).set({ units: 9 }))).rejects.toThrow()
    await expect(district.write(tx => tx.delete(restockPlan))).rejects.toThrow()
  })

  it.each([
    ['yesterday', '2026-11-22', 5, 422, 'restock-day-past'],
    ['a day that is none', '2026-02-30', 5, 400, 'request-invalid'],
    ['no unit', '2026-11-30', 0, 400, 'request-invalid'],
  ] as const)('is refused for %s', async (_, dueOn, units, status, code) => {
    const { plan } = await treasury()
    const answer = await plan(dueOn, units)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('is refused beyond twenty to come', async () => {
    const { plan } = await treasury()
    for (let at = 0; at < 20; at++) expect((await plan('2026-11-30', 1)).status).toBe(201)
    expect((await plan('2026-11-30', 1)).body.code).toBe('restock-plans-full')
  })
})
