import { describe, expect, it } from 'vitest'
import type { Receipt } from '#shared/domain/receipt.ts'
import { receiptOf, receiptSteps } from '../../web/resident/receipt-steps.ts'

const say = (key: string, blanks?: Record<string, string | number>) =>
  [key.replace('receipt.', ''), ...Object.values(blanks ?? {})].join(' ')

const receipt: Receipt = {
  form: 1,
  actionType: 'metro-ride',
  evidence: 'operator',
  occurredOn: '2026-11-23',
  facts: {},
  carbon: {
    kind: 'per',
    factor: 'metro-km',
    factorVersion: 'fac_1',
    fact: 'distanceM',
    quantity: 5_740,
    num: 72,
    den: 1_000,
    floorGrams: 46,
    grams: 413,
  },
  line: {
    rule: 'ride',
    ruleVersion: 'rul_1',
    version: 2,
    because: [],
    award: { kind: 'linear', fact: 'each', per: 1, centipoints: 110 } as never,
    quantity: null,
    totalBefore: null,
    weightPercent: 50,
    multipliers: [{ code: 'green-week', percent: 150 }],
    raw: { num: 165, den: 2 },
    rounded: 82,
    caps: [
      {
        code: 'daily',
        key: 'k',
        per: 'day',
        of: 'resident',
        unit: 'centipoints',
        limit: 440,
        usedBefore: 400,
        used: 40,
      },
    ],
    awarded: 40,
    cut: { by: 'cap', cap: 'daily' },
    budget: null,
  },
  notApplied: [],
  centipoints: 40,
  grams: 413,
  expiresOn: '2028-11-30',
}

describe('the table under “why this number”', () => {
  it('leads from the rule to the points, step by step', () => {
    expect(receiptSteps(receipt, say).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'rule: ruleVersion ride 2',
      'weight: × 50%',
      'multiplier green-week: × 150%',
      'exact: = 0.825',
      'rounded: 0.82',
      'capDay: 0.4',
      'cut: −0.42',
      'result: 0.4',
      'factor: metro-km',
      'grams: 413 ui.g',
      'expires: 2028-11-30',
    ])
  })

  it('claims no grams where no factor is published', () => {
    const unquantified = { ...receipt, carbon: { kind: 'unquantified' } as const, grams: 0 }
    expect(receiptSteps(unquantified, say)).toContainEqual({ name: 'grams', value: 'unquantified' })
  })

  it('does not guess at a receipt of a form it does not know', () => {
    expect(receiptOf({ form: 2 })).toBeNull()
    expect(receiptOf(null)).toBeNull()
  })
})
