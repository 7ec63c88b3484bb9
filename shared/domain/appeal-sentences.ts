import type { Bilingual } from './action-type.ts'
import type { Finding, Gap, RecordFound } from './appeal-findings.ts'
import { dayOf, startOf } from './calendar.ts'
import { refusals } from './refusals.ts'
import { capWords, type Language, pointsWords } from './rule-words.ts'

/** How to name what a finding is about. */
export interface FindingNames {
  readonly action: Bilingual
  /** Empty where no partner is concerned. */
  readonly partner: string
}

type Kind = Finding['kind']
type Of<K extends Kind> = Extract<Finding, { readonly kind: K }>
type Say<K extends Kind> = (finding: Of<K>, names: FindingNames) => string

const hourMs = 3_600_000
const dayHours = 24
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** One finding in one or two plain sentences: what is so, and what follows from it. */
export function findingSentence(finding: Finding, names: FindingNames, language: Language): string {
  // The table has a sentence for every kind, and each takes the finding of its own kind.
  const say = sentences[finding.kind][language] as (finding: Finding, names: FindingNames) => string
  return say(finding, names)
}

/** `11月20日 08:15`, by the clock in 九龙坡. */
export function momentWords(iso: string, language: Language): string {
  const instant = new Date(iso)
  const day = dayOf(instant)
  const time = new Date(instant.getTime() - startOf(day).getTime()).toISOString().slice(11, 16)
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))]
  return language === 'zh' ? `${month}月${date}日 ${time}` : `${date} ${months[month - 1] ?? ''} ${time}`
}

/** `约 3 小时`: whole hours, from two days on whole days, rounded up. */
function delayWords(ms: number, language: Language): string {
  const hours = Math.max(1, Math.ceil(ms / hourMs))
  const days = Math.ceil(hours / dayHours)
  if (hours >= 2 * dayHours) return language === 'zh' ? `约 ${days} 天` : `about ${days} days`
  return language === 'zh' ? `约 ${hours} 小时` : `about ${hours} ${hours === 1 ? 'hour' : 'hours'}`
}

function times(records: readonly RecordFound[], language: Language): string {
  return records.map(({ at }) => momentWords(at, language)).join(language === 'zh' ? '、' : ', ')
}

function sums(records: readonly RecordFound[], language: Language): string {
  const words = records.map(({ at, centipoints }) => {
    const [moment, points] = [momentWords(at, language), pointsWords(language, centipoints)]
    return language === 'zh' ? `${moment}（${points}）` : `${moment} (${points})`
  })
  return words.join(language === 'zh' ? '、' : ', ')
}

function reasonOf(code: string, language: Language): string {
  const known = (refusals as Readonly<Record<string, Bilingual | undefined>>)[code]
  return known?.[language].replaceAll(/\{\w+\}/g, '–') ?? code
}

function gapWords(
  language: Language,
  say: Readonly<Record<Gap['why'], (at: string, names: FindingNames) => string>>,
): (gap: Gap, names: FindingNames) => string {
  return ({ why, at }, names) => say[why](at ? momentWords(at, language) : '', names)
}

function notReported(language: Language): Say<'not-reported'> {
  const chinese = language === 'zh'
  return ({ lastSeenAt, usualDelayMs, late }, { partner }) => {
    const delay = usualDelayMs === null ? '' : delayWords(usualDelayMs, language)
    const seen = lastSeenAt === null ? '' : momentWords(lastSeenAt, language)
    const parts = chinese
      ? [
          `${partner}还没有报来这次行动。`,
          seen && `最近一次收到它的数据：${seen}。`,
          delay && `它通常在行动后${delay}报来。`,
          late ? delay && '已经超过平时的时间。' : '请过些时候再看。',
        ]
      : [
          `${partner} has not reported this yet.`,
          seen && `Its data last arrived on ${seen}.`,
          delay && `It usually reports ${delay} after the action.`,
          late ? delay && 'That time is over.' : 'Please look again later.',
        ]
    return parts.filter(Boolean).join(chinese ? '' : ' ')
  }
}

