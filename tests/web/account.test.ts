import { describe, expect, it } from 'vitest'
import { lastMonths } from '#shared/domain/carbon.ts'
import { signedPoints } from '../../web/resident/statement-text.ts'
import { meaningOf } from '../../web/resident/scan.ts'
import { visitAt } from '../../web/resident/visits.ts'

const minute = 60_000

describe('since the last visit', () => {
  it('counts from nowhere on the first visit', () => {
    expect(visitAt(null, 5)).toEqual({ since: null, lookedAt: 5, newest: null })
  })

  it('stays the same while somebody looks again and again', () => {
    const kept = { since: '1~a', lookedAt: 0, newest: '2~b' }
    expect(visitAt(kept, 20 * minute)).toMatchObject({ since: '1~a', lookedAt: 20 * minute })
  })

  it('begins where the last one ended, after half an hour or when the clock went back', () => {
    const kept = { since: '1~a', lookedAt: 60 * minute, newest: '2~b' }
    expect(visitAt(kept, 90 * minute)).toMatchObject({ since: '2~b' })
    expect(visitAt(kept, 0)).toMatchObject({ since: '2~b' })
  })
})

describe('the months of the chart', () => {
  it('are all there, the oldest first, over the turn of a year', () => {
    const january = { month: '2027-01', grams: 5, actions: [] }
    expect(lastMonths([january], '2027-01', 3).map(({ month, grams }) => [month, grams])).toEqual([
      ['2026-11', 0],
      ['2026-12', 0],
      ['2027-01', 5],
    ])
  })
})

describe('a change of points', () => {
  it('has its sign, and a true minus', () => {
    expect([110, -2_000, 0].map(signedPoints)).toEqual(['+1.1', '−20', '0'])
  })
})

describe('what was scanned', () => {
  const ours = 'https://carbon.example'

  it('is a code of eight, however it is written', () => {
    expect(meaningOf(' abcd-2345 ', ours)).toEqual({ kind: 'code', code: 'ABCD2345' })
    expect(meaningOf('ABCD 2345', ours)).toEqual({ kind: 'code', code: 'ABCD2345' })
  })

  it('is a page only of this very place, and never of the counter or the API', () => {
    expect(meaningOf(`${ours}/rewards/rew_1?from=qr`, ours)).toEqual({
      kind: 'page',
      path: '/rewards/rew_1?from=qr',
    })
    for (const foreign of [
      'https://carbon.example.evil.test/rewards',
      `${ours}:444/rewards`,
      `${ours}/api/v1/me`,
      `${ours}/merchant/`,
      'javascript:alert(1)',
      'weixin://pay',
      '1234567890',
      '',
    ]) {
      expect(meaningOf(foreign, ours), foreign).toEqual({ kind: 'unknown' })
    }
  })
})
