import { describe, expect, it } from 'vitest'
import { limits } from '#server/limits.ts'
import type { OfflineConflict, OfflineResult } from '#shared/contract/tills.ts'
import { account } from '#shared/domain/postings.ts'
import { isRevoked } from '#shared/domain/offline.ts'
import { transfer } from '#server/ledger/tables.ts'
import { buildDistrict, type District } from '../support/district.ts'
import { fetchPack, newTill, outcomeOf, registerTill, report, takeOffline } from './offline-till.ts'
import { accept, inspect, newPhone, readVoucher, redeem, shopWithReward, shownCode, undo } from './phone.ts'

async function shopOffline(fen = 500) {
  const district = await buildDistrict()
  const shop = await shopWithReward(district)
  const rewardId = await district.reward({ merchantId: shop.merchantId, settlementFen: fen })
  const held = await redeem(district, shop.resident, rewardId)
  const till = await newTill(district, shop.clerk)
  return { district, ...shop, rewardId, held, till }
}

const transfers = async (district: District) => (await district.ctx.db.reader.select().from(transfer)).length

async function pointsOf(district: District, name: string): Promise<number> {
  const rows = await district.ctx.db.reader.select().from(transfer)
  return rows.reduce(
    (sum, one) => sum + (one.credit === name ? one.amount : 0) - (one.debit === name ? one.amount : 0),
    0,
  )
}

interface Day {
  readonly accepted: number
  readonly compensated: number
  readonly totalFen: number
  readonly steps: { readonly step: string; readonly reason: string | null }[]
}
const dayOf = async (district: District, as: Parameters<typeof fetchPack>[1]) =>
  (await district.get<Day>('/merchant/vouchers', { as })).body

describe('a voucher that a till took without network', () => {
  it('is booked when the till is back, as of when it was taken', async () => {
    const { district, held, till, clerk } = await shopOffline()
    const sent = await takeOffline(district, till, await shownCode(district, held))
    district.clock.advance({ minutes: 90 })
    const result = await outcomeOf(district, till, sent)
    expect(result).toMatchObject({
      outcome: 'accepted',
      code: null,
      voucherId: held.id,
      settlementFen: 500,
      takenAt: '2026-11-23T02:00:00.000Z',
      receivedAt: '2026-11-23T03:30:00.000Z',
      title: { zh: '测试券', en: 'Test coupon' },
    })
    const shown = await readVoucher(district, held)
    expect(shown).toMatchObject({ state: 'accepted', acceptedAt: '2026-11-23T02:00:00.000Z' })
    expect(await dayOf(district, clerk)).toMatchObject({ accepted: 1, compensated: 0, totalFen: 500 })
  })

  it('is booked once, however often it is sent, and two times at once', async () => {
    const { district, held, till, clerk } = await shopOffline()
    const sent = await takeOffline(district, till, await shownCode(district, held))
    const [first, second] = await Promise.all([
      outcomeOf(district, till, sent),
      outcomeOf(district, till, sent),
    ])
    expect(second).toEqual(first)
    expect(await outcomeOf(district, till, sent)).toEqual(first)
    expect(await dayOf(district, clerk)).toMatchObject({ accepted: 1, compensated: 0, totalFen: 500 })
  })

  it('counts although its time ended before the till was back', async () => {
    const { district, held, till } = await shopOffline()
    district.clock.set('2026-12-23T15:50:00Z')
    till.pack = (await fetchPack(district, till.staff, till.id)).body
    const sent = await takeOffline(district, till, await shownCode(district, held))
    district.clock.set('2026-12-23T16:30:00Z')
    expect((await outcomeOf(district, till, sent)).outcome).toBe('accepted')
  })
})

