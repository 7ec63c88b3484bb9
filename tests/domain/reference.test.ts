import { describe, expect, it } from 'vitest'
import { referenceData } from '#seeds/reference/data.ts'
import type { FactorForm, Facts } from '#shared/domain/action-type.ts'

const { actionTypes, factors, rules, metro, streets } = referenceData
const codePattern = /^[A-Za-z0-9._:-]{1,64}$/

function typeOf(code: string) {
  return actionTypes.find(type => type.code === code)!
}

function factorsUsed(): string[] {
  return actionTypes.flatMap(({ carbon }) => {
    if (!carbon) return []
    return 'factor' in carbon ? [carbon.factor] : Object.values(carbon.factors)
  })
}

function grams(code: string, facts: Facts = {}): number {
  const form: FactorForm = factors.find(factor => factor.code === code)!.form
  if (form.kind === 'each') return form.grams
  return Math.max(form.floorGrams, Math.floor((Number(facts[form.fact]) * form.num) / form.den))
}

describe('the catalogue of actions', () => {
  it('has the twelve actions of the programme, seven of them open', () => {
    const isOpen = (open: boolean) => actionTypes.filter(type => type.open === open).map(type => type.code)
    const rides = ['metro-ride', 'bus-ride', 'bike-ride']
    expect(isOpen(true)).toEqual([...rides, 'waste-sorting', 'recycling', 'clean-plate', 'own-cup'])
    expect(isOpen(false)).toEqual(['walk', 'ev-charge', 'no-cutlery', 'parcel-return', 'old-clothes'])
  })

  it('claims no grams for own cups, waste sorting and EV charging: nobody publishes a factor', () => {
    const silent = actionTypes.filter(type => type.carbon === null).map(type => type.code)
    expect(silent).toEqual(['waste-sorting', 'own-cup', 'ev-charge'])
  })

  it('counts grams only by published factors, from facts that are stated or worked out', () => {
    for (const { code, carbon, facts, distance } of actionTypes) {
      if (!carbon) continue
      const names = 'factor' in carbon ? [carbon.factor] : Object.values(carbon.factors)
      for (const name of names) {
        const form = factors.find(factor => factor.code === name)?.form
        expect(form, `${code} → ${name}`).toBeDefined()
        if (form?.kind !== 'per') continue
        const known = facts[form.fact] ?? (form.fact === 'distanceM' ? distance : null)
        expect(known, `${name} needs ${form.fact}`).toBeTruthy()
      }
      if ('choice' in carbon) {
        const options = facts[carbon.choice]
        expect(options?.type === 'choice' && options.options).toEqual(Object.keys(carbon.factors))
      }
    }
  })

  it('lets all rides overlap with each other only, and takes their length from facts they have', () => {
    const rides = actionTypes.filter(type => type.claim.class === 'ride')
    expect(rides.map(type => type.code)).toEqual(['metro-ride', 'bus-ride', 'bike-ride'])
    for (const { claim, facts, distance } of actionTypes) {
      if (claim.lengthFact) expect(facts[claim.lengthFact]).toMatchObject({ type: 'quantity', unit: 's' })
      for (const end of distance ? [distance.from, distance.to] : []) {
        expect(facts[end]?.type).toBe('place')
      }
      expect(claim.lengthS).toBeGreaterThan(0)
    }
    expect(typeOf('bike-ride').facts['durationS']).toMatchObject({ min: 90, max: 14_400, required: true })
  })
})

