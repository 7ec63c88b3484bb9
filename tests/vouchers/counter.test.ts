import { describe, expect, it } from 'vitest'
import { removeStaff } from '#server/merchants/remove-staff.ts'
import type { CounterStep } from '#shared/contract/merchants.ts'
import { buildDistrict } from '../support/district.ts'
import type { TestStaff } from '../support/people.ts'
import { accept, acceptWith, inspect, redeem, shopWithReward, shownCode, undo } from './phone.ts'

async function shopAndVoucher() {
  const district = await buildDistrict()
  const shop = await shopWithReward(district)
  return { district, ...shop, held: await redeem(district, shop.resident, shop.rewardId) }
}

describe('accepting a voucher', () => {
  it('ends it, and owes the merchant its settlement', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const { status, body } = await accept(district, clerk, held)
    expect(status).toBe(200)
    expect(body).toEqual({
      voucherId: held.id,
      title: { zh: '测试券', en: 'Test coupon' },
      settlementFen: 500,
      acceptedAt: '2026-11-23T02:00:00.000Z',
      undoUntil: '2026-11-23T02:05:00.000Z',
    })
    const shown = await district.get(`/me/vouchers/${held.id}`, { as: held.owner })
    expect(shown.body).toMatchObject({ state: 'accepted', acceptedAt: '2026-11-23T02:00:00.000Z' })
  })

  it('happens once: the second scan says when it was used', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const code = await shownCode(district, held)
    await accept(district, clerk, held)
    const again = await inspect(district, clerk, code)
    expect([again.status, again.body.code]).toEqual([409, 'voucher-already-used'])
    expect(again.body.facts).toEqual({ usedAt: '2026-11-23T02:00:00.000Z' })
  })

  it('outlasts a queue of two minutes, and no longer', async () => {
    const { district, clerk, resident, rewardId, held } = await shopAndVoucher()
    const other = await redeem(district, resident, rewardId)
    const first = (await inspect(district, clerk, await shownCode(district, held))).body.acceptanceToken
    const second = (await inspect(district, clerk, await shownCode(district, other))).body.acceptanceToken
    district.clock.advance({ seconds: 119 })
    expect((await acceptWith(district, clerk, first)).status).toBe(200)
    district.clock.advance({ seconds: 1 })
    const late = await acceptWith(district, clerk, second)
    expect([late.status, late.body.code]).toEqual([410, 'code-expired'])
  })

  it('answers a repeat as it answered first, even when the token is old by now', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const { acceptanceToken } = (await inspect(district, clerk, await shownCode(district, held))).body
    const send = () => acceptWith(district, clerk, acceptanceToken, 'till-1-42')
    const first = await send()
    district.clock.advance({ minutes: 10 })
    const again = await send()
    expect([again.status, again.body]).toEqual([200, first.body])
  })

  it('takes only the token of the one who inspected', async () => {
    const { district, clerk, owner, held } = await shopAndVoucher()
    const { acceptanceToken } = (await inspect(district, clerk, await shownCode(district, held))).body
    const others = await acceptWith(district, owner, acceptanceToken)
    expect([others.status, others.body.code]).toEqual([422, 'code-invalid'])
    for (const forged of [
      'x',
      `${acceptanceToken}x`,
      acceptanceToken.replace(/^[^.]+/, 'eyJhbGciOiJub25lIn0'),
    ]) {
      const answer = await acceptWith(district, clerk, forged)
      expect([answer.status, answer.body.code]).toEqual([422, 'code-invalid'])
    }
  })

  it('is refused at another shop in the words for a voucher that does not exist', async () => {
    const { district, held } = await shopAndVoucher()
    const elsewhere = await district.staff(await district.merchant())
    const { status, body } = await inspect(district, elsewhere, await shownCode(district, held))
    expect([status, body.code]).toEqual([404, 'voucher-unknown'])
  })

  it('is refused to the one whose voucher it is', async () => {
    const { district, merchantId, rewardId } = await shopAndVoucher()
    const self = await district.resident({ points: 10, phone: '13911112222' })
    const selfAtWork = await district.staff(merchantId, { phone: '13911112222' })
    const held = await redeem(district, self, rewardId)
    const { status, body } = await inspect(district, selfAtWork, await shownCode(district, held))
    expect([status, body.code]).toEqual([403, 'own-voucher'])
  })

  it('is refused from the first instant after its time', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    district.clock.set('2026-12-23T15:59:30Z')
    const { acceptanceToken } = (await inspect(district, clerk, await shownCode(district, held))).body
    district.clock.set('2026-12-23T16:00:00Z')
    const { status, body } = await acceptWith(district, clerk, acceptanceToken)
    expect([status, body.code]).toEqual([410, 'voucher-lapsed'])
  })

  it('is refused to those who do not serve any more, and to residents', async () => {
    const { district, clerk, owner, resident, held } = await shopAndVoucher()
    const code = await shownCode(district, held)
    await clerk.token()
    await district.write(tx => removeStaff(tx, district.ctx, owner.actor, clerk.actor.staffId))
    expect((await inspect(district, clerk, code)).status).toBe(401)
    expect((await inspect(district, resident as never, code)).status).toBe(401)
  })
})

