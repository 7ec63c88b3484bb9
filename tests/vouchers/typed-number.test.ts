import { describe, expect, it } from 'vitest'
import type { VoucherNumber } from '#shared/contract/vouchers.ts'
import { voucherNumber } from '#server/vouchers/tables.ts'
import { buildDistrict, type District } from '../support/district.ts'
import { accept, type Held, inspect, redeem, shopWithReward } from './phone.ts'

const draw = async (district: District, held: Held): Promise<string> =>
  (await district.post<VoucherNumber>(`/me/vouchers/${held.id}/number`, { as: held.owner })).body.number

async function shopAndVoucher() {
  const district = await buildDistrict()
  const shop = await shopWithReward(district)
  return { district, ...shop, held: await redeem(district, shop.resident, shop.rewardId) }
}

/** Ten digits that are surely not the number. */
const wrong = (number: string, by: number) => String((Number(number) + by) % 10 ** 10).padStart(10, '0')

describe('the ten digits', () => {
  it('stand for the code for a minute, however people write them', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const number = await draw(district, held)
    expect(number).toMatch(/^\d{10}$/)
    const spaced = `${number.slice(0, 3)} ${number.slice(3, 6)}-${number.slice(6)}`
    expect((await inspect(district, clerk, spaced)).body.voucherId).toBe(held.id)
    district.clock.advance({ seconds: 59 })
    expect((await inspect(district, clerk, number)).status).toBe(200)
    district.clock.advance({ seconds: 1 })
    expect((await inspect(district, clerk, number)).body.code).toBe('voucher-unknown')
  })

  it('are the last ones only, and nowhere in the database as they are', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const first = await draw(district, held)
    const second = await draw(district, held)
    expect((await inspect(district, clerk, first)).body.code).toBe('voucher-unknown')
    expect((await inspect(district, clerk, second)).status).toBe(200)
    const rows = await district.ctx.db.reader.select().from(voucherNumber)
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(second)
  })

  it('are given to nobody else, and for no voucher that cannot be used', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const stranger = await district.resident()
    const answer = await district.post(`/me/vouchers/${held.id}/number`, { as: stranger })
    expect([answer.status, answer.body.code]).toEqual([404, 'voucher-not-found'])
    await accept(district, clerk, held)
    const late = await district.post(`/me/vouchers/${held.id}/number`, { as: held.owner })
    expect([late.status, late.body.code]).toEqual([409, 'voucher-already-used'])
  })

  it('are worth nothing at another shop, in the words for a number that does not exist', async () => {
    const { district, held } = await shopAndVoucher()
    const elsewhere = await district.staff(await district.merchant())
    const number = await draw(district, held)
    const [foreign, unknown] = [
      await inspect(district, elsewhere, number),
      await inspect(district, elsewhere, wrong(number, 1)),
    ]
    expect([foreign.status, foreign.body.code, foreign.body.detail]).toEqual([
      unknown.status,
      unknown.body.code,
      unknown.body.detail,
    ])
    expect(foreign.body.code).toBe('voucher-unknown')
  })
})

describe('guessing the ten digits', () => {
  it('ends after five wrong ones for five minutes, even for the right one; others type on', async () => {
    const { district, clerk, owner, held } = await shopAndVoucher()
    const number = await draw(district, held)
    for (let by = 1; by <= 5; by++)
      expect((await inspect(district, clerk, wrong(number, by))).body.code).toBe('voucher-unknown')
    const locked = await inspect(district, clerk, number)
    expect([locked.status, locked.body.code, locked.body.facts]).toEqual([
      429,
      'number-locked',
      { seconds: 300 },
    ])
    expect(locked.headers.get('retry-after')).toBe('300')
    expect((await inspect(district, owner, number)).status).toBe(200)

    district.clock.advance({ minutes: 5, seconds: -1 })
    expect((await inspect(district, clerk, number)).body.code).toBe('number-locked')
    district.clock.advance({ seconds: 1 })
    expect((await inspect(district, clerk, await draw(district, held))).status).toBe(200)
  })

  it('is forgiven by a right one', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const number = await draw(district, held)
    for (let round = 0; round < 3; round++) {
      for (let by = 1; by <= 4; by++) await inspect(district, clerk, wrong(number, by))
      expect((await inspect(district, clerk, number)).status).toBe(200)
    }
  })

  it('gets five answers and no more when forty are sent at once', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const number = await draw(district, held)
    await clerk.token()
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, by) => inspect(district, clerk, wrong(number, by + 1))),
    )
    expect(answers.filter(({ body }) => body.code === 'voucher-unknown')).toHaveLength(5)
    expect(answers.filter(({ body }) => body.code === 'number-locked')).toHaveLength(35)
  })
})