describe('one voucher at two tills without network', () => {
  it('is paid to the merchant twice: by the resident and by the programme, for all to see', async () => {
    const { district, merchantId, owner, held, till } = await shopOffline()
    const second = await newTill(district, owner)
    const code = await shownCode(district, held)
    const atFirst = await takeOffline(district, till, code)
    district.clock.advance({ seconds: 20 })
    const atSecond = await takeOffline(district, second, code)
    district.clock.advance({ minutes: 30 })

    expect((await outcomeOf(district, second, atSecond)).outcome).toBe('accepted')
    const conflict = await outcomeOf(district, till, atFirst)
    expect(conflict).toMatchObject({
      outcome: 'compensated',
      code: 'voucher-already-used',
      usedAt: '2026-11-23T02:00:20.000Z',
      settlementFen: 500,
    })

    const day = await dayOf(district, owner)
    expect(day).toMatchObject({ accepted: 1, compensated: 1, totalFen: 1000 })
    expect(day.steps.map(one => [one.step, one.reason])).toEqual([
      ['accept', null],
      ['compensate', 'voucher-already-used'],
    ])
    expect(await pointsOf(district, account.redeemed(merchantId))).toBe(2000)
    expect(await pointsOf(district, 'compensation')).toBe(-1000)

    const shops = await district.get<{ results: OfflineResult[] }>(
      '/merchant/vouchers/offline-acceptances?only=conflicts',
      { as: owner },
    )
    expect(shops.body.results.map(one => one.id)).toEqual([conflict.id])
    const audit = await district.administrator('audit')
    const all = await district.get<{ conflicts: OfflineConflict[] }>('/admin/offline-conflicts', {
      as: audit,
    })
    expect(all.body.conflicts).toMatchObject([{ id: conflict.id, merchantId, merchant: '测试商户' }])
  })

  it('stands in the settlement with its reason', async () => {
    const { district, merchantId, owner, held, till } = await shopOffline()
    const second = await newTill(district, owner)
    const code = await shownCode(district, held)
    const entries = [await takeOffline(district, till, code), await takeOffline(district, second, code)]
    await outcomeOf(district, till, entries[0]!)
    await outcomeOf(district, second, entries[1]!)
    district.clock.advance({ days: 1 })
    const business = await district.administrator('business')
    const body = { merchantId, throughOn: '2026-11-23' }
    const { id } = (await district.post('/admin/settlements', { as: business, body })).body
    const read = await district.get<{ entries: { step: string; reason: string | null }[] }>(
      `/merchant/settlements/${id}`,
      { as: owner },
    )
    expect(read.body).toMatchObject({ settlement: { lines: 2, totalFen: 1000 } })
    expect(read.body.entries.map(one => [one.step, one.reason])).toEqual([
      ['accept', null],
      ['compensate', 'voucher-already-used'],
    ])
    const csv = await district.get<string>(`/merchant/settlements/${id}/lines.csv`, { as: owner })
    expect(csv.body).toContain('重复使用补付')
  })

  it('is refused to the till that was told: it had the voucher on its list', async () => {
    const { district, held, till, clerk } = await shopOffline()
    const code = await shownCode(district, held)
    await accept(district, clerk, held)
    district.clock.advance({ seconds: 2 })
    till.pack = (await fetchPack(district, clerk, till.id)).body
    const before = await transfers(district)
    const result = await outcomeOf(district, till, await takeOffline(district, till, code))
    expect(result).toMatchObject({ outcome: 'refused', code: 'offline-known-used' })
    expect(await transfers(district)).toBe(before)
  })

  it('is refused when one till takes it twice', async () => {
    const { district, held, till } = await shopOffline()
    const code = await shownCode(district, held)
    const [first, again] = [await takeOffline(district, till, code), await takeOffline(district, till, code)]
    const { body } = await report(district, till, [first, again])
    expect(body.results.map(one => [one.outcome, one.code])).toEqual([
      ['accepted', null],
      ['refused', 'offline-known-used'],
    ])
  })

  it('is paid for one that was given back while the till could not know', async () => {
    const { district, held, till } = await shopOffline()
    const sent = await takeOffline(district, till, await shownCode(district, held))
    district.clock.advance({ minutes: 1 })
    await district.post(`/me/vouchers/${held.id}/cancel`, { as: held.owner })
    expect(await outcomeOf(district, till, sent)).toMatchObject({
      outcome: 'compensated',
      code: 'voucher-cancelled',
    })
  })

  it('pays second uses up to the limit of the till, and not beyond', async () => {
    const half = limits.offlineFen / 2
    const { district, resident, rewardId, owner, till } = await shopOffline(half)
    const second = await newTill(district, owner)
    const outcomes: string[] = []
    for (let at = 0; at < 3; at++) {
      const held = await redeem(district, resident, rewardId)
      const code = await shownCode(district, held)
      const [one, other] = [
        await takeOffline(district, till, code),
        await takeOffline(district, second, code),
      ]
      await outcomeOf(district, till, one)
      const { outcome, code: why } = await outcomeOf(district, second, other)
      outcomes.push(`${outcome} ${why}`)
      district.clock.advance({ seconds: 40 })
    }
    expect(outcomes).toEqual([
      'compensated voucher-already-used',
      'compensated voucher-already-used',
      'refused offline-full',
    ])
  })
})

