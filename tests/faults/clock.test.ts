import { expect, it } from 'vitest'
import { lapseVouchers } from '#server/vouchers/lapse-vouchers.ts'
import type { Outcome } from '../support/partners.ts'
import { buildDistrict } from '../support/district.ts'
import { readVoucher, redeem } from '../vouchers/phone.ts'

it('revives no voucher, and pays none back twice, when the clock runs on forty days and back', async () => {
  const district = await buildDistrict()
  const resident = await district.resident({ points: 10 })
  const held = await redeem(district, resident, await district.reward({ points: 10, validDays: 30 }))
  district.clock.advance({ days: 40 })
  await lapseVouchers(district.ctx)
  expect(await district.wallet(resident)).toMatchObject({ spendable: 1_000 })
  district.clock.advance({ days: -40 })
  await lapseVouchers(district.ctx)
  expect(await readVoucher(district, held)).toMatchObject({ state: 'lapsed' })
  expect(await district.wallet(resident)).toMatchObject({ spendable: 1_000 })
})

it('pays no cap of a day twice when the clock goes back two hours', async () => {
  const district = await buildDistrict()
  const bus = await district.partner()
  const resident = await district.rider(bus, 'card-1')
  const ride = (number: number, hoursAgo: number) => ({
    id: `ride-${number}`,
    time: new Date(district.clock.now().getTime() - hoursAgo * 3_600_000).toISOString(),
  })
  const pay = (outcomes: Outcome[]) => outcomes.reduce((sum, one) => sum + (one.centipoints ?? 0), 0)
  const rides = Array.from({ length: 8 }, (_, at) => ride(at, 1 + at))
  const first = pay(await district.report(bus, ...rides))
  expect(first).toBeGreaterThan(0)
  district.clock.advance({ minutes: -120 })
  const again = await district.report(bus, ...rides)
  expect(again.map(one => one.outcome)).not.toContain('credited')
  expect(await district.wallet(resident)).toMatchObject({ spendable: first })
})
