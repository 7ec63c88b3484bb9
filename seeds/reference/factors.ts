import { factor, gramsEach, gramsPer } from './factor.ts'
import type { FactorSeed } from './factor.ts'
import { recyclingFactors } from './factors-recycling.ts'

/** The default factors of the action types. */
const inUse: readonly FactorSeed[] = [
  factor('bus-ride', {
    name: { zh: '公交出行', en: 'Bus ride' },
    form: gramsEach(120),
    published: '120 g/ride',
    source: '重庆“碳惠通”，中国环境网 2025 年 5 月报道',
    year: 2025,
    certainty: 'high',
  }),
  factor('metro-km', {
    name: { zh: '轨道交通出行', en: 'Metro ride' },
    form: gramsPer('distanceM', 72, 1_000, 46),
    published: '72 g/km (0.104 − 0.032 kg/km); ≥ 46 g/ride',
    source: 'DB11/T 3043-2024（转录件）；每次下限：北京绿色生活季 2023',
    year: 2024,
    certainty: 'medium',
  }),
  factor('bike-km', {
    name: { zh: '骑行', en: 'Bike ride' },
    form: gramsPer('distanceM', 933, 10_000),
    published: '93.3 g/km',
    source: '武碳江湖，2025 年 8 月报道',
    year: 2025,
    certainty: 'medium',
  }),
  factor('walk-steps', {
    name: { zh: '步行', en: 'Walking' },
    form: gramsPer('steps', 164, 10_000),
    published: '16.4 g per 1,000 steps (8.2 g per 500)',
    source: '泸州绿芽积分，光明日报 2024-10-10',
    year: 2024,
    certainty: 'high',
  }),
  factor('clean-plate', {
    name: { zh: '光盘', en: 'Clean plate' },
    form: gramsEach(144),
    published: '144 g/meal',
    source: '泸州绿芽积分、绿普惠，光明日报 2024（取较低值；北京公布 449 g）',
    year: 2024,
    certainty: 'high',
  }),
  factor('no-cutlery', {
    name: { zh: '外卖无需餐具', en: 'Takeaway without cutlery' },
    form: gramsEach(23),
    published: '23 g/order',
    source: '北京绿色生活季 2023',
    year: 2023,
    certainty: 'high',
  }),
  factor('parcel-box', {
    name: { zh: '快递箱回收', en: 'Parcel box reused' },
    form: gramsPer('boxes', 37, 1),
    published: '37 g/box',
    source: '菜鸟 2019',
    year: 2019,
    certainty: 'high',
  }),
  factor('old-clothes', {
    name: { zh: '旧衣回收', en: 'Old clothes' },
    form: gramsPer('weightG', 1_280, 1_000),
    published: '1,280 g/kg',
    source: '泸州绿芽积分 2024',
    year: 2024,
    certainty: 'high',
  }),
  ...recyclingFactors,
]

/** Published too, under codes of their own, and used by no action type until an administrator chooses one. */
const notInUse: readonly FactorSeed[] = [
  factor('bus-ride-beijing', {
    name: { zh: '公交出行（备选）', en: 'Bus ride (alternative)' },
    form: gramsEach(80),
    published: '80 g/ride',
    source: '北京绿色生活季 2023；泸州绿芽积分 2024',
    year: 2023,
    certainty: 'high',
  }),
  factor('metro-km-wuhan', {
    name: { zh: '轨道交通出行（备选）', en: 'Metro ride (alternative)' },
    form: gramsPer('distanceM', 784, 10_000),
    published: '78.4 g/km',
    source: '武碳江湖，2025 年 8 月报道',
    year: 2025,
    certainty: 'medium',
  }),
  factor('clean-plate-beijing', {
    name: { zh: '光盘（备选）', en: 'Clean plate (alternative)' },
    form: gramsEach(449),
    published: '449 g/meal',
    source: '北京绿色生活季 2023',
    year: 2023,
    certainty: 'high',
  }),
  factor('hotel-no-disposables', {
    name: { zh: '酒店不用一次性用品', en: 'Hotel stay without disposables' },
    form: gramsPer('orders', 2_032, 10),
    published: '203.2 g/order',
    source: '美团“低碳住” 2024',
    year: 2024,
    certainty: 'medium',
  }),
  factor('electricity-chongqing', {
    name: { zh: '节约用电（重庆 2022）', en: 'Electricity saved (Chongqing 2022)' },
    form: gramsPer('energyWh', 5_227, 10_000),
    published: '522.7 g/kWh',
    source: '省级电网平均排放因子，重庆 2022',
    year: 2022,
    certainty: 'medium',
  }),
  factor('electricity-china', {
    name: { zh: '节约用电（全国 2023）', en: 'Electricity saved (China 2023)' },
    form: gramsPer('energyWh', 5_306, 10_000),
    published: '530.6 g/kWh',
    source: '生态环境部、国家统计局，2025 年公布的 2023 年全国因子',
    year: 2025,
    certainty: 'high',
  }),
]

export const factors: readonly FactorSeed[] = [...inUse, ...notInUse]
