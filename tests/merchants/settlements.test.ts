import fc from 'fast-check'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { draftSettlement } from '#server/merchants/draft-settlement.ts'
import { paySettlement, returnSettlement } from '#server/merchants/move-settlement.ts'
import { settlement, settlementLine } from '#server/merchants/tables.ts'
import type { Settlement, SettlementLine } from '#shared/contract/settlements.ts'
import type { MerchantId, SettlementId } from '#shared/domain/ids.ts'
import { buildDistrict, type District } from '../support/district.ts'
import { operator, type TestStaff } from '../support/people.ts'
import type { SomeBody } from '../support/request.ts'
import { accept, redeem, shopWithReward, undo } from '../vouchers/phone.ts'

interface Detail {
  readonly settlement: Settlement
  readonly entries: SettlementLine[]
}
interface CounterDay {
  readonly accepted: number
}
interface Listed {
  readonly settlements: Settlement[]
}

const draft = (district: District, merchantId: MerchantId, throughOn: string) =>
  district.write(tx => draftSettlement(tx, district.ctx, operator, { merchantId, throughOn }))

const pay = (district: District, id: SettlementId, paymentReference = 'CZ-2026-001') =>
  district.write(tx => paySettlement(tx, district.ctx, operator, { id, paymentReference }))

const decide = (district: District, as: TestStaff, id: string, step: 'confirm' | 'dispute') =>
  district.post<Settlement & SomeBody>(`/merchant/settlements/${id}/${step}`, {
    as,
    ...(step === 'dispute' ? { body: { reason: '少了一张' } } : {}),
  })

const read = async (district: District, as: TestStaff, id: string) =>
  (await district.get<Detail>(`/merchant/settlements/${id}`, { as })).body

/** A shop that accepted `times` vouchers on 23 November; the clock stands at the 24th, 10:00 in Chongqing. */
async function shopThatSold(times: number) {
  const district = await buildDistrict({ at: '2026-11-23T02:00:00Z' })
  const shop = await shopWithReward(district, { points: 100 })
  const used = []
  for (let at = 0; at < times; at++) {
    const held = await redeem(district, shop.resident, shop.rewardId)
    await accept(district, shop.clerk, held)
    used.push(held)
    district.clock.advance({ seconds: 10 })
  }
  district.clock.set('2026-11-24T02:00:00Z')
  return { district, ...shop, used }
}

