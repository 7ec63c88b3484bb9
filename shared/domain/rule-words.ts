import type { ActionType, Bilingual, EvidenceTier, FactUnit, FactValue } from './action-type.ts'
import { listOf } from './conditions.ts'
import { factSpecOf } from './facts.ts'
import { formatPoints } from './points.ts'
import type { Cap, Condition, Operator } from './rule.ts'

export type Language = 'zh' | 'en'

/** What to say of an action type, and in which language. */
export interface Speech {
  readonly actionType: ActionType
  readonly language: Language
  /** True: kilometres and kilograms, as people say. Else the unit of the fact: sums can be followed. */
  readonly everyday?: boolean
}

const units: Readonly<Record<FactUnit, Bilingual>> = {
  m: { zh: '米', en: 'm' },
  s: { zh: '秒', en: 's' },
  g: { zh: '克', en: 'g' },
  each: { zh: '件', en: 'items' },
  step: { zh: '步', en: 'steps' },
  Wh: { zh: '瓦时', en: 'Wh' },
}

/** What people say for large amounts of a unit: `perUnit` of the small one. */
const everydayUnits: Readonly<
  Partial<Record<FactUnit, { readonly perUnit: number; readonly name: Bilingual }>>
> = {
  m: { perUnit: 1_000, name: { zh: '公里', en: 'km' } },
  s: { perUnit: 60, name: { zh: '分钟', en: 'min' } },
  g: { perUnit: 1_000, name: { zh: '千克', en: 'kg' } },
  Wh: { perUnit: 1_000, name: { zh: '度', en: 'kWh' } },
}

export const evidenceNames: Readonly<Record<EvidenceTier, Bilingual>> = {
  operator: { zh: '运营方数据', en: 'operator’s data' },
  merchant: { zh: '店员或服务员确认', en: 'confirmed at a counter' },
  device: { zh: '设备记录', en: 'device record' },
  photo: { zh: '照片', en: 'photo' },
  declared: { zh: '自行申报', en: 'own statement' },
}

const comparisons: Readonly<Record<Operator, Bilingual>> = {
  eq: { zh: '为', en: 'is' },
  ne: { zh: '不为', en: 'is not' },
  in: { zh: '为以下之一：', en: 'is one of' },
  gte: { zh: '不少于', en: 'is at least' },
  gt: { zh: '多于', en: 'is more than' },
  lte: { zh: '不超过', en: 'is at most' },
  lt: { zh: '少于', en: 'is less than' },
  between: { zh: '介于', en: 'is between' },
}

const periods: Readonly<Record<Cap['per'], Bilingual>> = {
  event: { zh: '每次', en: 'each time' },
  day: { zh: '每天', en: 'a day' },
  week: { zh: '每周', en: 'a week' },
  month: { zh: '每月', en: 'a month' },
  year: { zh: '每年', en: 'a year' },
}

const subjects: Readonly<Record<Cap['of'], Bilingual>> = {
  resident: { zh: '每人', en: 'per person' },
  household: { zh: '每户', en: 'per household' },
  merchant: { zh: '每家商户', en: 'per merchant' },
  device: { zh: '每台设备', en: 'per device' },
}

/**
 * The name of a fact within a sentence: English names are listed with a capital, which belongs to the list.
 */
export function factName({ actionType, language }: Speech, fact: string): string {
  const name = factSpecOf(actionType, fact)?.name[language] ?? fact
  return language === 'en' ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

/** A quantity with its unit: `5300 米`; in everyday speech `5 公里` where that is a whole number or a half. */
export function quantityWords(speech: Speech, fact: string, quantity: number): string {
  const { actionType, language, everyday = false } = speech
  const spec = factSpecOf(actionType, fact)
  if (spec?.type !== 'quantity') return String(quantity)
  const large = everydayUnits[spec.unit]
  if (everyday && large && quantity >= large.perUnit && (quantity * 2) % large.perUnit === 0) {
    return `${quantity / large.perUnit} ${large.name[language]}`
  }
  return `${quantity} ${units[spec.unit][language]}`
}

export function valueWords(speech: Speech, fact: string, value: FactValue): string {
  if (typeof value === 'number') return quantityWords(speech, fact, value)
  const spec = factSpecOf(speech.actionType, fact)
  const name = spec?.type === 'choice' ? spec.names?.[value] : undefined
  return name?.[speech.language] ?? value
}

/** `里程不少于 500 米`, without a full stop. */
export function conditionWords(speech: Speech, { fact, op, value }: Condition): string {
  const chinese = speech.language === 'zh'
  const values = listOf(value).map(item => valueWords(speech, fact, item))
  const joint = op === 'between' ? (chinese ? ' 至 ' : ' and ') : chinese ? '、' : ', '
  const name = factName(speech, fact)
  return chinese
    ? `${name}${comparisons[op].zh} ${values.join(joint)}`
    : `${name} ${comparisons[op].en} ${values.join(joint)}`
}

export function pointsWords(language: Language, centipoints: number): string {
  if (language === 'zh') return `${formatPoints(centipoints)} 积分`
  return `${formatPoints(centipoints)} ${centipoints === 100 ? 'point' : 'points'}`
}

/** `每人每天最多 4 次`, without a full stop. */
export function capWords(language: Language, cap: Pick<Cap, 'limit' | 'unit' | 'per' | 'of'>): string {
  const times = language === 'zh' ? `${cap.limit} 次` : `${cap.limit} ${cap.limit === 1 ? 'time' : 'times'}`
  const most = cap.unit === 'times' ? times : pointsWords(language, cap.limit)
  if (cap.per === 'event') return language === 'zh' ? `每次最多 ${most}` : `at most ${most} each time`
  return language === 'zh'
    ? `${subjects[cap.of].zh}${periods[cap.per].zh}最多 ${most}`
    : `at most ${most} ${periods[cap.per].en} ${subjects[cap.of].en}`
}
