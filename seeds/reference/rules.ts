import { centipointsA, flat, presetRule, timesADay } from './rule.ts'
import type { PresetRule } from './rule.ts'
import { recyclingRules } from './rules-recycling.ts'

/** 1.1 points for a bus ride, as 重庆碳惠通 pays (中国环境网 2025). */
const cityRide = 110
/** At most 4 trips a day, as BetterPoints publishes. */
const ridesADay = 4
/** Our bound on what one kind of ride pays a person in a year: 1,000 rides at the city's rate. */
const rideYearMax = 110_000
/** The weaker proof pays half, as 湖北碳碳星球 (2021) paid 52 against 105. */
const ridePhoto = 50
/** Our bounds on what one counter and one device may confirm in a day. */
const counterADay = 300
const deviceADay = 200

const rides: readonly PresetRule[] = [
  presetRule('bus-ride', 'bus-ride', {
    when: [],
    award: flat(cityRide),
    evidenceWeights: { operator: 100, photo: ridePhoto },
    caps: [timesADay('resident', ridesADay), centipointsA('year', 'resident', rideYearMax)],
    basis: {
      zh: '每次 1.1 积分与市级“碳惠通”一致（中国环境网 2025）；每天最多 4 次参照 BetterPoints；全年上限为本区自定。',
      en: '1.1 points a ride as the city pays (中国环境网 2025); 4 a day as BetterPoints; the year is ours.',
    },
  }),
  presetRule('metro-ride', 'metro-ride', {
    when: [{ fact: 'distanceM', op: 'gt', value: 0 }],
    award: flat(cityRide),
    evidenceWeights: { operator: 100, photo: ridePhoto },
    caps: [timesADay('resident', ridesADay), centipointsA('year', 'resident', rideYearMax)],
    basis: {
      zh: '本区自定：市级标准未见轨道交通，按公交每次 1.1 积分计；同站进出不计分。',
      en: 'Our own: no city award found for the metro, so it pays as the bus; entry and exit must differ.',
    },
  }),
  presetRule('bike-ride', 'bike-ride', {
    when: [{ fact: 'distanceM', op: 'gte', value: 500 }],
    award: {
      kind: 'banded',
      fact: 'distanceM',
      bands: [
        { from: 0, centipoints: 50 },
        { from: 2_000, centipoints: 80 },
        { from: 5_000, centipoints: cityRide },
      ],
      dayTotalOf: null,
    },
    evidenceWeights: { operator: 100, device: 50 },
    caps: [timesADay('resident', ridesADay), centipointsA('year', 'resident', rideYearMax)],
    basis: {
      zh: '本区自定：市级标准未见骑行；500 米起 0.5 积分，2 公里起 0.8，5 公里起 1.1，不高于公交。',
      en: 'Our own: we found no city award for cycling; 0.5 points from 500 m, 0.8 from 2 km, 1.1 from 5 km.',
    },
  }),
]

const atHome: readonly PresetRule[] = [
  presetRule('waste-sorting', 'waste-sorting', {
    when: [{ fact: 'kind', op: 'in', value: ['recyclable', 'hazardous', 'kitchen'] }],
    award: flat(20),
    evidenceWeights: { operator: 100, merchant: 100, photo: 50 },
    // 365 days at one drop, and the second of a day on two days in three.
    caps: [timesADay('household', 2), centipointsA('year', 'household', 12_000)],
    basis: {
      zh: '本区自定：市级标准未见家庭分类；每户每天最多 2 次，其他垃圾不计分。未量化减排。',
      en: 'Our own: no city award found; at most 2 a household and day, none for residual waste. No grams.',
    },
  }),
  ...recyclingRules,
]

const atTheCounter: readonly PresetRule[] = [
  presetRule('clean-plate', 'clean-plate', {
    when: [],
    award: flat(50),
    evidenceWeights: { merchant: 100, photo: 50 },
    caps: [
      timesADay('resident', 3),
      // 600 meals in a year.
      centipointsA('year', 'resident', 30_000),
      timesADay('merchant', counterADay),
      timesADay('device', deviceADay),
    ],
    basis: {
      zh: '本区自定：市级标准未见光盘；每餐 0.5 积分，每天三餐为限。',
      en: 'Our own: no city award found; 0.5 points a meal, three meals a day.',
    },
  }),
  presetRule('own-cup', 'own-cup', {
    when: [],
    award: flat(30),
    evidenceWeights: { merchant: 100 },
    caps: [
      timesADay('resident', 2),
      // About 330 cups in a year.
      centipointsA('year', 'resident', 10_000),
      timesADay('merchant', counterADay),
      timesADay('device', deviceADay),
    ],
    basis: {
      zh: '本区自定：市级标准未见自带杯；每杯 0.3 积分，设全年上限（韩国同类做法）。未量化减排。',
      en: 'Our own: no city award found; 0.3 points a cup with a yearly limit, as in Korea. No grams.',
    },
  }),
]

/**
 * The preset `chongqing-scale`: the city's published rate where it speaks, our own awards where it is
 * silent. The `basis` of each rule says which.
 */
export const chongqingScale: readonly PresetRule[] = [...rides, ...atHome, ...atTheCounter]
