import type { ActionType } from '#shared/domain/action-type.ts'
import {
  choice,
  hireDurationS,
  named,
  optional,
  place,
  quantity,
  recyclableNames,
  rideDurationS,
  wasteKinds,
  weightG,
} from './facts.ts'
import { recyclableFactors } from './factors-recycling.ts'

/*
 * Who may prove what is ours to set, as are the claim lengths: nobody publishes them. All rides share one
 * class, because nobody sits in the metro and on a bike at once. A ride whose length is not given claims one
 * minute.
 */
const rideClaim = { class: 'ride', lengthFact: 'durationS', lengthS: 60 } as const

function claim(class_: string, lengthS: number) {
  return { class: class_, lengthFact: null, lengthS }
}

const open: readonly ActionType[] = [
  {
    code: 'metro-ride',
    name: named('乘坐轨道交通', 'Metro ride'),
    open: true,
    facts: {
      entryStation: place('metro', '进站', 'Entry station'),
      exitStation: place('metro', '出站', 'Exit station'),
      durationS: optional(rideDurationS),
    },
    evidence: ['operator', 'photo'],
    distance: { by: 'network', from: 'entryStation', to: 'exitStation' },
    claim: rideClaim,
    carbon: { factor: 'metro-km' },
  },
  {
    code: 'bus-ride',
    name: named('乘坐公交', 'Bus ride'),
    open: true,
    facts: { durationS: optional(rideDurationS) },
    evidence: ['operator', 'photo'],
    distance: null,
    claim: rideClaim,
    carbon: { factor: 'bus-ride' },
  },
  {
    code: 'bike-ride',
    name: named('骑行共享单车', 'Bike ride'),
    open: true,
    facts: {
      durationS: hireDurationS,
      startDock: optional(place('partner', '借车点', 'Start dock')),
      endDock: optional(place('partner', '还车点', 'End dock')),
      // Our bound: 100 km is more than four hours on a hired bike.
      distanceM: optional(quantity('m', 0, 100_000, '里程', 'Distance')),
    },
    evidence: ['operator', 'device'],
    distance: { by: 'docks', from: 'startDock', to: 'endDock' },
    claim: rideClaim,
    carbon: { factor: 'bike-km' },
  },
  {
    code: 'waste-sorting',
    name: named('生活垃圾分类投放', 'Household waste sorting'),
    open: true,
    facts: { kind: choice(wasteKinds, '类别', 'Kind'), weightG: optional(weightG) },
    evidence: ['operator', 'merchant', 'photo'],
    distance: null,
    claim: claim('waste', 600),
    carbon: null,
  },
  {
    code: 'recycling',
    name: named('可回收物交投', 'Recycling by weight'),
    open: true,
    facts: { material: choice(recyclableNames, '材料', 'Material'), weightG },
    evidence: ['operator', 'merchant'],
    distance: null,
    claim: claim('recycling', 60),
    carbon: { choice: 'material', factors: recyclableFactors },
  },
  {
    code: 'clean-plate',
    name: named('光盘', 'Clean plate'),
    open: true,
    facts: {},
    evidence: ['merchant', 'photo'],
    distance: null,
    claim: claim('meal', 7_200),
    carbon: { factor: 'clean-plate' },
  },
  {
    code: 'own-cup',
    name: named('自带杯', 'Own cup'),
    open: true,
    facts: {},
    evidence: ['merchant'],
    distance: null,
    claim: claim('cup', 600),
    carbon: null,
  },
]

/** Defined, so that rules and reports can name them; nobody may report them yet. */
const definitionsOnly: readonly ActionType[] = [
  {
    code: 'walk',
    name: named('步行', 'Walking'),
    open: false,
    // One report a day; our bound is past a very long day's walk.
    facts: { steps: quantity('step', 1, 100_000, '步数', 'Steps') },
    evidence: ['device'],
    distance: null,
    claim: claim('walk', 86_400),
    carbon: { factor: 'walk-steps' },
  },
  {
    code: 'ev-charge',
    name: named('新能源车充电', 'EV charging'),
    open: false,
    // Our bound: 200 kWh is more than the battery of a private car.
    facts: { energyWh: quantity('Wh', 1, 200_000, '电量', 'Energy') },
    evidence: ['operator'],
    distance: null,
    claim: claim('charge', 600),
    carbon: null,
  },
  {
    code: 'no-cutlery',
    name: named('外卖无需餐具', 'Takeaway without cutlery'),
    open: false,
    facts: {},
    evidence: ['operator'],
    distance: null,
    claim: claim('order', 600),
    carbon: { factor: 'no-cutlery' },
  },
  {
    code: 'parcel-return',
    name: named('快递箱回收', 'Parcel box return'),
    open: false,
    // Our bound for one visit to the counter.
    facts: { boxes: quantity('each', 1, 20, '箱数', 'Boxes') },
    evidence: ['operator', 'merchant'],
    distance: null,
    claim: claim('parcel', 60),
    carbon: { factor: 'parcel-box' },
  },
  {
    code: 'old-clothes',
    name: named('旧衣回收', 'Old clothes'),
    open: false,
    facts: { weightG },
    evidence: ['operator', 'merchant'],
    distance: null,
    claim: claim('clothes', 60),
    carbon: { factor: 'old-clothes' },
  },
]

export const actionTypes: readonly ActionType[] = [...open, ...definitionsOnly]
