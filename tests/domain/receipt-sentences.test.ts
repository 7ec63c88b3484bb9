import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receiptSentences } from '#shared/domain/receipt-sentences.ts'
import type { RuleBody } from '#shared/domain/rule.ts'
import { ruleSentences } from '#shared/domain/rule-sentences.ts'
import { scoreActivity, scoreBatch } from '#shared/domain/scoring.ts'
import { anyBudgets, anyDeeds, anyRules } from './scoring-arbitraries.ts'
import {
  actionTypes,
  bikeRide,
  bookOf,
  cap,
  factors,
  flat,
  nothingYet,
  paperRule,
  recycling,
  ride,
  rule,
  ruleBody,
  today,
  used,
  weighing,
} from './scoring-district.ts'

const bikeNames = { actionType: bikeRide, factor: factors[0]! }
const paperNames = { actionType: recycling, factor: factors[1]! }

function explain(body: Partial<RuleBody>, state = nothingYet, evidence: 'operator' | 'device' = 'operator') {
  const { receipt } = scoreActivity(ride({ evidence }), today, state, bookOf([rule('bike', body)]))
  return (language: 'zh' | 'en') => receiptSentences(receipt, bikeNames, language)
}

describe('the answer to 为什么是这个数', () => {
  it('tells a flat award in full', () => {
    expect(explain({ when: [{ fact: 'distanceM', op: 'gte', value: 500 }] })('zh')).toEqual([
      '骑行，2026-11-23，里程 5300 米；核实方式：运营方数据。',
      '适用规则 bike 第 1 版，条件符合：里程不少于 500 米。',
      '计算：每次 1.1 积分。',
      '本次得 1.1 积分，有效期至 2028-11-30。',
      '减碳量：5300 米 × 933 ÷ 10000 = 494.49，舍去小数，得 494 克。',
      '减排因子：因子，as published；来源：a source（2024），可信度中。',
    ])
  })

  it('writes weight, campaign and rounding into the sum', () => {
    const award = {
      kind: 'linear',
      base: 100,
      per: { fact: 'distanceM', num: 7, den: 1_000 },
      dayTotalOf: null,
    } as const
    const double = { code: 'double', percent: 200, from: null, until: null, weekdays: null, when: [] }
    const tell = explain(
      { award, multipliers: [double], evidenceWeights: { device: 33 } },
      nothingYet,
      'device',
    )
    // (100 + 5300 × 7 ÷ 1000) × 0.33 × 2 = 90.486 hundredths.
    expect(tell('zh')[2]).toBe(
      '计算：(1 + 5300 米 ÷ 1000 米 × 0.07) × 33% (按核实方式) × 200% (double) = 0.90486 积分，舍去不足 0.01 的部分，得 0.9 积分。',
    )
    expect(tell('en')[2]).toBe(
      'Sum: (1 + 5300 m ÷ 1000 m × 0.07) × 33% (by kind of proof) × 200% (double) = 0.90486 points, ' +
        'rounded down to 0.9.',
    )
  })

  it('names the cap that cut, and what it had counted', () => {
    const tell = explain({ caps: [cap(150)] }, used({ [`bike/day/res_zhou/${today}`]: 60 }))
    expect(tell('zh').slice(3, 6)).toEqual([
      '上限：每人每天最多 1.5 积分；此前已计 0.6 积分，本次计 0.9 积分。',
      '因“每人每天最多 1.5 积分”，少得 0.2 积分。',
      '本次得 0.9 积分，有效期至 2028-11-30。',
    ])
    expect(tell('en')[4]).toBe('Because of the limit (at most 1.5 points a day per person): 0.2 points less.')
  })

  it('says that a budget was empty', () => {
    expect(explain({ budget: 'bud_bank' })('zh')).toContain('专项预算余额不足，本次不计积分，少得 1.1 积分。')
  })

  it('shows both sides of a day’s total', () => {
    const state = used({ [`paper/total/hou_willow/${today}`]: 2_000 })
    const { receipt } = scoreActivity(weighing(3_000), today, state, bookOf([paperRule()]))
    expect(receiptSentences(receipt, paperNames, 'zh').slice(0, 6)).toEqual([
      '可回收物，2026-11-23，材料 废纸，重量 3000 克；核实方式：运营方数据。',
      '适用规则 paper 第 1 版。',
      '当天总量：此前 2000 克，加本次 3000 克，共 5000 克。',
      '计算：5000 克 ÷ 1000 克 × 1.4 = 7 积分。',
      '计算：2000 克 ÷ 1000 克 × 1.4 = 2.8 积分。',
      '总量应得减去此前应得：7 − 2.8 = 4.2 积分。',
    ])
  })

  it('tells why other rules did not pay', () => {
    const book = bookOf([
      rule('a-long', { priority: 1, when: [{ fact: 'distanceM', op: 'gte', value: 8_000 }] }),
      rule('b-late', { priority: 2, when: [{ fact: 'durationS', op: 'lt', value: 600 }] }),
      rule('c-photo', { priority: 3, evidenceWeights: { photo: 100 } }),
      rule('d', { priority: 4 }),
      rule('e', { priority: 5 }),
    ])
    const { receipt } = scoreActivity(ride(), today, nothingYet, book)
    expect(receiptSentences(receipt, bikeNames, 'zh').slice(-4)).toEqual([
      '规则 a-long 未适用：要求里程不少于 8000 米，实际为 5300 米。',
      '规则 b-late 未适用：要求时长少于 600 秒，本次没有这项数据。',
      '规则 c-photo 未适用：不接受“运营方数据”。',
      '规则 e 未适用：规则 d 在先。',
    ])
  })

  it('has words for every receipt, in both languages, without a hole', () => {
    fc.assert(
      fc.property(anyRules, anyDeeds, anyBudgets, (rules, deeds, state) => {
        for (const { receipt } of scoreBatch(deeds, today, state, bookOf(rules))) {
          const actionType = actionTypes.find(({ code }) => code === receipt.actionType)!
          const tell = (language: 'zh' | 'en') =>
            receiptSentences(receipt, { actionType, factor: null }, language)
          const all = [...tell('zh'), ...tell('en')].join('\n')
          expect(all).not.toMatch(/undefined|null|NaN|object|distanceM|weightG/)
          expect(tell('en').join('')).not.toMatch(/[\u4e00-\u9fff]/)
        }
      }),
    )
  })
})

