import { describe, expect, it } from 'vitest'
import { publishReward } from '#server/rewards/publish-reward.ts'
import type { Reward } from '#shared/contract/rewards.ts'
import { buildDistrict } from '../support/district.ts'

interface RewardPage {
  readonly rewards: Reward[]
  readonly next: string | null
}

describe('the shelf', () => {
  it('shows anybody what is on sale now, sold out or not, in its order, page by page', async () => {
    const district = await buildDistrict()
    const merchantId = await district.merchant({ name: '测试茶馆' })
    const shown = []
    for (const sort of [3, 1, 2, 2, 5])
      shown.push({ sort, id: await district.reward({ merchantId, sort, stock: sort - 1 }) })
    const hidden = [
      { published: false },
      { onSaleFrom: new Date('2026-11-23T02:00:01Z') },
      { onSaleUntil: new Date('2026-11-23T02:00:00Z') },
    ]
    for (const given of hidden) await district.reward({ merchantId, ...given })

    const ids: string[] = []
    let path = '/rewards?limit=2'
    for (;;) {
      const { status, body } = await district.get<RewardPage>(path)
      expect(status).toBe(200)
      expect(body.rewards.length).toBeLessThanOrEqual(2)
      ids.push(...body.rewards.map(one => one.id))
      if (body.next === null) break
      path = `/rewards?limit=2&cursor=${body.next}`
    }

    const inOrder = [...shown].sort((a, b) => a.sort - b.sort || (a.id < b.id ? -1 : 1))
    expect(ids).toEqual(inOrder.map(one => one.id))
  })

  it('tells why a published reward cannot be redeemed now', async () => {
    const district = await buildDistrict()
    const soldOut = await district.reward({ stock: 0 })
    const { body } = await district.get(`/rewards/${soldOut}`)
    expect(body).toMatchObject({ id: soldOut, obstacle: 'reward-sold-out', stock: 0 })
    expect(Object.keys(body)).not.toContain('settlementFen')
  })

  it.each(['rew_00000000000000000000000000', 'nothing', '%00'])('knows no reward %s', async id => {
    const district = await buildDistrict()
    const { status } = await district.get(`/rewards/${id}`)
    expect([400, 404]).toContain(status)
  })

  it.each(['cursor=x', 'cursor=1~', 'limit=0', 'limit=101', 'limit=x', 'sort=1'])(
    'refuses the page %s',
    async query => {
      const district = await buildDistrict()
      const { status, body } = await district.get(`/rewards?${query}`)
      expect([status, body.code]).toEqual([400, 'request-invalid'])
    },
  )

  it('is changed only by those who may', async () => {
    const district = await buildDistrict()
    const rewardId = await district.reward({ published: false } as never)
    const [system, business] = [
      await district.administrator('system'),
      await district.administrator('business'),
    ]
    const publish = (actor: typeof system.actor) =>
      district.write(tx => publishReward(tx, district.ctx, actor, { rewardId, published: true }))
    await expect(publish(system.actor)).rejects.toMatchObject({ code: 'not-permitted' })
    await publish(business.actor)
    expect((await district.get(`/rewards/${rewardId}`)).status).toBe(200)
  })
})
