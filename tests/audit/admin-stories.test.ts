import { describe, expect, it } from 'vitest'
import { buildDistrict, type District } from '#tests/support/district.ts'

interface Credentials {
  readonly id: string
  readonly clientId: string
  readonly clientSecret: string
}

async function tokenStatus({ post }: District, { clientId, clientSecret }: Credentials): Promise<number> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  })
  const type = 'application/x-www-form-urlencoded'
  return (await post('/oauth/token', { text: form.toString(), type, key: null })).status
}

describe('a partner let in by an administrator', () => {
  it('signs in with its secret, which a new one replaces, until it is switched off', async () => {
    const district = await buildDistrict()
    const as = await district.administrator('system')
    const body = { code: 'night-bus', name: 'Night bus', actionTypes: ['bus-ride'], subjects: 'account' }
    const first = await district.post<Credentials>('/admin/partners', { as, body })
    expect(first.status).toBe(201)
    expect(await tokenStatus(district, first.body)).toBe(200)
    expect(await district.post('/admin/partners', { as, body })).toMatchObject({
      status: 409,
      body: { code: 'name-taken' },
    })
    const second = await district.post<Credentials>(`/admin/partners/${first.body.id}/rotate`, { as })
    expect(await tokenStatus(district, first.body), 'the old secret').toBe(401)
    expect(await tokenStatus(district, second.body)).toBe(200)
    for (const _ of [1, 2]) {
      const off = await district.post(`/admin/partners/${first.body.id}/deactivate`, { as })
      expect(off).toMatchObject({ status: 200, body: { active: false } })
    }
    expect(await tokenStatus(district, second.body), 'switched off').toBe(401)
  })
})

describe('what residents can redeem', () => {
  it('is a merchant’s, let in by one administrator, and on the shelf by another', async () => {
    const district = await buildDistrict()
    const system = await district.administrator('system')
    const business = await district.administrator('business')
    const merchant = await district.post('/admin/merchants', {
      as: system,
      body: { name: '测试面馆', address: '谢家湾' },
    })
    const owner = { phone: '13900000001', nickname: '老板', role: 'owner' }
    const staffPath = `/admin/merchants/${merchant.body.id}/staff`
    expect((await district.post(staffPath, { as: system, body: owner })).status).toBe(201)
    expect((await district.post(staffPath, { as: system, body: owner })).body.code).toBe('phone-taken')
    const draft = {
      kind: 'coupon',
      title: { zh: '面条券', en: 'Noodles' },
      description: { zh: '一碗', en: 'One bowl' },
      merchantId: merchant.body.id,
      priceCentipoints: 500,
      settlementFen: 800,
      payer: '区级财政',
      fiscalYear: 2026,
      stock: 10,
      perPerson: 1,
      onSaleFrom: '2026-11-01T00:00:00Z',
      validDays: 30,
    }
    const reward = await district.post('/admin/rewards', { as: business, body: draft })
    expect(reward.status).toBe(201)
    const shelf = async () => JSON.stringify((await district.get('/rewards')).body)
    expect(await shelf()).not.toContain(reward.body.id)
    await district.patch(`/admin/rewards/${reward.body.id}`, { as: business, body: { published: true } })
    expect(await shelf()).toContain(reward.body.id)
    const restock = () =>
      district.post(`/admin/rewards/${reward.body.id}/restock`, {
        as: business,
        body: { add: 5 },
        key: 'once',
      })
    expect((await restock()).body).toEqual({ id: reward.body.id, stock: 15 })
    expect((await restock()).body, 'the same key adds once').toEqual({ id: reward.body.id, stock: 15 })
  })
})

describe('public money', () => {
  it('is set aside as a budget, which a rule may pay from', async () => {
    const district = await buildDistrict()
    const as = await district.administrator('business')
    const body = { name: '绿色出行月', source: '区级财政', fiscalYear: 2026, centipoints: 1_000 }
    const budget = await district.post('/admin/budgets', { as, body })
    const { body: list } = await district.get('/admin/budgets', { as })
    expect(list['budgets']).toMatchObject([
      { id: budget.body.id, appropriatedCentipoints: 1_000, leftCentipoints: 1_000 },
    ])
    const { body: rules } = await district.get<{ rules: { body: object }[] }>(
      '/admin/rules?code=chongqing-scale.bus-ride',
      { as },
    )
    const paid = { code: 'campaign.bus', body: { ...rules.rules[0]!.body, budget: budget.body.id } }
    expect((await district.post('/admin/rules', { as, body: paid })).status).toBe(201)
  })
})
