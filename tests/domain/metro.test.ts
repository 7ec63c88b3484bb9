import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { metro } from '#seeds/reference/metro.ts'
import { buildNetwork, rideDistanceM, straightDistanceM } from '#shared/domain/metro.ts'
import type { MetroData, MetroLine, MetroStation } from '#shared/domain/metro.ts'

const network = buildNetwork(metro)
const codes = metro.stations.map(station => station.code)
const anyStation = fc.constantFrom(...codes)
const ride = (entry: string, exit: string) => rideDistanceM(network, `cq.${entry}`, `cq.${exit}`)
const km = (distanceM: number) => ({ ok: true, distanceM })

describe('a metro ride', () => {
  it('from 杨家坪 to 动物园 is one stop on line 2', () => {
    expect(ride('yangjiaping-2', 'dongwuyuan')).toEqual(km(970))
  })

  // Expected metres of the longer rides were worked out by a second, separate program from the same data.
  it('from 杨家坪 to 朝天门 changes lines and is longer than the straight way', () => {
    expect(ride('yangjiaping-2', 'chaotianmen')).toEqual(km(11_225))
    expect(ride('yangjiaping-2', 'shapingba')).toEqual(km(9_631))
  })

  it('changes at 杨家坪 from line 2 to line 18 without riding the walk between the platforms', () => {
    expect(ride('yangjiaping-2', 'yangjiaping-18')).toEqual(km(0))
    expect(ride('yangjiaping-2', 'shipingqiao')).toEqual(ride('yangjiaping-18', 'shipingqiao'))
    expect(ride('xietaizi-1', 'xietaizi-5')).toEqual(km(0))
    expect(ride('guanyinqiao-3', 'guanyinqiao-9')).toEqual(km(0))
  })

  it('that leaves where it entered is no distance', () => {
    expect(ride('yangjiaping-2', 'yangjiaping-2')).toEqual(km(0))
  })

  it('closes the loop line between 凤鸣山 and 重庆图书馆', () => {
    expect(ride('fengmingshan', 'chongqingtushuguan')).toEqual(km(1_092))
  })

  it('is not shortened by the express, which runs past stations on other lines’ tracks', () => {
    expect(ride('shapingba', 'ranjiaba')).toEqual(km(6_605))
    const express = metro.lines.filter(line => line.express).map(line => line.code)
    expect(express).toEqual(['express-4-loop-5'])
    const asIfOrdinary = buildNetwork({
      ...metro,
      lines: metro.lines.map(line => ({ ...line, express: false })),
    })
    expect(rideDistanceM(asIfOrdinary, 'cq.shapingba', 'cq.ranjiaba')).toEqual(km(6_020))
  })

  it('goes out to 铜梁 and to 江津 over the suburban lines', () => {
    expect(ride('tongliangxi', 'chaotianmen')).toEqual(km(75_424))
    expect(ride('shengquansi', 'tiaodeng')).toEqual(km(25_804))
  })

  it('on the 璧山云巴 is counted, and refused between it and the metro, which it does not join', () => {
    expect(ride('yihaoditiezhan', 'chengyugaotiezhan')).toEqual(km(14_854))
    const refused = { ok: false, problem: 'not-connected', which: 'exit' }
    expect(ride('yihaoditiezhan', 'bishan')).toEqual(refused)
    expect(ride('bishan', 'yihaoditiezhan')).toEqual(refused)
  })

  it('names the station that nobody knows, the entry first', () => {
    expect(ride('nowhere', 'dongwuyuan')).toEqual({ ok: false, problem: 'unknown-station', which: 'entry' })
    expect(ride('dongwuyuan', 'nowhere')).toEqual({ ok: false, problem: 'unknown-station', which: 'exit' })
    expect(ride('nowhere', 'nowhere')).toEqual({ ok: false, problem: 'unknown-station', which: 'entry' })
    expect(rideDistanceM(network, '__proto__', 'constructor').ok).toBe(false)
  })
})