describe('a rule in plain sentences', () => {
  const double = {
    code: 'double',
    percent: 200,
    from: '2026-10-01',
    until: '2026-10-15',
    weekdays: [6, 7],
    when: [],
  }
  const body = ruleBody({
    when: [{ fact: 'distanceM', op: 'between', value: [500, 30_000] }],
    award: { kind: 'linear', base: 50, per: { fact: 'distanceM', num: 10, den: 1_000 }, dayTotalOf: null },
    evidenceWeights: { operator: 100, device: 50 },
    caps: [
      cap(4, { unit: 'times' }),
      cap(500, { code: 'm', per: 'month', of: 'household' }),
      cap(90, { code: 'e', per: 'event' }),
    ],
    multipliers: [double],
    budget: 'bud_bank',
  })

  it('tells residents what it pays, when, how much at most and until when', () => {
    expect(ruleSentences(body, bikeRide, 'zh')).toEqual([
      '0.5 积分，另加里程每 1 公里 0.1 积分。',
      '条件：里程介于 500 米 至 30 公里。',
      '核实方式：运营方数据，全额计分；设备记录，按 50% 计分。',
      '每人每天最多 4 次。',
      '每户每月最多 5 积分。',
      '每次最多 0.9 积分。',
      '活动 double：2026-10-01 起，至 2026-10-14，周六、周日，积分按 200% 计算。',
      '积分由专项预算发放，用完即止。',
      '积分有效期至入账后第 24 个月的月底。',
      '依据：我们自己定的。',
    ])
    expect(ruleSentences(body, bikeRide, 'en').slice(0, 4)).toEqual([
      '0.5 points, plus 0.1 points for every 1 km (distance).',
      'Only if: distance is between 500 m and 30 km.',
      'Proof: operator’s data: in full; device record: 50%.',
      'At most 4 times a day per person.',
    ])
  })

  it('tells bands, day totals and flat awards', () => {
    const bands = [
      { from: 0, centipoints: 0 },
      { from: 2_000, centipoints: 80 },
    ]
    const banded = { kind: 'banded', fact: 'weightG', bands, dayTotalOf: 'household' } as const
    expect(ruleSentences(ruleBody({ award: banded }), recycling, 'zh').slice(0, 2)).toEqual([
      '按重量：起步 0 积分；满 2 千克 0.8 积分。',
      '按全户当天的总量计算，分几次称都一样。',
    ])
    expect(ruleSentences(ruleBody({ award: flat(100) }), bikeRide, 'en')[0]).toBe('1 point each time.')
  })
})