const sentences: { readonly [K in Kind]: { readonly zh: Say<K>; readonly en: Say<K> } } = {
  ahead: {
    zh: () => '这个时间还没有到。',
    en: () => 'That time has not come yet.',
  },
  'too-old': {
    zh: ({ days }) => `超过 ${days} 天的行动不再受理。`,
    en: ({ days }) => `Actions of more than ${days} days ago are no longer taken.`,
  },
  'action-closed': {
    zh: (_, { action }) => `“${action.zh}”还没有开放。`,
    en: (_, { action }) => `“${action.en}” is not open yet.`,
  },
  'no-rule': {
    zh: (_, { action }) => `那一天“${action.zh}”没有计分规则，所以没有积分。`,
    en: (_, { action }) => `No rule paid for “${action.en}” on that day, so there were no points.`,
  },
  counted: {
    zh: ({ records, wholeDay }) =>
      `已经记上了：${sums(records, 'zh')}。${wholeDay ? '如果少的是另一次，请填上大概时间再查。' : ''}`,
    en: ({ records, wholeDay }) =>
      `It has been counted: ${sums(records, 'en')}.` +
      (wholeDay ? ' If another one is missing, give its time and look again.' : ''),
  },
  'cap-reached': {
    zh: ({ cap }, { action }) => `“${action.zh}”的额度已用完（${capWords('zh', cap)}），再做不再加积分。`,
    en: ({ cap }, { action }) =>
      `The limit for “${action.en}” was used up (${capWords('en', cap)}); more earns no points.`,
  },
  'budget-empty': {
    zh: ({ records }) => `已经记下，但那时专项预算已用完，没有积分：${times(records, 'zh')}。`,
    en: ({ records }) => `It was recorded, but the budget was used up: ${times(records, 'en')}.`,
  },
  'nothing-paid': {
    zh: ({ records }) =>
      `已经记下，但不符合计分条件，没有积分：${times(records, 'zh')}。打开记录可以看原因。`,
    en: ({ records }) =>
      `It was recorded, but the rules paid nothing for it: ${times(records, 'en')}. Open it to see why.`,
  },
  held: {
    zh: ({ records }) => `已经收到，正在审核，通过后入账：${times(records, 'zh')}。`,
    en: ({ records }) =>
      `It has arrived and is in review: ${times(records, 'en')}. It is credited if it passes.`,
  },
  'review-refused': {
    zh: ({ records, reason }) => `审核没有通过：${times(records, 'zh')}。原因：${reason}`,
    en: ({ records, reason }) => `It did not pass the review: ${times(records, 'en')}. Reason: ${reason}`,
  },
  withdrawn: {
    zh: ({ records }) => `报送方撤回了这条记录：${times(records, 'zh')}。`,
    en: ({ records }) => `Whoever reported it has withdrawn it: ${times(records, 'en')}.`,
  },
  overlapped: {
    zh: ({ records }) => `同一时间已记了另一项行动，一个时间只能记一项：${times(records, 'zh')}。`,
    en: ({ records }) =>
      `Another action was counted at that time, and one time counts once: ${times(records, 'en')}.`,
  },
  'report-refused': {
    zh: ({ code, at }) => `${momentWords(at, 'zh')}收到过报送，但没有接受。原因：${reasonOf(code, 'zh')}`,
    en: ({ code, at }) =>
      `A report of ${momentWords(at, 'en')} was not accepted. Reason: ${reasonOf(code, 'en')}`,
  },
  'not-connected': {
    zh: gapWords('zh', {
      never: (_, { partner }) => `您没有连接${partner}，所以它的记录不会记给您。`,
      later: (at, { partner }) => `您在${at}才连接${partner}，之前的记录不会记给您。`,
      ended: (at, { partner }) => `您在${at}断开了${partner}，之后的记录不会记给您。`,
    }),
    en: gapWords('en', {
      never: (_, { partner }) => `You have not connected ${partner}, so its records do not come to you.`,
      later: (at, { partner }) => `You connected ${partner} on ${at}; earlier records do not come to you.`,
      ended: (at, { partner }) => `You disconnected ${partner} on ${at}; later records do not come to you.`,
    }),
  },
  'no-consent': {
    zh: gapWords('zh', {
      never: (_, { partner, action }) =>
        `您没有同意${partner}报送“${action.zh}”，没有同意我们就不收它的数据。`,
      later: (at, { partner, action }) =>
        `您在${at}才同意${partner}报送“${action.zh}”，之前的数据我们没有收。`,
      ended: (at, { partner, action }) => `您在${at}关掉了${partner}的“${action.zh}”，之后的数据我们不再收。`,
    }),
    en: gapWords('en', {
      never: (_, { partner, action }) =>
        `You have not agreed that ${partner} reports “${action.en}”; without that we take no data.`,
      later: (at, { partner, action }) =>
        `You agreed on ${at} that ${partner} reports “${action.en}”; we took no data before.`,
      ended: (at, { partner, action }) =>
        `You switched “${action.en}” of ${partner} off on ${at}; we take no data since.`,
    }),
  },
  'not-reported': { zh: notReported('zh'), en: notReported('en') },
  'not-confirmed': {
    zh: (_, { action }) => `没有找到店员或服务员确认“${action.zh}”的记录。这类行动要当场确认才会记上。`,
    en: (_, { action }) =>
      `No confirmation of “${action.en}” by staff was found. Such actions are confirmed on the spot.`,
  },
}
