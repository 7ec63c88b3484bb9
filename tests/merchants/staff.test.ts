import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { createMerchant } from '#server/merchants/create-merchant.ts'
import { staff } from '#server/merchants/tables.ts'
import { buildDistrict } from '../support/district.ts'
import { shopWithReward } from '../vouchers/phone.ts'

const clerk = { phone: '13900001111', nickname: '小李' }

describe('the staff of a shop', () => {
  it('is invited by the owner, signs in by phone, and is let go by the owner', async () => {
    const district = await buildDistrict()
    const { owner } = await shopWithReward(district)
    const invited = await district.post<{ id: string; role: string }>('/merchant/staff', {
      as: owner,
      body: clerk,
    })
    expect([invited.status, invited.body.role]).toEqual([201, 'clerk'])

    await district.post('/session/code', { body: { phone: clerk.phone, audience: 'merchant' } })
    const code = district.codes.get(clerk.phone)
    const signedIn = await district.post<{ token: string }>('/session', {
      body: { phone: clerk.phone, code, audience: 'merchant' },
    })
    const as = { token: async () => signedIn.body.token }
    const me = await district.get('/merchant/me', { as })
    expect(me.body).toMatchObject({ nickname: '小李', role: 'clerk', merchant: { name: '测试商户' } })
    expect((await district.get<{ staff: unknown[] }>('/merchant/staff', { as })).body.staff).toHaveLength(3)

    expect((await district.delete(`/merchant/staff/${invited.body.id}`, { as: owner })).status).toBe(204)
    expect((await district.get('/merchant/me', { as })).status).toBe(401)
    const again = await district.post('/merchant/staff', { as: owner, body: clerk })
    expect(again.status).toBe(201)
  })

  it('keeps no phone as it is', async () => {
    const district = await buildDistrict()
    const { owner } = await shopWithReward(district)
    await district.post('/merchant/staff', { as: owner, body: clerk })
    const rows = await district.ctx.db.reader.select().from(staff).where(eq(staff.nickname, clerk.nickname))
    const audited = await district.ctx.db.reader.select().from(auditEntry)
    expect(JSON.stringify([rows, audited])).not.toContain(clerk.phone)
    expect(audited.filter(entry => entry.action === 'staff.create')).toHaveLength(3)
  })

  it('is nobody else’s to change', async () => {
    const district = await buildDistrict()
    const { owner, clerk: colleague } = await shopWithReward(district)
    const elsewhere = await district.staff(await district.merchant(), { role: 'owner' })
    const path = `/merchant/staff/${colleague.actor.staffId}`
    expect((await district.post('/merchant/staff', { as: colleague, body: clerk })).body.code).toBe(
      'not-permitted',
    )
    expect((await district.delete(path, { as: colleague })).body.code).toBe('not-permitted')
    expect((await district.delete(path, { as: elsewhere })).body.code).toBe('staff-not-found')
    const self = `/merchant/staff/${owner.actor.staffId}`
    expect((await district.delete(self, { as: owner })).body.code).toBe('owner-stays')
    const role = await district.post('/merchant/staff', { as: owner, body: { ...clerk, role: 'owner' } })
    expect(role.body.code).toBe('request-invalid')
  })

  it('serves one shop at a time, even when ten invite at once', async () => {
    const district = await buildDistrict()
    const { owner } = await shopWithReward(district)
    await owner.token()
    const invite = () => district.post('/merchant/staff', { as: owner, body: clerk })
    const answers = await Promise.all(Array.from({ length: 10 }, invite))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'phone-taken')).toHaveLength(9)
  })

  it('cannot be added to a shop by those who may not take shops in', async () => {
    const district = await buildDistrict()
    const { actor } = await district.administrator('business')
    const shop = { name: '店', address: '路' }
    await expect(district.write(tx => createMerchant(tx, district.ctx, actor, shop))).rejects.toMatchObject({
      code: 'not-permitted',
    })
  })
})
