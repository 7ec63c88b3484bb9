import { describe, expect, it } from 'vitest'
import { formatExactPoints, formatPoints } from '#shared/domain/points.ts'

describe('points as people read them', () => {
  it.each([
    [0, '0'],
    [1, '0.01'],
    [10, '0.1'],
    [99, '0.99'],
    [100, '1'],
    [101, '1.01'],
    [110, '1.1'],
    [-5, '-0.05'],
    [-1_000, '-10'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('%i centipoints are %s', (centipoints, text) => {
    expect(formatPoints(centipoints)).toBe(text)
  })

  it.each([
    [2_997, 2_000, '= 0.014985'],
    [1, 3, '≈ 0.003333'],
    [700, 1, '= 7'],
    [0, 1, '= 0'],
  ])('%i ÷ %i centipoints are exactly or nearly so many points: %s', (num, den, text) => {
    expect(formatExactPoints({ num, den })).toBe(text)
  })
})