describe('the distances of the whole network', () => {
  const lone = new Set(metro.lines.find(line => line.code === 'skyshuttle')?.stations)

  it('leave exactly one part apart: the 15 stations of the 云巴', () => {
    expect(lone.size).toBe(15)
    const refusedFrom = (entry: string) => codes.filter(exit => !rideDistanceM(network, entry, exit).ok)
    expect(refusedFrom('cq.yangjiaping-2')).toEqual(codes.filter(code => lone.has(code)))
    expect(refusedFrom('cq.shapo')).toEqual(codes.filter(code => !lone.has(code)))
  })

  it('are the same there and back, keep the triangle rule, and are never under the straight way', () => {
    // Transfers count nothing, so up to three of them may hide their walk; each edge rounds by half a metre.
    const hiddenM = 371 + 207 + 197 + codes.length / 2
    const connected = fc.constantFrom(...codes.filter(code => !lone.has(code)))
    const metres = (a: string, b: string) => {
      const distance = rideDistanceM(network, a, b)
      return distance.ok ? distance.distanceM : NaN
    }
    fc.assert(
      fc.property(connected, connected, connected, (a, b, c) => {
        expect(metres(a, b)).toBe(metres(b, a))
        expect(metres(a, c)).toBeLessThanOrEqual(metres(a, b) + metres(b, c))
        const straight = straightDistanceM(network.stations.get(a)!, network.stations.get(b)!)
        expect(metres(a, b)).toBeGreaterThanOrEqual(Math.max(0, straight - hiddenM))
        expect(Number.isSafeInteger(metres(a, b))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('do not depend on the order in which stations and lines are listed', () => {
    const turned = buildNetwork({
      stations: metro.stations.toReversed(),
      lines: metro.lines.toReversed().map(line => ({ ...line, stations: line.stations.toReversed() })),
    })
    fc.assert(
      fc.property(anyStation, anyStation, (a, b) => {
        expect(rideDistanceM(turned, a, b)).toEqual(rideDistanceM(network, a, b))
      }),
      { numRuns: 2_000 },
    )
  })

  it('take a batch of 500 rides under 5 ms once the network is warm', () => {
    const rides = fc.sample(fc.tuple(anyStation, anyStation), { numRuns: 500, seed: 1 })
    const batch = () => {
      const started = performance.now()
      for (const [entry, exit] of rides) rideDistanceM(network, entry, exit)
      return performance.now() - started
    }
    batch()
    // The best of several: a busy machine may interrupt any one.
    expect(Math.min(...Array.from({ length: 5 }, batch))).toBeLessThan(5)
  })
})

describe('a network built from faulty data', () => {
  const stop = (code: string, zh: string, lat: number): MetroStation => ({
    code,
    name: { zh, en: zh },
    lat,
    lng: 106.5,
    district: null,
  })
  const line = (...stations: string[]): MetroLine => ({
    code: 'x',
    name: { zh: 'x', en: 'x' },
    color: '#000000',
    express: false,
    stations,
  })
  const build = (stations: MetroStation[], lines: MetroLine[] = []) => {
    const data: MetroData = { stations, lines }
    return () => buildNetwork(data)
  }

  it('is refused: a code twice, a line through no station, one name in two towns', () => {
    expect(build([stop('a', '甲', 29.5), stop('a', '乙', 29.6)])).toThrow('two stations have one code')
    expect(build([stop('a', '甲', 29.5)], [line('a', 'b')])).toThrow('line x calls at b')
    expect(build([stop('a', '甲', 29.5), stop('b', '甲', 29.6)])).toThrow('lie too far apart')
  })
})

describe('the straight distance between two docks', () => {
  it('is 111,195 m for a degree of latitude, and nothing for one dock', () => {
    expect(straightDistanceM({ lat: 29, lng: 106.5 }, { lat: 30, lng: 106.5 })).toBe(111_195)
    expect(straightDistanceM({ lat: 29.5, lng: 106.5 }, { lat: 29.5, lng: 106.5 })).toBe(0)
    expect(straightDistanceM({ lat: 0, lng: 0 }, { lat: 0, lng: 180 })).toBe(20_015_114)
  })
})