describe('what a till may know and do', () => {
  it('gets the list of what is used up, of its own shop only', async () => {
    const { district, resident, rewardId, held, till, clerk } = await shopOffline()
    const elsewhere = await shopWithReward(district)
    const theirs = await redeem(district, elsewhere.resident, elsewhere.rewardId)
    await accept(district, elsewhere.clerk, theirs)
    const open = await redeem(district, resident, rewardId)
    await accept(district, clerk, held)
    const { body } = await fetchPack(district, clerk, till.id)
    const hash = async (id: string) =>
      Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(id))).toString('hex')
    expect(isRevoked(body.revoked, await hash(held.id))).toBe(true)
    expect(isRevoked(body.revoked, await hash(open.id))).toBe(false)
    expect(isRevoked(body.revoked, await hash(theirs.id))).toBe(false)
    expect(body).toMatchObject({ limitFen: limits.offlineFen, until: '2026-11-23T10:00:00.000Z' })
  })

  it('is told how wrong its clock is, and the owner sees it', async () => {
    const { district, till, owner } = await shopOffline()
    const { body } = await fetchPack(district, till.staff, till.id, new Date('2026-11-23T01:00:00Z'))
    expect(body.clockAheadMs).toBe(-3_600_000)
    const { body: listed } = await district.get<{ tills: unknown[] }>('/merchant/tills', { as: owner })
    expect(listed.tills).toMatchObject([{ id: till.id, clockAheadMs: -3_600_000, revokedAt: null }])
  })

  it('is the same till however often it is registered, and belongs to one shop', async () => {
    const { district, clerk } = await shopOffline()
    const key = await newPhone()
    const first = await registerTill(district, clerk, key)
    const again = await registerTill(district, clerk, key)
    expect(again.body.id).toBe(first.body.id)
    const stranger = await district.staff(await district.merchant())
    expect((await registerTill(district, stranger, key)).body.code).toBe('device-taken')
  })

  it('is switched off at once by the owner, with whoever is signed in on it', async () => {
    const { district, owner, clerk, held, till } = await shopOffline()
    const code = await shownCode(district, held)
    const sent = await takeOffline(district, till, code)
    await clerk.token()
    expect((await district.delete(`/merchant/tills/${till.id}`, { as: clerk })).status).toBe(403)
    expect((await district.delete(`/merchant/tills/${till.id}`, { as: owner })).status).toBe(204)
    expect((await inspect(district, clerk, code)).status).toBe(401)
    expect((await fetchPack(district, owner, till.id)).body.code).toBe('device-revoked')
    const { body } = await report(district, till, [sent], owner)
    expect(body.results[0]).toMatchObject({ outcome: 'refused', code: 'device-revoked' })
    expect((await readVoucher(district, held)).state).toBe('issued')
  })

  it('keeps what it took apart from an undo', async () => {
    const { district, held, till, clerk } = await shopOffline()
    await outcomeOf(district, till, await takeOffline(district, till, await shownCode(district, held)))
    expect((await undo(district, clerk, held.id)).status).toBe(200)
    expect((await accept(district, clerk, held)).status).toBe(200)
  })
})