describe('a settlement', () => {
  it('states what was accepted through a day, is confirmed by the owner, and paid', async () => {
    const { district, merchantId, owner, used } = await shopThatSold(3)
    const id = await draft(district, merchantId, '2026-11-23')
    const drafted = await read(district, owner, id)
    expect(drafted.settlement).toMatchObject({
      state: 'draft',
      fromOn: '2026-11-23',
      throughOn: '2026-11-23',
      lines: 3,
      totalFen: 1500,
    })
    expect(drafted.entries.map(line => line.voucherId)).toEqual(used.map(({ id: voucher }) => voucher))

    const confirmed = await decide(district, owner, id, 'confirm')
    expect([confirmed.status, confirmed.body.state]).toEqual([200, 'confirmed'])
    await pay(district, id)
    expect((await read(district, owner, id)).settlement).toMatchObject({
      state: 'paid',
      paymentReference: 'CZ-2026-001',
      paidAt: '2026-11-24T02:00:00.000Z',
    })
  })

  it('holds each step once: the next one begins the day after', async () => {
    const { district, merchantId, owner, clerk, resident, rewardId } = await shopThatSold(2)
    await draft(district, merchantId, '2026-11-23')
    await expect(draft(district, merchantId, '2026-11-23')).rejects.toMatchObject({
      code: 'settlement-empty',
    })
    await accept(district, clerk, await redeem(district, resident, rewardId))
    district.clock.set('2026-11-26T02:00:00Z')
    const next = await draft(district, merchantId, '2026-11-25')
    expect((await read(district, owner, next)).settlement).toMatchObject({
      fromOn: '2026-11-24',
      throughOn: '2026-11-25',
      lines: 1,
      totalFen: 500,
    })
  })

  it('counts a Chongqing day: the last second belongs to it, the next does not', async () => {
    const district = await buildDistrict({ at: '2026-11-23T15:59:59.999Z' })
    const { merchantId, owner, clerk, resident, rewardId } = await shopWithReward(district)
    await accept(district, clerk, await redeem(district, resident, rewardId))
    district.clock.set('2026-11-23T16:00:00Z')
    await accept(district, clerk, await redeem(district, resident, rewardId))
    const id = await draft(district, merchantId, '2026-11-23')
    expect((await read(district, owner, id)).settlement.lines).toBe(1)
    for (const [day, times] of [
      ['2026-11-23', 1],
      ['2026-11-24', 1],
      ['2026-11-25', 0],
    ] as const)
      expect(
        (await district.get<CounterDay>(`/merchant/vouchers?day=${day}`, { as: clerk })).body.accepted,
      ).toBe(times)
  })

  it.each([
    ['a day that is not over', '2026-11-24', 'settlement-day-open'],
    ['a time in which nothing happened', '2026-11-22', 'settlement-empty'],
  ])('cannot be drafted for %s', async (_, throughOn, code) => {
    const { district, merchantId } = await shopThatSold(1)
    await expect(draft(district, merchantId, throughOn)).rejects.toMatchObject({ code })
  })

  it('is drafted once of ten at once', async () => {
    const { district, merchantId } = await shopThatSold(2)
    const drafts = Array.from({ length: 10 }, () => draft(district, merchantId, '2026-11-23'))
    const done = await Promise.allSettled(drafts)
    expect(done.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of done)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'settlement-empty' })
  })

  it('is the owner’s to decide, and the programme’s to draft and pay', async () => {
    const { district, merchantId, clerk } = await shopThatSold(1)
    const id = await draft(district, merchantId, '2026-11-23')
    for (const step of ['confirm', 'dispute'] as const)
      expect((await decide(district, clerk, id, step)).body.code).toBe('not-permitted')
    const elsewhere = await district.staff(await district.merchant(), { role: 'owner' })
    expect((await decide(district, elsewhere, id, 'confirm')).body.code).toBe('settlement-not-found')
    expect((await district.get(`/merchant/settlements/${id}`, { as: elsewhere })).status).toBe(404)
    expect((await district.get(`/merchant/settlements/${id}/lines.csv`, { as: elsewhere })).status).toBe(404)
    const { actor } = await district.administrator('system', 'audit')
    const asked = { id, paymentReference: 'x' }
    await expect(district.write(tx => paySettlement(tx, district.ctx, actor, asked))).rejects.toMatchObject({
      code: 'not-permitted',
    })
  })
})

describe('a disputed settlement', () => {
  it('goes back to the owner once it is answered, and is paid only when they agree', async () => {
    const { district, merchantId, owner } = await shopThatSold(1)
    const id = await draft(district, merchantId, '2026-11-23')
    expect((await decide(district, owner, id, 'dispute')).body).toMatchObject({
      state: 'disputed',
      disputeReason: '少了一张',
    })
    await expect(pay(district, id)).rejects.toMatchObject({ code: 'settlement-state' })
    expect((await decide(district, owner, id, 'confirm')).body.code).toBe('settlement-state')
    await district.write(tx => returnSettlement(tx, district.ctx, operator, id))
    expect((await decide(district, owner, id, 'confirm')).body.state).toBe('confirmed')
    expect((await decide(district, owner, id, 'confirm')).status).toBe(200)
    expect((await decide(district, owner, id, 'dispute')).body.code).toBe('settlement-state')
    await pay(district, id)
    await expect(pay(district, id, 'another')).rejects.toMatchObject({ code: 'settlement-state' })
  })

  it('is decided once when confirmed and disputed at the same time', async () => {
    const { district, merchantId, owner } = await shopThatSold(1)
    const id = await draft(district, merchantId, '2026-11-23')
    const both = ['confirm', 'dispute', 'confirm', 'dispute'] as const
    const answers = await Promise.all(both.map(step => decide(district, owner, id, step)))
    const { state } = (await read(district, owner, id)).settlement
    const kept = answers.filter(({ status }) => status === 200)
    expect(new Set(kept.map(({ body }) => body.state))).toEqual(new Set([state]))
  })
})

