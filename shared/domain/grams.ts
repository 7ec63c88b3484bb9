import type { CarbonMethod, Facts, FactorVersion } from './action-type.ts'
import { quantityOf } from './facts.ts'
import type { CarbonReceipt } from './receipt.ts'
import { floorOf, product } from './scoring-fraction.ts'
import { covers, timeline } from './scoring-timeline.ts'

/** Which version of a factor was valid at an instant; null when none was. */
export type FactorAt = (code: string, atMs: number) => FactorVersion | null

const unquantified: CarbonReceipt = { kind: 'unquantified' }

/** Indexes factor versions by code and time. Where two are valid, the one that began later counts. */
export function compileFactors(factors: readonly FactorVersion[]): FactorAt {
  const byCode = new Map<string, (atMs: number) => FactorVersion | null>()
  for (const code of new Set(factors.map(factor => factor.code))) {
    const spans = factors
      .filter(factor => factor.code === code)
      .map(version => ({
        version,
        fromMs: version.validFrom.getTime(),
        untilMs: version.validUntil?.getTime() ?? Infinity,
      }))
      .sort((a, b) => b.fromMs - a.fromMs || b.version.version - a.version.version)
    byCode.set(
      code,
      timeline(spans, atMs => spans.find(span => covers(span, atMs))?.version ?? null),
    )
  }
  return (code, atMs) => byCode.get(code)?.(atMs) ?? null
}

/**
 * The grams of CO2e that one deed avoided, with the factor that counted them: a fixed number, or
 * floor(fact × num ÷ den) but at least `floorGrams`. Unquantified (未量化) where no factor is published: for the
 * action type, for this choice, or at this time.
 */
export function countGrams(
  method: CarbonMethod | null,
  facts: Facts,
  factorAt: FactorAt,
  atMs: number,
): CarbonReceipt {
  const code = method && factorCode(method, facts)
  const factor = code && factorAt(code, atMs)
  if (!factor) return unquantified
  const { form } = factor
  if (form.kind === 'each') {
    return { kind: 'each', factor: factor.code, factorVersion: factor.id, grams: form.grams }
  }
  const quantity = quantityOf(facts, form.fact)
  const counted = floorOf({ num: product(quantity, form.num), den: form.den })
  return {
    kind: 'per',
    factor: factor.code,
    factorVersion: factor.id,
    fact: form.fact,
    quantity,
    num: form.num,
    den: form.den,
    floorGrams: form.floorGrams,
    grams: Math.max(counted, form.floorGrams),
  }
}

function factorCode(method: CarbonMethod, facts: Facts): string | null {
  if ('factor' in method) return method.factor
  const chosen = facts[method.choice]
  if (typeof chosen !== 'string') throw new RangeError(`fact ${method.choice} is missing`)
  return Object.hasOwn(method.factors, chosen) ? (method.factors[chosen] ?? null) : null
}
