import type { Award } from './rule.ts'
import type { CapReceipt, CarbonReceipt, LineReceipt, Receipt } from './receipt.ts'

export interface Recomputed {
  readonly centipoints: number
  readonly grams: number
}

/**
 * Does the sum of a receipt again from its own numbers: the facts, the formula, the weights and what the caps
 * had counted. Shares no code with the scoring and counts in integers of any size, so that it can find the
 * scoring wrong. It takes the receipt's word for one thing only, that a budget was empty.
 */
export function recomputeReceipt(receipt: Receipt): Recomputed {
  const grams = recomputeGrams(receipt.carbon, receipt)
  const centipoints = receipt.line ? recomputeLine(receipt.line, receipt, grams) : 0n
  return { centipoints: Number(centipoints), grams: Number(grams) }
}

function recomputeGrams(carbon: CarbonReceipt, receipt: Receipt): bigint {
  switch (carbon.kind) {
    case 'unquantified':
      return 0n
    case 'each':
      return BigInt(carbon.grams)
    case 'per': {
      const counted = (factOf(receipt, carbon.fact) * BigInt(carbon.num)) / BigInt(carbon.den)
      return counted > BigInt(carbon.floorGrams) ? counted : BigInt(carbon.floorGrams)
    }
    default:
      return carbon satisfies never
  }
}

function recomputeLine(line: LineReceipt, receipt: Receipt, grams: bigint): bigint {
  const paid = (quantity: bigint): bigint => {
    const [num, den] = worth(line.award, quantity)
    const percents = [line.weightPercent, ...line.multipliers.map(campaign => campaign.percent)]
    const share = percents.reduce((all, percent) => all * BigInt(percent), num)
    return share / (den * 100n ** BigInt(percents.length))
  }
  const quantity = fedTo(line.award, receipt, grams)
  const before = BigInt(line.totalBefore ?? 0)
  const weighed = line.totalBefore !== null
  const paidBefore = weighed && before > 0n ? paid(before) : 0n
  const paidAfter = weighed && before + quantity === 0n ? 0n : paid(before + quantity)
  const rounded = paidAfter > paidBefore ? paidAfter - paidBefore : 0n
  if (line.cut?.by === 'budget-empty') return 0n
  return line.caps.reduce(cutBy, rounded)
}

function cutBy(amount: bigint, cap: CapReceipt): bigint {
  const room = BigInt(cap.limit) - BigInt(cap.usedBefore)
  if (room <= 0n) return 0n
  return cap.unit === 'times' || amount < room ? amount : room
}

function fedTo(award: Award, receipt: Receipt, grams: bigint): bigint {
  if (award.kind === 'perGram') return grams
  const fact = award.kind === 'banded' ? award.fact : award.per?.fact
  return fact === undefined ? 0n : factOf(receipt, fact)
}

function factOf({ facts }: Receipt, fact: string): bigint {
  const value = facts[fact]
  if (typeof value !== 'number') throw new RangeError(`the receipt lacks the fact ${fact}`)
  return BigInt(value)
}

/** What a quantity is worth in centipoints, as numerator and denominator. */
function worth(award: Award, quantity: bigint): readonly [bigint, bigint] {
  switch (award.kind) {
    case 'linear': {
      if (!award.per) return [BigInt(award.base), 1n]
      const den = BigInt(award.per.den)
      return [BigInt(award.base) * den + quantity * BigInt(award.per.num), den]
    }
    case 'banded': {
      const reached = award.bands.filter(band => BigInt(band.from) <= quantity)
      return [BigInt(reached.at(-1)?.centipoints ?? 0), 1n]
    }
    case 'perGram':
      return [quantity * BigInt(award.num), BigInt(award.den)]
    default:
      return award satisfies never
  }
}
