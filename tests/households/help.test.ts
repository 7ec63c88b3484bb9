import { describe, expect, it } from 'vitest'
import { outcomes } from '#tests/identity/front-office.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { TestResident } from '#tests/support/people.ts'
import { inspect, newPhone } from '#tests/vouchers/phone.ts'
import { formatVoucherCode, signedText, stepAt } from '#shared/domain/voucher-code.ts'
import { memberId, moveIn } from './family.ts'

async function elderAndDaughter(points = 100) {
  const town = await buildDistrict()
  const elder = await town.resident({ nickname: '立冬', points })
  const daughter = await town.resident({ nickname: '谷雨' })
  await moveIn(town, elder, daughter)
  const rewardId = await town.reward({ points: 10 })
  return { town, elder, daughter, rewardId }
}

async function helped(
  town: District,
  owner: TestResident,
  aide: TestResident,
  points: number,
  name = '谷雨',
) {
  const body = { memberId: await memberId(town, owner, name), monthlyCentipoints: points * 100 }
  const { id } = (await town.post('/me/help', { as: owner, body })).body
  await town.post(`/me/help/${id}/accept`, { as: aide })
  return id
}

async function redeemFor(town: District, as: TestResident, grantId: string, rewardId: string) {
  const phone = await newPhone()
  const body = { rewardId, deviceKey: phone.deviceKey }
  return { phone, ...(await town.post(`/me/help/${grantId}/redeem`, { as, body })) }
}

