import { formatExactPoints, formatPoints } from './points.ts'
import type { LineReceipt } from './receipt.ts'
import type { Award } from './rule.ts'
import type { Language, Speech } from './rule-words.ts'
import { quantityWords } from './rule-words.ts'
import type { Worth } from './scoring-award.ts'
import { bandOf, compileAward, shareOf, worthOf } from './scoring-award.ts'
import { product } from './scoring-fraction.ts'

/** The sum of a line in points: formula, weight and campaigns, exact result, rounding. */
export function sumSentences(line: LineReceipt, speech: Speech): string[] {
  const { award, quantity, totalBefore } = line
  if (quantity === null || totalBefore === null) {
    return [sentence(speech, formula(award, quantity ?? 0, line, speech), line)]
  }
  const after = totalBefore + quantity
  const chinese = speech.language === 'zh'
  const words = (amount: number) =>
    award.kind === 'perGram' ? '' : quantityWords(speech, factOf(award), amount)
  const paidAfter = paidFor(line, after)
  const paidBefore = paidFor(line, totalBefore)
  const [rounded, less, more] = [line.rounded, paidBefore.rounded, paidAfter.rounded].map(formatPoints)
  return [
    chinese
      ? `当天总量：此前 ${words(totalBefore)}，加本次 ${words(quantity)}，共 ${words(after)}。`
      : `The day’s total: ${words(totalBefore)} before, ${words(quantity)} now, ${words(after)} together.`,
    sentence(speech, formula(award, after, line, speech), paidAfter),
    ...(totalBefore === 0
      ? []
      : [
          sentence(speech, formula(award, totalBefore, line, speech), paidBefore),
          chinese
            ? `总量应得减去此前应得：${more} − ${less} = ${rounded} 积分。`
            : `Difference: ${more} − ${less} = ${rounded} points.`,
        ]),
  ]
}

function paidFor(line: LineReceipt, quantity: number): Worth {
  if (quantity === 0) return { raw: { num: 0, den: 1 }, rounded: 0 }
  return worthOf(compileAward(line.award), quantity, shareOf(line.weightPercent, line.multipliers))
}

function sentence({ language }: Speech, left: string, { raw, rounded }: Worth): string {
  const exact = raw.num === product(rounded, raw.den)
  if (exact && left === formatPoints(rounded)) return flatSentence(language, left)
  const result = formatExactPoints(raw)
  if (language === 'zh') {
    return `计算：${left} ${result} 积分${exact ? '' : `，舍去不足 0.01 的部分，得 ${formatPoints(rounded)} 积分`}。`
  }
  return `Sum: ${left} ${result} points${exact ? '' : `, rounded down to ${formatPoints(rounded)}`}.`
}

function flatSentence(language: Language, points: string): string {
  return language === 'zh' ? `计算：每次 ${points} 积分。` : `Sum: ${points} points each time.`
}

/** The left side of the sum: `(1 + 5300 米 ÷ 1000 米 × 0.72) × 50% (按核实方式)`. */
function formula(award: Award, quantity: number, line: LineReceipt, speech: Speech): string {
  const factors: string[] = []
  if (line.weightPercent !== 100) {
    const proof = speech.language === 'zh' ? '按核实方式' : 'by kind of proof'
    factors.push(`${line.weightPercent}% (${proof})`)
  }
  for (const { code, percent } of line.multipliers) factors.push(`${percent}% (${code})`)
  const plain = plainFormula(award, quantity, speech)
  const bracketed = factors.length > 0 && plain.includes(' + ') ? `(${plain})` : plain
  return [bracketed, ...factors].join(' × ')
}

function plainFormula(award: Award, quantity: number, speech: Speech): string {
  switch (award.kind) {
    case 'linear': {
      const { base, per } = award
      if (!per) return formatPoints(base)
      const each = quantityWords(speech, per.fact, per.den)
      const amount = `${quantityWords(speech, per.fact, quantity)} ÷ ${each} × ${formatPoints(per.num)}`
      return base === 0 ? amount : `${formatPoints(base)} + ${amount}`
    }
    case 'banded': {
      const band = bandOf(award.bands, quantity)
      const reached = quantityWords(speech, award.fact, band?.from ?? 0)
      const words = speech.language === 'zh' ? `满 ${reached}` : `from ${reached}`
      return `${formatPoints(band?.centipoints ?? 0)} (${words})`
    }
    case 'perGram':
      return `${quantity} g ÷ ${award.den} g × ${formatPoints(award.num)}`
    default:
      return award satisfies never
  }
}

function factOf(award: Exclude<Award, { kind: 'perGram' }>): string {
  return award.kind === 'banded' ? award.fact : (award.per?.fact ?? '')
}
