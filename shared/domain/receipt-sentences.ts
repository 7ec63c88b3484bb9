import { type ActionType, certaintyNames, type FactorVersion } from './action-type.ts'
import { formatQuotient } from './points.ts'
import type { CapReceipt, CarbonReceipt, LineReceipt, NotApplied, Receipt } from './receipt.ts'
import { sumSentences } from './receipt-sum.ts'
import type { Language, Speech } from './rule-words.ts'
import {
  capWords,
  conditionWords,
  evidenceNames,
  factName,
  pointsWords,
  quantityWords,
  valueWords,
} from './rule-words.ts'

/** What a receipt refers to, for naming it to people. */
export interface ReceiptNames {
  readonly actionType: ActionType
  /** The version that the receipt's carbon names; null when it names none. */
  readonly factor: FactorVersion | null
}

/** A receipt in sentences, each where a page shows it. */
export interface ReceiptParts {
  readonly deed: readonly string[]
  readonly rule: readonly string[]
  readonly sum: readonly string[]
  readonly caps: readonly string[]
  readonly result: readonly string[]
  readonly carbon: readonly string[]
  readonly factor: readonly string[]
  readonly notApplied: readonly string[]
}

/** 为什么是这个数: a receipt in plain sentences, with every sum written out so that a person can do it again. */
export function receiptParts(receipt: Receipt, names: ReceiptNames, language: Language): ReceiptParts {
  const speech: Speech = { actionType: names.actionType, language }
  const { line, carbon } = receipt
  return {
    deed: [deedSentence(receipt, speech)],
    rule: [line ? ruleSentence(line, speech) : noRuleSentence(language)],
    sum: line ? sumSentences(line, speech) : [],
    caps: line ? [...line.caps.map(cap => capSentence(cap, language)), ...cutSentences(line, language)] : [],
    result: [resultSentence(receipt, language)],
    carbon: [carbonSentence(carbon, speech)],
    factor: carbon.kind === 'unquantified' ? [] : sourceSentences(names.factor, language),
    notApplied: receipt.notApplied.map(other => notAppliedSentence(other, speech)),
  }
}

/** The same in the order in which it is told. */
export function receiptSentences(receipt: Receipt, names: ReceiptNames, language: Language): string[] {
  const { deed, rule, sum, caps, result, carbon, factor, notApplied } = receiptParts(receipt, names, language)
  return [...deed, ...rule, ...sum, ...caps, ...result, ...carbon, ...factor, ...notApplied]
}

function deedSentence(receipt: Receipt, speech: Speech): string {
  const { language, actionType } = speech
  const facts = Object.entries(receipt.facts).map(
    ([fact, value]) => `${factName(speech, fact)} ${valueWords(speech, fact, value)}`,
  )
  const evidence = evidenceNames[receipt.evidence][language]
  const all = [actionType.name[language], receipt.occurredOn, ...facts]
  return language === 'zh'
    ? `${all.join('，')}；核实方式：${evidence}。`
    : `${all.join(', ')}; proof: ${evidence}.`
}

function noRuleSentence(language: Language): string {
  return language === 'zh' ? '没有适用的计分规则。' : 'No rule paid for this.'
}

function ruleSentence(line: LineReceipt, speech: Speech): string {
  const { language } = speech
  const conditions = line.because.map(condition => conditionWords(speech, condition))
  const met = conditions.length === 0 ? '' : conditions.join(language === 'zh' ? '；' : '; ')
  return language === 'zh'
    ? `适用规则 ${line.rule} 第 ${line.version} 版${met && `，条件符合：${met}`}。`
    : `Rule ${line.rule}, version ${line.version}, applies${met && `: ${met}`}.`
}

function capSentence(cap: CapReceipt, language: Language): string {
  const amount = (used: number) => {
    if (cap.unit === 'centipoints') return pointsWords(language, used)
    return language === 'zh' ? `${used} 次` : `${used} ${used === 1 ? 'time' : 'times'}`
  }
  const words = capWords(language, cap)
  const before = amount(cap.usedBefore)
  const used = amount(cap.used)
  if (language === 'zh') return `上限：${words}；此前已计 ${before}，本次计 ${used}。`
  return `Limit: ${words}; counted before: ${before}, this time: ${used}.`
}

