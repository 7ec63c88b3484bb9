import { isDay } from '#shared/domain/calendar.ts'
import { formatExactPoints, formatPoints } from '#shared/domain/points.ts'
import type { CapReceipt, LineReceipt, Receipt } from '#shared/domain/receipt.ts'

/** One line of the sum: what was done to the number, and what came out. */
export interface Step {
  readonly name: string
  readonly value: string
  readonly note?: string
  readonly result?: boolean
}

export type Say = (key: string, blanks?: Record<string, string | number>) => string

/** What the server stored as a receipt. It is written in this form; a later one is not understood. */
export function receiptOf(stored: Record<string, unknown> | null | undefined): Receipt | null {
  return stored?.['form'] === 1 ? (stored as unknown as Receipt) : null
}

/** The sum of a receipt, step by step: a person with a pocket calculator gets the same. */
export function receiptSteps(receipt: Receipt, say: Say): Step[] {
  const { line, centipoints, expiresOn } = receipt
  return [
    ...(line ? lineSteps(line, say) : []),
    { name: say('receipt.result'), value: formatPoints(centipoints), result: true },
    ...carbonSteps(receipt, say),
    ...(expiresOn && isDay(expiresOn) ? [{ name: say('receipt.expires'), value: expiresOn }] : []),
  ]
}

function lineSteps(line: LineReceipt, say: Say): Step[] {
  const lost = line.rounded - line.awarded
  return [
    {
      name: say('receipt.rule'),
      value: say('receipt.ruleVersion', { rule: line.rule, version: line.version }),
    },
    ...(line.weightPercent === 100
      ? []
      : [{ name: say('receipt.weight'), value: `× ${line.weightPercent}%` }]),
    ...line.multipliers.map(({ code, percent }) => ({
      name: say('receipt.multiplier', { code }),
      value: `× ${percent}%`,
    })),
    { name: say('receipt.exact'), value: formatExactPoints(line.raw) },
    { name: say('receipt.rounded'), value: formatPoints(line.rounded) },
    ...line.caps.map(cap => capStep(cap, say)),
    ...(line.cut && lost > 0 ? [cutStep(line.cut.by, lost, say)] : []),
  ]
}

/** What a cap counts over, in words; its code is for those who tune the rules. */
const capNames: Readonly<Record<CapReceipt['per'], string>> = {
  event: 'receipt.capEvent',
  day: 'receipt.capDay',
  week: 'receipt.capWeek',
  month: 'receipt.capMonth',
  year: 'receipt.capYear',
}

function capStep(cap: CapReceipt, say: Say): Step {
  const amount = (used: number) => (cap.unit === 'centipoints' ? formatPoints(used) : String(used))
  return {
    name: say(capNames[cap.per]),
    value: amount(cap.used),
    note: say('receipt.capUse', { before: amount(cap.usedBefore), limit: amount(cap.limit) }),
  }
}

function cutStep(by: 'cap' | 'budget-empty', lost: number, say: Say): Step {
  return { name: say(by === 'cap' ? 'receipt.cut' : 'receipt.budgetEmpty'), value: `−${formatPoints(lost)}` }
}

function carbonSteps({ carbon, grams }: Receipt, say: Say): Step[] {
  if (carbon.kind === 'unquantified') {
    return [{ name: say('receipt.grams'), value: say('receipt.unquantified') }]
  }
  return [
    { name: say('receipt.factor'), value: carbon.factor, note: carbon.factorVersion },
    { name: say('receipt.grams'), value: `${grams} ${say('ui.g')}`, result: true },
  ]
}