describe('one voucher at 200 tills', () => {
  it('is accepted once', async () => {
    const { district, merchantId, held } = await shopAndVoucher()
    const tills: TestStaff[] = []
    for (let at = 0; at < 20; at++) tills.push(await district.staff(merchantId))
    const code = await shownCode(district, held)
    const tokens: string[] = []
    for (const till of tills) tokens.push((await inspect(district, till, code)).body.acceptanceToken)

    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, at) => acceptWith(district, tills[at % 20]!, tokens[at % 20]!)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'voucher-already-used')).toHaveLength(199)
    const day = await district.get('/merchant/vouchers', { as: tills[0]! })
    expect(day.body).toMatchObject({ accepted: 1, totalFen: 500 })
  })
})

describe('undoing an acceptance', () => {
  it('makes the voucher good again, and owes the merchant nothing', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    await accept(district, clerk, held)
    const { status, body } = await undo(district, clerk, held.id)
    expect([status, body]).toEqual([
      200,
      { voucherId: held.id, settlementFen: 500, undoneAt: '2026-11-23T02:00:00.000Z' },
    ])
    const day = (await district.get<{ steps: CounterStep[] }>('/merchant/vouchers', { as: clerk })).body
    expect(day).toMatchObject({ accepted: 1, undone: 1, totalFen: 0 })
    expect(day.steps.map(step => [step.step, step.amountFen, step.reason])).toEqual([
      ['accept', 500, null],
      ['undo', -500, '扫错了'],
    ])
    expect((await accept(district, clerk, held)).status).toBe(200)
  })

  it('is open to any staff for five minutes, then to the owner alone', async () => {
    const { district, clerk, owner, held } = await shopAndVoucher()
    await accept(district, owner, held)
    district.clock.advance({ minutes: 5 })
    expect((await undo(district, clerk, held.id)).status).toBe(200)
    await accept(district, clerk, held)
    district.clock.advance({ minutes: 5, seconds: 1 })
    const late = await undo(district, clerk, held.id)
    expect([late.status, late.body.code, late.body.facts]).toEqual([403, 'undo-too-late', { minutes: 5 }])
    expect((await undo(district, owner, held.id)).status).toBe(200)
  })

  it('cannot be done by another shop, or to what was not accepted', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    expect((await undo(district, clerk, held.id)).body.code).toBe('voucher-not-accepted')
    await accept(district, clerk, held)
    const elsewhere = await district.staff(await district.merchant(), { role: 'owner' })
    expect((await undo(district, elsewhere, held.id)).body.code).toBe('voucher-unknown')
    expect((await undo(district, clerk, district.ctx.newId('vch'))).body.code).toBe('voucher-unknown')
  })

  it('happens once of twenty at once', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    await accept(district, clerk, held)
    const answers = await Promise.all(Array.from({ length: 20 }, () => undo(district, clerk, held.id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'voucher-not-accepted')).toHaveLength(19)
  })

  it('makes a token worthless that was made before', async () => {
    const { district, clerk, owner, held } = await shopAndVoucher()
    const { acceptanceToken } = (await inspect(district, clerk, await shownCode(district, held))).body
    await accept(district, owner, held)
    await undo(district, owner, held.id)
    const { status, body } = await acceptWith(district, clerk, acceptanceToken)
    expect([status, body.code]).toEqual([410, 'code-expired'])
  })
})