function cutSentences({ cut, caps, rounded, awarded }: LineReceipt, language: Language): string[] {
  if (cut === null) return []
  const lost = pointsWords(language, rounded - awarded)
  const chinese = language === 'zh'
  if (cut.by === 'budget-empty') {
    return [
      chinese
        ? `专项预算余额不足，本次不计积分，少得 ${lost}。`
        : `The budget had too little left, so nothing is paid: ${lost} less.`,
    ]
  }
  const cap = caps.find(({ code }) => code === cut.cap)
  const words = cap ? capWords(language, cap) : cut.cap
  return [chinese ? `因“${words}”，少得 ${lost}。` : `Because of the limit (${words}): ${lost} less.`]
}

function resultSentence({ centipoints, expiresOn }: Receipt, language: Language): string {
  const points = pointsWords(language, centipoints)
  if (language === 'zh') return `本次得 ${points}${expiresOn ? `，有效期至 ${expiresOn}` : ''}。`
  return `Credited: ${points}${expiresOn ? `, valid until ${expiresOn}` : ''}.`
}

function carbonSentence(carbon: CarbonReceipt, speech: Speech): string {
  const chinese = speech.language === 'zh'
  switch (carbon.kind) {
    case 'unquantified':
      return chinese
        ? '减碳量：未量化，没有公开的减排因子。'
        : 'Carbon: not quantified; no factor is published.'
    case 'each':
      return chinese ? `减碳量：每次 ${carbon.grams} 克。` : `Carbon avoided: ${carbon.grams} g each time.`
    case 'per': {
      const quantity = quantityWords(speech, carbon.fact, carbon.quantity)
      const counted = formatQuotient(BigInt(carbon.quantity) * BigInt(carbon.num), BigInt(carbon.den))
      const sum = `${quantity} × ${carbon.num} ÷ ${carbon.den} ${counted}`
      const floor = carbon.floorGrams
      return chinese
        ? `减碳量：${sum}，舍去小数${floor ? `，至少 ${floor} 克` : ''}，得 ${carbon.grams} 克。`
        : `Carbon avoided: ${sum}, rounded down${floor ? `, at least ${floor} g` : ''}: ${carbon.grams} g.`
    }
    default:
      return carbon satisfies never
  }
}

function sourceSentences(factor: FactorVersion | null, language: Language): string[] {
  if (!factor) return []
  const { name, published, source, year, certainty } = factor
  const sure = certaintyNames[certainty][language]
  return [
    language === 'zh'
      ? `减排因子：${name.zh}，${published}；来源：${source}（${year}），可信度${sure}。`
      : `Factor: ${name.en}, ${published}; source: ${source} (${year}), certainty: ${sure}.`,
  ]
}

function notAppliedSentence({ rule, reason }: NotApplied, speech: Speech): string {
  const chinese = speech.language === 'zh'
  const why = whyNot(reason, speech)
  return chinese ? `规则 ${rule} 未适用：${why}。` : `Rule ${rule} did not apply: ${why}.`
}

function whyNot(reason: NotApplied['reason'], speech: Speech): string {
  const chinese = speech.language === 'zh'
  switch (reason.kind) {
    case 'condition': {
      const { failed } = reason
      const asked = conditionWords(speech, failed)
      if (failed.was === null)
        return chinese ? `要求${asked}，本次没有这项数据` : `${asked}, and this was not given`
      const was = valueWords(speech, failed.fact, failed.was)
      return chinese ? `要求${asked}，实际为 ${was}` : `it asks that ${asked}, and it was ${was}`
    }
    case 'evidence': {
      const evidence = evidenceNames[reason.evidence][speech.language]
      return chinese ? `不接受“${evidence}”` : `it does not accept this proof (${evidence})`
    }
    case 'another-paid':
      return chinese ? `规则 ${reason.rule} 在先` : `rule ${reason.rule} comes first`
    case 'unquantified':
      return chinese ? '按减碳量计分，而本次未量化' : 'it pays by the gram, and no factor was valid'
    default:
      return reason satisfies never
  }
}
