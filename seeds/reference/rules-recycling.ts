import type { Recyclable } from './facts.ts'
import { centipointsA, presetRule } from './rule.ts'
import type { PresetRule } from './rule.ts'

/** Our bound: a household's own recyclables of one material and day, about 10 kg of paper. */
const dayMax = 1_500
/** Our bound: 200 points of one material in a year, about 140 kg of paper. */
const yearMax = 20_000

const basis = {
  jiangbei: {
    zh: '本区自定：参照重庆江北已公布的废纸每千克 14 分、塑料瓶每千克 16 分之比，按十分之一计。',
    en: 'Our own: a tenth of what 重庆江北 publishes, 14 a kilogram for paper and 16 for bottles.',
  },
  ours: {
    zh: '本区自定：市级标准未涉及，其他平台也无此材料的公布标准。',
    en: 'Our own: the city’s scale is silent, and we found no published award for this material.',
  },
}

/** Paid by the household's weight of the day, so that splitting one weighing gains nothing. */
export const recyclingRules: readonly PresetRule[] = [
  byWeight('paper', 140, basis.jiangbei),
  byWeight('cardboard', 140, basis.jiangbei),
  byWeight('plastic', 160, basis.jiangbei),
  byWeight('pet', 160, basis.jiangbei),
  byWeight('glass', 50, basis.ours),
  byWeight('steel', 140, basis.ours),
  byWeight('aluminium', 300, basis.ours),
]

function byWeight(
  material: Recyclable,
  centipointsPerKg: number,
  source: PresetRule['body']['basis'],
): PresetRule {
  return presetRule(`recycling-${material}`, 'recycling', {
    when: [{ fact: 'material', op: 'eq', value: material }],
    award: {
      kind: 'linear',
      base: 0,
      per: { fact: 'weightG', num: centipointsPerKg, den: 1_000 },
      dayTotalOf: 'household',
    },
    evidenceWeights: { operator: 100, merchant: 100 },
    caps: [centipointsA('day', 'household', dayMax), centipointsA('year', 'household', yearMax)],
    basis: source,
  })
}
