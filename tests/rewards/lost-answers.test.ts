import { describe, expect, it } from 'vitest'
import type { Voucher } from '#shared/contract/vouchers.ts'
import { buildDistrict } from '../support/district.ts'
import { newPhone } from '../vouchers/phone.ts'

describe('a redemption whose answer was lost', () => {
  it('can be looked up by its key, without buying anything', async () => {
    const district = await buildDistrict()
    const [resident, other] = [await district.resident({ points: 15 }), await district.resident()]
    const rewardId = await district.reward()
    const { deviceKey } = await newPhone()
    const asked = { as: resident, body: { deviceKey } }
    const lookUp = async (key: string, as = resident) => {
      const { status, body } = await district.get(`/me/redemptions/${key}`, { as })
      return { status, ...body }
    }

    expect(await lookUp('never-sent')).toMatchObject({ status: 404, code: 'redemption-not-found' })
    const bought = await district.post<Voucher>(`/rewards/${rewardId}/redeem`, { ...asked, key: 'first' })
    await district.post(`/rewards/${rewardId}/redeem`, { ...asked, key: 'second' })
    await district.post(`/rewards/${await district.reward({ stock: 0 })}/waiting-list`, {
      as: resident,
      key: 'a-queue',
    })

    expect(await lookUp('first')).toEqual({
      status: 200,
      rewardId,
      voucherId: bought.body.id,
      refusal: null,
    })
    expect(await lookUp('second')).toMatchObject({
      status: 200,
      rewardId,
      voucherId: null,
      refusal: { code: 'balance-too-low' },
    })
    expect(await lookUp('first', other)).toMatchObject({ status: 404 })
    expect(await lookUp('a-queue')).toMatchObject({ status: 404 })
    expect(await district.wallet(resident)).toMatchObject({ spendable: 500 })
  })
})
