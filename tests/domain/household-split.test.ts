import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divide, isSplit, losers, sharesFor, splitOn } from '#shared/domain/household-split.ts'
import type { ResidentId } from '#shared/domain/ids.ts'

const [li, wang, zhao] = ['res_li', 'res_wang', 'res_zhao'] as ResidentId[] as [
  ResidentId,
  ResidentId,
  ResidentId,
]
const share = (residentId: ResidentId, percent: number) => ({ residentId, percent })
const halves = [share(li, 50), share(wang, 50)]
const everybodyLives = () => true

describe('a household that shares the points of its bins', () => {
  it('gives whole centipoints, and the remainder to the first', () => {
    const thirds = [share(li, 34), share(wang, 33), share(zhao, 33)]
    expect(divide(20, thirds).map(part => part.centipoints)).toEqual([8, 6, 6])
    expect(divide(1, halves).map(part => part.centipoints)).toEqual([1, 0])
    expect(divide(0, halves).map(part => part.centipoints)).toEqual([0, 0])
  })

  it('never makes or loses a centipoint, and the first gets something whenever there is something', () => {
    const percents = fc
      .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })
      .map(cuts => [0, ...cuts.toSorted((a, b) => a - b), 100])
      .map(marks => marks.slice(1).map((mark, at) => mark - (marks[at] ?? 0)))
    fc.assert(
      fc.property(percents, fc.integer({ min: 0, max: 100_000 }), (parts, total) => {
        const shares = parts.map((percent, at) => share(`res_${at}` as ResidentId, percent))
        const given = divide(total, shares).map(part => part.centipoints)
        expect(isSplit(shares)).toBe(true)
        expect(given.reduce((sum, one) => sum + one, 0)).toBe(total)
        expect(given.every(one => one >= 0)).toBe(true)
        expect((given[0] ?? 0) > 0).toBe(total > 0)
      }),
    )
  })

  it('takes no split that does not come to a hundred, names somebody twice or gives nothing', () => {
    expect(isSplit([])).toBe(true)
    for (const wrong of [
      [share(li, 60), share(wang, 50)],
      [share(li, 50), share(li, 50)],
      [share(li, 100), share(wang, 0)],
      [share(li, 50.5), share(wang, 49.5)],
      [share(li, 120), share(wang, -20)],
    ])
      expect(isSplit(wrong)).toBe(false)
  })

  it('puts the member who bound the bin first, and gives them what somebody who moved out had', () => {
    expect(sharesFor(wang, halves, everybodyLives)).toEqual([share(wang, 50), share(li, 50)])
    const thirds = [share(li, 40), share(wang, 30), share(zhao, 30)]
    expect(sharesFor(wang, thirds, one => one !== li)).toEqual([share(wang, 70), share(zhao, 30)])
    expect(sharesFor(wang, thirds, one => one === wang)).toEqual([])
    expect(sharesFor(wang, [share(li, 100)], everybodyLives)).toEqual([share(li, 100)])
    expect(sharesFor(wang, halves, () => false)).toEqual([])
  })

  it('holds from its day on, until the next does', () => {
    const first = { effectiveOn: '2026-11-10', shares: halves }
    const back = { effectiveOn: '2026-11-20', shares: [] }
    expect(splitOn([back, first], '2026-11-09')).toBeNull()
    expect(splitOn([back, first], '2026-11-10')).toBe(first)
    expect(splitOn([back, first], '2026-11-25')).toBe(back)
  })

  it('asks those who lose', () => {
    expect(losers([], halves, [li])).toEqual([li])
    expect(losers(halves, [share(li, 70), share(wang, 30)], [li])).toEqual([wang])
    expect(losers(halves, [], [li])).toEqual([wang])
    expect(losers(halves, halves, [li])).toEqual([])
    expect(losers([], [share(zhao, 100)], [li, wang])).toEqual([li, wang])
  })
})