describe('the emission factors', () => {
  it('come from a named source and year, under codes of their own', () => {
    expect(new Set(factors.map(factor => factor.code)).size).toBe(factors.length)
    for (const factor of factors) {
      expect(factor.code).toMatch(codePattern)
      expect(factor.source.length).toBeGreaterThan(3)
      expect(factor.published).toMatch(/\d.* g/u)
      expect(factor.year).toBeGreaterThan(2018)
      expect(factor.validFrom.toISOString()).toBe('2020-12-31T16:00:00.000Z')
    }
  })

  it('give the published grams', () => {
    expect(grams('bus-ride')).toBe(120)
    expect(grams('metro-km', { distanceM: 10_000 })).toBe(720)
    expect(grams('metro-km', { distanceM: 300 })).toBe(46)
    expect(grams('bike-km', { distanceM: 10_000 })).toBe(933)
    expect(grams('walk-steps', { steps: 10_000 })).toBe(164)
    expect(grams('clean-plate')).toBe(144)
    expect(grams('no-cutlery')).toBe(23)
    expect(grams('parcel-box', { boxes: 2 })).toBe(74)
    expect(grams('old-clothes', { weightG: 2_500 })).toBe(3_200)
    const kilo = { weightG: 1_000 }
    const materials = typeOf('recycling').carbon as { factors: Record<string, string> }
    const each = Object.entries(materials.factors).map(([name, code]) => [name, grams(code, kilo)])
    expect(Object.fromEntries(each)).toEqual({
      paper: 220,
      cardboard: 102,
      glass: 580,
      steel: 1_040,
      aluminium: 8_121,
      plastic: 1_597,
      pet: 1_650,
    })
  })

  it('keep the alternatives apart: published, and used by no action', () => {
    const used = new Set(factorsUsed())
    const unused = factors.filter(factor => !used.has(factor.code)).map(factor => factor.code)
    expect(unused).toEqual([
      'bus-ride-beijing',
      'metro-km-wuhan',
      'clean-plate-beijing',
      'hotel-no-disposables',
      'electricity-chongqing',
      'electricity-china',
    ])
    expect(grams('bus-ride-beijing')).toBe(80)
    expect(grams('metro-km-wuhan', { distanceM: 10_000 })).toBe(784)
    expect(grams('clean-plate-beijing')).toBe(449)
    expect(grams('hotel-no-disposables', { orders: 10 })).toBe(2_032)
    expect(grams('electricity-chongqing', { energyWh: 10_000 })).toBe(5_227)
    expect(grams('electricity-china', { energyWh: 10_000 })).toBe(5_306)
  })
})

describe('the rules of the scale', () => {
  it('pay every open action, and no other', () => {
    const paid = new Set(rules.map(rule => rule.body.actionType))
    expect([...paid].toSorted()).toEqual(
      actionTypes
        .filter(type => type.open)
        .map(type => type.code)
        .toSorted(),
    )
    const materials = typeOf('recycling').facts['material']!
    const perMaterial = rules.filter(rule => rule.body.actionType === 'recycling')
    expect(perMaterial.map(rule => rule.body.when[0]?.value).toSorted()).toEqual(
      materials.type === 'choice' ? materials.options.toSorted() : [],
    )
  })

  it('pay 1.1 points for a bus ride, four times a day, as the city does', () => {
    const bus = rules.find(rule => rule.code === 'chongqing-scale.bus-ride')!.body
    expect(bus.award).toEqual({ kind: 'linear', base: 110, per: null, dayTotalOf: null })
    expect(bus.caps[0]).toMatchObject({ limit: 4, unit: 'times', per: 'day', of: 'resident' })
  })

  it('say where the award comes from, and weigh only evidence that the action takes', () => {
    expect(new Set(rules.map(rule => rule.code)).size).toBe(rules.length)
    for (const { code, body } of rules) {
      expect(code).toMatch(codePattern)
      expect(Object.keys(body.evidenceWeights)).toEqual([...typeOf(body.actionType).evidence])
      const published = code === 'chongqing-scale.bus-ride'
      expect(body.basis.zh.startsWith('本区自定')).toBe(!published)
      expect(body.basis.en.startsWith('Our own')).toBe(!published)
    }
  })

  it('bound every award within a year, under cap codes that differ', () => {
    for (const { body } of rules) {
      expect(body.caps.some(cap => cap.per === 'year')).toBe(true)
      expect(body.caps.some(cap => cap.per === 'day')).toBe(true)
      expect(new Set(body.caps.map(cap => cap.code)).size).toBe(body.caps.length)
      expect(body.expiryMonths).toBe(24)
    }
  })
})

describe('the places', () => {
  it('are 281 stations on 16 lines, each with a code that fits a report, 29 of them in 九龙坡', () => {
    expect(metro.lines).toHaveLength(16)
    expect(metro.stations).toHaveLength(281)
    expect(new Set(metro.stations.map(station => station.code)).size).toBe(281)
    for (const { code } of metro.stations) expect(code).toMatch(codePattern)
    const here = metro.stations.filter(station => station.district === '500107')
    expect(here).toHaveLength(29)
    expect(here.filter(station => station.name.zh === '杨家坪').map(station => station.code)).toEqual([
      'cq.yangjiaping-2',
      'cq.yangjiaping-18',
    ])
    const served = new Set(metro.lines.flatMap(line => line.stations))
    expect(metro.stations.filter(station => !served.has(station.code))).toEqual([])
  })

  it('are the 9 streets and 10 towns of the district', () => {
    expect(streets.filter(({ kind }) => kind === 'street')).toHaveLength(9)
    expect(streets.filter(({ kind }) => kind === 'town')).toHaveLength(10)
    expect(new Set(streets.map(({ code }) => code)).size).toBe(19)
    for (const { code } of streets) expect(code.startsWith('500107')).toBe(true)
  })
})
