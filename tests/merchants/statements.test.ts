import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { draftSettlement } from '#server/merchants/draft-settlement.ts'
import { limits } from '#server/limits.ts'
import { voucher, voucherStep } from '#server/vouchers/tables.ts'
import { buildDistrict } from '../support/district.ts'
import { operator } from '../support/people.ts'
import { accept, redeem, shopWithReward, undo } from '../vouchers/phone.ts'

const rowsOf = (text: string): string[][] => parse(text, { bom: true })

describe('the day as CSV', () => {
  it('opens in a spreadsheet: a mark, a head, local times, yuan', async () => {
    const district = await buildDistrict()
    const { clerk, resident, rewardId } = await shopWithReward(district)
    const held = await redeem(district, resident, rewardId)
    await accept(district, clerk, held)
    await undo(district, clerk, held.id)

    const { status, body, headers } = await district.get<string>('/merchant/vouchers.csv', { as: clerk })

    expect(status).toBe(200)
    const bearer = { authorization: `Bearer ${await clerk.token()}` }
    const bytes = await (
      await district.app.request('/api/v1/merchant/vouchers.csv', { headers: bearer })
    ).arrayBuffer()
    expect([...new Uint8Array(bytes.slice(0, 3))]).toEqual([0xef, 0xbb, 0xbf])
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toBe('attachment; filename="vouchers-2026-11-23.csv"')
    expect(rowsOf(body)).toEqual([
      ['时间', '券号', '权益', '操作', '店员', '原因', '金额（元）'],
      ['2026-11-23 10:00:00', held.id, '测试券', '核销', '店员', '', '5.00'],
      ['2026-11-23 10:00:00', held.id, '测试券', '撤销', '店员', '扫错了', '-5.00'],
    ])
  })

  it('runs no formula that somebody wrote into a name or a reason', async () => {
    const district = await buildDistrict()
    const { merchantId, clerk, resident } = await shopWithReward(district)
    const formula = '=HYPERLINK("x",A1),\n"B"'
    const title = { zh: '+1+cmd|calc', en: 'x' }
    const rewardId = await district.reward({ merchantId, title })
    const held = await redeem(district, resident, rewardId)
    await accept(district, clerk, held)
    await district.post('/merchant/vouchers/undo', {
      as: clerk,
      body: { voucherId: held.id, reason: formula },
    })

    const rows = rowsOf((await district.get<string>('/merchant/vouchers.csv', { as: clerk })).body)
    expect(rows.slice(1).map(row => [row[2], row[5]])).toEqual([
      [`'+1+cmd|calc`, ''],
      [`'+1+cmd|calc`, `'${formula}`],
    ])
  })

  it('is whole, however many pages it takes', async () => {
    const district = await buildDistrict({ laws: false })
    const { merchantId, owner, resident, rewardId } = await shopWithReward(district)
    const { id: voucherId } = await redeem(district, resident, rewardId)
    const steps = limits.chunkRows * 2 + 1
    await district.write(async tx => {
      await tx.update(voucher).set({ state: 'accepted', acceptedAt: district.clock.now() })
      for (let at = 0; at < steps; at++)
        await tx.insert(voucherStep).values({
          id: district.ctx.newId('vst'),
          voucherId: voucherId as never,
          merchantId,
          step: 'accept',
          // A third of them in one instant, so that pages end within it.
          at: new Date(district.clock.now().getTime() + (at % 3 === 0 ? 0 : at)),
          by: owner.actor.staffId,
          settlementFen: 1,
        })
    })
    const day = await district.get<string>('/merchant/vouchers.csv', { as: owner })
    expect(new Set(rowsOf(day.body).map(row => row.join())).size).toBeGreaterThan(1)
    expect(rowsOf(day.body)).toHaveLength(steps + 1)

    district.clock.set('2026-11-24T02:00:00Z')
    const id = await district.write(tx =>
      draftSettlement(tx, district.ctx, operator, { merchantId, throughOn: '2026-11-23' }),
    )
    const settled = await district.get<string>(`/merchant/settlements/${id}/lines.csv`, { as: owner })
    expect(rowsOf(settled.body)).toHaveLength(steps + 1)
    const { settlement } = (await district.get(`/merchant/settlements/${id}`, { as: owner })).body
    expect(settlement).toMatchObject({ lines: steps, totalFen: steps })
  })
})