describe('somebody who redeems for another', () => {
  it('holds the voucher on their phone, pays with the owner’s points, and both see it', async () => {
    const { town, elder, daughter, rewardId } = await elderAndDaughter()
    const grantId = await helped(town, elder, daughter, 50)
    const { status, body, phone } = await redeemFor(town, daughter, grantId, rewardId)
    expect(status).toBe(201)
    expect(body['redeemedBy']).toBe('aide')
    expect((await town.wallet(elder)).spendable).toBe(9_000)
    expect((await town.wallet(daughter)).spendable).toBe(0)
    const mine = await town.get(`/me/vouchers/${body.id}`, { as: elder })
    expect(mine.body['redeemedBy']).toBe('aide')
    expect((await town.get(`/me/vouchers/${body.id}`, { as: daughter })).body.code).toBe('voucher-not-found')
    const { acts } = (await town.get<{ acts: object[] }>('/me/served', { as: elder })).body
    expect(acts).toMatchObject([
      { act: 'voucher.redeem', by: '谷雨', byKind: 'aide', facts: { centipoints: 1_000 } },
      { act: 'help.accept', by: '谷雨' },
    ])
    const helping = await town.get('/me/helped-vouchers', { as: daughter })
    expect(helping.body['vouchers']).toMatchObject([{ for: '立冬', voucher: { id: body.id } }])

    const path = `/me/helped-vouchers/${body.id}/certificate`
    const shown = (await town.get(path, { as: daughter })).body as Record<string, string>
    const step = stepAt(town.clock.now().getTime())
    const signature = await phone.sign(signedText(shown['deploymentId'] ?? '', body.id, step))
    const code = formatVoucherCode({ certificate: shown['certificate'] ?? '', step, signature })
    const merchant = (mine.body['merchant'] as { id: string }).id
    const clerk = await town.staff(merchant as never)
    const inspected = await inspect(town, clerk, code)
    expect(inspected.body).toMatchObject({ nickname: '立冬' })
    const herself = await town.staff(merchant as never, { phone: daughter.phone! })
    expect((await inspect(town, herself, code)).body.code).toBe('own-voucher')
    expect((await town.get(path, { as: await town.resident() })).body.code).toBe('voucher-not-found')
  })

  it('needs their own yes, and the same household', async () => {
    const { town, elder, daughter, rewardId } = await elderAndDaughter()
    const body = { memberId: await memberId(town, elder, '谷雨'), monthlyCentipoints: 5_000 }
    const { id } = (await town.post('/me/help', { as: elder, body })).body
    expect((await redeemFor(town, daughter, id, rewardId)).body.code).toBe('help-not-active')
    expect((await town.post(`/me/help/${id}/accept`, { as: elder })).body.code).toBe('not-found')
    expect((await town.post('/me/help', { as: elder, body })).body.code).toBe('help-exists')
    expect((await town.post(`/me/help/${id}/accept`, { as: daughter })).status).toBe(204)
    await town.post('/me/household/leave', { as: daughter })
    expect((await redeemFor(town, daughter, id, rewardId)).body.code).toBe('help-not-active')
  })

  it('stays within the month’s limit, however fast they tap, and begins anew with the month', async () => {
    const { town, elder, daughter, rewardId } = await elderAndDaughter()
    const grantId = await helped(town, elder, daughter, 25)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => redeemFor(town, daughter, grantId, rewardId)),
    )
    expect(outcomes(answers.map(one => ({ status: one.status, json: one.body })))).toEqual({
      201: 2,
      'help-month-limit': 3,
    })
    const { helping } = (await town.get<{ helping: object[] }>('/me/help', { as: daughter })).body
    expect(helping).toMatchObject([{ nickname: '立冬', usedCentipoints: 2_000, spendable: 8_000 }])
    // A voucher that was given back does not count.
    const voucherId = answers.find(one => one.status === 201)!.body.id
    await town.post(`/me/vouchers/${voucherId}/cancel`, { as: elder })
    expect((await redeemFor(town, daughter, grantId, rewardId)).status).toBe(201)
    town.clock.advance({ days: 8 })
    expect((await redeemFor(town, daughter, grantId, rewardId)).status).toBe(201)
  })

  it('cannot spend the last points twice: two helpers at once', async () => {
    const { town, elder, daughter, rewardId } = await elderAndDaughter(10)
    const son = await town.resident({ nickname: '白露' })
    await moveIn(town, elder, son)
    const [one, two] = [await helped(town, elder, daughter, 50), await helped(town, elder, son, 50, '白露')]
    const answers = await Promise.all([
      redeemFor(town, daughter, one, rewardId),
      redeemFor(town, son, two, rewardId),
    ])
    expect(outcomes(answers.map(({ status, body }) => ({ status, json: body })))).toEqual({
      201: 1,
      'balance-too-low': 1,
    })
    expect((await town.wallet(elder)).spendable).toBe(0)
  })

  it('stops at once when the owner ends it, also in the same moment', async () => {
    const { town, elder, daughter, rewardId } = await elderAndDaughter()
    const grantId = await helped(town, elder, daughter, 50)
    const [ended, ...redeemed] = await Promise.all([
      town.delete(`/me/help/${grantId}`, { as: elder }),
      redeemFor(town, daughter, grantId, rewardId),
      redeemFor(town, daughter, grantId, rewardId),
    ])
    expect(ended?.status).toBe(204)
    for (const { status, body } of redeemed)
      expect([201, 'help-not-active']).toContain(status === 201 ? 201 : body.code)
    expect((await redeemFor(town, daughter, grantId, rewardId)).body.code).toBe('help-not-active')
    expect((await town.delete(`/me/help/${grantId}`, { as: await town.resident() })).body.code).toBe(
      'not-found',
    )
  })

  it('never moves points to the helper: giving a voucher back pays the owner', async () => {
    const { town, elder, daughter, rewardId } = await elderAndDaughter()
    const grantId = await helped(town, elder, daughter, 50)
    const { body } = await redeemFor(town, daughter, grantId, rewardId)
    expect((await town.post(`/me/vouchers/${body.id}/cancel`, { as: daughter })).body.code).toBe(
      'voucher-not-found',
    )
    await town.post(`/me/vouchers/${body.id}/cancel`, { as: elder })
    expect((await town.wallet(elder)).spendable).toBe(10_000)
    expect((await town.wallet(daughter)).spendable).toBe(0)
  })
})