describe('a closed period', () => {
  it('is not changed by an undo, which falls into the next', async () => {
    const { district, merchantId, owner, clerk, resident, rewardId, used } = await shopThatSold(2)
    const first = await draft(district, merchantId, '2026-11-23')
    expect((await undo(district, owner, used[0]!.id)).status).toBe(200)
    await decide(district, owner, first, 'confirm')
    const late = await undo(district, owner, used[1]!.id)
    expect([late.status, late.body.code]).toEqual([409, 'settlement-closed'])

    await accept(district, clerk, await redeem(district, resident, rewardId))
    district.clock.set('2026-11-25T02:00:00Z')
    const next = await read(district, owner, await draft(district, merchantId, '2026-11-24'))
    expect(next.settlement).toMatchObject({ lines: 2, totalFen: 0 })
    expect(next.entries.map(line => [line.step, line.amountFen])).toEqual([
      ['undo', -500],
      ['accept', 500],
    ])
    expect((await read(district, owner, first)).settlement).toMatchObject({ lines: 2, totalFen: 1000 })
  })

  it('is not changed by hand either: the database refuses', async () => {
    const { district, merchantId, owner } = await shopThatSold(1)
    const id = await draft(district, merchantId, '2026-11-23')
    await decide(district, owner, id, 'confirm')
    const changes = [
      () => district.write(tx => tx.update(settlement).set({ totalFen: 1 }).where(eq(settlement.id, id))),
      () => district.write(tx => tx.update(settlement).set({ state: 'draft' }).where(eq(settlement.id, id))),
      () => district.write(tx => tx.delete(settlement).where(eq(settlement.id, id))),
      () => district.write(tx => tx.delete(settlementLine).where(eq(settlementLine.settlementId, id))),
      () =>
        district.write(tx =>
          tx.insert(settlementLine).values({
            voucherStepId: 'vst_1',
            settlementId: id,
            voucherId: 'vch_1',
            amountFen: 1,
            at: district.clock.now(),
          }),
        ),
    ]
    for (const change of changes) await expect(change()).rejects.toThrow()
    expect((await read(district, owner, id)).settlement).toMatchObject({ state: 'confirmed', totalFen: 500 })
  })
})

describe('all settlements of a shop together', () => {
  it('come to what stands accepted, however acceptances, undoes and drafts follow each other', async () => {
    const act = fc.constantFrom('sell', 'sell', 'undo', 'draft', 'confirm', 'next-day')
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async acts => {
        const district = await buildDistrict({ at: '2026-11-01T02:00:00Z' })
        const { merchantId, owner, resident, rewardId } = await shopWithReward(district, { points: 500 })
        const standing: string[] = []
        let day = 1
        const nextDay = () => district.clock.set(`2026-11-${String(++day).padStart(2, '0')}T02:00:00Z`)
        const draftThrough = async () =>
          draft(district, merchantId, `2026-11-${String(day - 1).padStart(2, '0')}`).catch(() => null)
        for (const one of [...acts, 'next-day'] as const) {
          district.clock.advance({ seconds: 1 })
          if (one === 'next-day') nextDay()
          else if (one === 'sell') {
            const held = await redeem(district, resident, rewardId)
            await accept(district, owner, held)
            standing.push(held.id)
          } else if (one === 'undo' && standing[0]) {
            const { status } = await undo(district, owner, standing[0])
            if (status === 200) standing.shift()
          } else if (one === 'draft') await draftThrough()
          else if (one === 'confirm') {
            const { body } = await district.get<Listed>('/merchant/settlements', { as: owner })
            for (const { id } of body.settlements) await decide(district, owner, id, 'confirm')
          }
        }
        await draftThrough()
        const { body } = await district.get<Listed>('/merchant/settlements?limit=100', { as: owner })
        const total = body.settlements.reduce((sum, one) => sum + one.totalFen, 0)
        expect(total).toBe(standing.length * 500)
        await district.close()
      }),
      { numRuns: 8, seed: 20_261_123 },
    )
  })
})
