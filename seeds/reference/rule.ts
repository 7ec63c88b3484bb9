import type { Cap, Multiplier, RuleBody } from '#shared/domain/rule.ts'
import { scaleFrom } from './factor.ts'

/** One rule of a preset: its first version, in force from the start of the scale. */
export interface PresetRule {
  /** Stays the same over all versions; cap tallies are kept under it. */
  readonly code: string
  readonly effectiveFrom: Date
  readonly effectiveUntil: Date | null
  readonly body: RuleBody
}

type Chosen = Pick<RuleBody, 'when' | 'award' | 'evidenceWeights' | 'caps' | 'basis'>

const noMultipliers: readonly Multiplier[] = []

/**
 * A rule of the preset `chongqing-scale`: paid by the programme's own issuance, without a campaign. Points
 * last 24 months, our default; the longest published validity is 10 years (深圳碳普惠管理办法 2022).
 */
export function presetRule(name: string, actionType: string, chosen: Chosen): PresetRule {
  return {
    code: `chongqing-scale.${name}`,
    effectiveFrom: scaleFrom,
    effectiveUntil: null,
    body: {
      form: 1,
      actionType,
      priority: 100,
      multipliers: noMultipliers,
      budget: null,
      expiryMonths: 24,
      ...chosen,
    },
  }
}

export function flat(centipoints: number): RuleBody['award'] {
  return { kind: 'linear', base: centipoints, per: null, dayTotalOf: null }
}

export function timesADay(of: Cap['of'], limit: number): Cap {
  return { code: `day-${of}`, limit, unit: 'times', per: 'day', of }
}

export function centipointsA(per: Cap['per'], of: Cap['of'], limit: number): Cap {
  return { code: `${per}-${of}-points`, limit, unit: 'centipoints', per, of }
}