describe('a child under 14', () => {
  const given = { nickname: '小芽', minorUntil: '2032-05', consent: true }

  async function family() {
    const town = await buildDistrict()
    const guardian = await town.resident({ nickname: '大暑' })
    const { status, body } = await town.post('/me/children', { as: guardian, body: given })
    expect(status).toBe(201)
    return { town, guardian, childId: body.id }
  }

  it('is there only by a guardian’s consent, with a nickname and no phone', async () => {
    const { town, guardian } = await family()
    const { children } = (await town.get<{ children: object[] }>('/me/children', { as: guardian })).body
    expect(children).toMatchObject([{ nickname: '小芽', minor: true, spendable: 0 }])
    for (const body of [
      { ...given, consent: false },
      { ...given, phone: '13800000009' },
      { ...given, minorUntil: '2032-05-17' },
    ])
      expect((await town.post('/me/children', { as: guardian, body })).body.code).toBe('request-invalid')
    for (const minorUntil of ['2026-11', '2040-12', '2010-01'])
      expect(
        (await town.post('/me/children', { as: guardian, body: { ...given, minorUntil } })).body.code,
      ).toBe('child-month-invalid')
  })

  it('earns with the code on the guardian’s phone, and the guardian redeems', async () => {
    const { town, guardian, childId } = await family()
    const shop = await town.merchant()
    const clerk = await town.staff(shop)
    const { code } = (await town.get(`/me/children/${childId}/code`, { as: guardian })).body
    const body = { residentCode: code }
    const plate = await town.post('/merchant/attest/clean-plate/scan', { as: clerk, body })
    expect(plate.body['outcome']).toBe('credited')
    const seen = (await town.get(`/me/children/${childId}`, { as: guardian })).body
    expect(seen['deeds']).toMatchObject([{ actionType: 'clean-plate' }])
    await town.give(childId as never, 10)
    const phone = await newPhone()
    const rewardId = await town.reward({ points: 10, merchantId: shop })
    const asked = { rewardId, deviceKey: phone.deviceKey }
    const redeemed = await town.post(`/me/children/${childId}/redeem`, { as: guardian, body: asked })
    expect(redeemed.body['redeemedBy']).toBe('guardian')
    const vouchers = (await town.get('/me/helped-vouchers', { as: guardian })).body['vouchers']
    expect(vouchers).toMatchObject([{ for: '小芽', voucher: { id: redeemed.body.id } }])
  })

  it('is seen by the guardian alone', async () => {
    const { town, guardian, childId } = await family()
    const other = await town.resident()
    await moveIn(town, guardian, other)
    const phone = await newPhone()
    const body = { rewardId: await town.reward(), deviceKey: phone.deviceKey }
    const answers = [
      await town.get(`/me/children/${childId}`, { as: other }),
      await town.get(`/me/children/${childId}/code`, { as: other }),
      await town.post(`/me/children/${childId}/redeem`, { as: other, body }),
      await town.delete(`/me/children/${childId}`, { as: other }),
    ]
    expect(answers.map(answer => answer.body.code)).toEqual(Array(4).fill('not-found'))
  })

  it('goes with the consent: nothing says who they were, and the guardian may leave', async () => {
    const { town, guardian, childId } = await family()
    await town.give(childId as never, 5)
    expect((await town.post('/me/household/leave', { as: guardian })).body.code).toBe('guardian-stays')
    expect((await town.delete(`/me/children/${childId}`, { as: guardian })).status).toBe(204)
    expect((await town.delete(`/me/children/${childId}`, { as: guardian })).body.code).toBe('not-found')
    expect((await town.get('/me/children', { as: guardian })).body['children']).toEqual([])
    const { residentSecret } = await import('#server/identity/tables.ts')
    const left = await town.ctx.db.reader.select().from(residentSecret)
    expect(left.map(row => row.residentId)).not.toContain(childId)
    expect((await town.post('/me/household/leave', { as: guardian })).status).toBe(204)
  })
})
