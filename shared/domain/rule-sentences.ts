import type { ActionType } from './action-type.ts'
import { evidenceTiers } from './action-type.ts'
import { addDays } from './calendar.ts'
import type { Award, Multiplier, RuleBody } from './rule.ts'
import type { Language, Speech } from './rule-words.ts'
import {
  capWords,
  conditionWords,
  evidenceNames,
  factName,
  pointsWords,
  quantityWords,
} from './rule-words.ts'

const weekdayNames = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
}

/**
 * A rule as residents read it: what it pays, on which conditions, how much at most, until when, and on what
 * basis.
 */
export function ruleSentences(body: RuleBody, actionType: ActionType, language: Language): string[] {
  const speech: Speech = { actionType, language, everyday: true }
  const chinese = language === 'zh'
  const conditions = body.when.map(condition => conditionWords(speech, condition))
  return [
    ...awardSentences(body.award, speech),
    ...(conditions.length === 0
      ? []
      : [chinese ? `条件：${conditions.join('；')}。` : `Only if: ${conditions.join('; ')}.`]),
    evidenceSentence(body, language),
    ...body.caps.map(cap => capitalised(capWords(language, cap)) + (chinese ? '。' : '.')),
    ...body.multipliers.map(campaign => campaignSentence(campaign, speech)),
    ...(body.budget === null ? [] : [budgetSentence(language)]),
    chinese
      ? `积分有效期至入账后第 ${body.expiryMonths} 个月的月底。`
      : `Points last until the end of the month ${body.expiryMonths} months after they are credited.`,
    chinese ? `依据：${body.basis.zh}` : `Basis: ${body.basis.en}`,
  ]
}

/** The same in one line, for a list: what it pays, and on which conditions. */
export function ruleHeadline(body: RuleBody, actionType: ActionType, language: Language): string {
  const speech: Speech = { actionType, language, everyday: true }
  const [pays = ''] = awardSentences(body.award, speech)
  const conditions = body.when.map(condition => conditionWords(speech, condition))
  if (conditions.length === 0) return pays
  return language === 'zh'
    ? `${pays}${conditions.join('；')}。`
    : `${pays} ${capitalised(conditions.join('; '))}.`
}

function awardSentences(award: Award, speech: Speech): string[] {
  const { language } = speech
  const chinese = language === 'zh'
  switch (award.kind) {
    case 'linear': {
      if (!award.per) return [chinese ? `每次 ${points(award.base)}。` : `${points(award.base)} each time.`]
      const { fact, num, den } = award.per
      const each = quantityWords(speech, fact, den)
      const base =
        award.base === 0 ? '' : chinese ? `${points(award.base)}，另加` : `${points(award.base)}, plus `
      const sentence = chinese
        ? `${base}${factName(speech, fact)}每 ${each} ${points(num)}。`
        : `${base}${points(num)} for every ${each} (${factName(speech, fact)}).`
      return [sentence, ...totalSentences(award.dayTotalOf, language)]
    }
    case 'banded': {
      const bands = award.bands.map(band => {
        const pays = points(band.centipoints)
        if (band.from === 0) return chinese ? `起步 ${pays}` : `${pays} to begin with`
        const from = quantityWords(speech, award.fact, band.from)
        return chinese ? `满 ${from} ${pays}` : `from ${from} ${pays}`
      })
      const name = factName(speech, award.fact)
      const sentence = chinese ? `按${name}：${bands.join('；')}。` : `By ${name}: ${bands.join('; ')}.`
      return [sentence, ...totalSentences(award.dayTotalOf, language)]
    }
    case 'perGram':
      return [
        chinese
          ? `每减少 ${award.den} 克碳排放 ${points(award.num)}。`
          : `${points(award.num)} for every ${award.den} g of CO2e avoided.`,
      ]
    default:
      return award satisfies never
  }

  function points(centipoints: number): string {
    return pointsWords(language, centipoints)
  }
}

function totalSentences(of: 'resident' | 'household' | null, language: Language): string[] {
  if (of === null) return []
  if (language === 'zh') return [`按${of === 'household' ? '全户' : '本人'}当天的总量计算，分几次称都一样。`]
  return [`Counted on the day’s total of the ${of}, so splitting a weighing makes no difference.`]
}

/** Proof that counts in full first, then the weaker kinds with the part they count. */
function evidenceSentence({ evidenceWeights }: RuleBody, language: Language): string {
  const chinese = language === 'zh'
  const byWeight = new Map<number, string[]>()
  for (const tier of evidenceTiers) {
    const weight = evidenceWeights[tier]
    if (weight === undefined) continue
    byWeight.set(weight, [...(byWeight.get(weight) ?? []), evidenceNames[tier][language]])
  }
  const parts = [...byWeight]
    .sort(([a], [b]) => b - a)
    .map(([weight, names]) => {
      const listed = names.join(chinese ? '、' : ', ')
      if (weight === 100) return chinese ? `${listed}，全额计分` : `${listed}: in full`
      if (weight === 0) return chinese ? `${listed}，不计分` : `${listed}: nothing`
      return chinese ? `${listed}，按 ${weight}% 计分` : `${listed}: ${weight}%`
    })
  return chinese ? `核实方式：${parts.join('；')}。` : `Proof: ${parts.join('; ')}.`
}

function campaignSentence(campaign: Multiplier, speech: Speech): string {
  const chinese = speech.language === 'zh'
  const { from, until, weekdays, percent } = campaign
  const when: string[] = []
  if (from !== null) when.push(chinese ? `${from} 起` : `from ${from}`)
  if (until !== null) when.push(chinese ? `至 ${addDays(until, -1)}` : `to ${addDays(until, -1)}`)
  if (weekdays !== null) {
    const names = weekdays.map(weekday => weekdayNames[speech.language][weekday - 1])
    when.push(chinese ? names.join('、') : `on ${names.join(', ')}`)
  }
  when.push(...campaign.when.map(condition => conditionWords(speech, condition)))
  if (chinese) return `活动 ${campaign.code}：${[...when, `积分按 ${percent}% 计算`].join('，')}。`
  return `Campaign ${campaign.code}: ${[...when, `points count ${percent}%`].join(', ')}.`
}

function budgetSentence(language: Language): string {
  return language === 'zh'
    ? '积分由专项预算发放，用完即止。'
    : 'Points are paid from a budget and end when it is used up.'
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
