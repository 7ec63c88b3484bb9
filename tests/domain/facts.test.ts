import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FactProblem } from '#shared/domain/facts.ts'
import { validateFacts } from '#shared/domain/facts.ts'
import { bikeRide, recycling } from './scoring-district.ts'

const paper = { material: 'paper', weightG: 2_000 }

describe('the facts of a report', () => {
  it('are taken as they are when every one is right', () => {
    expect(validateFacts(recycling, paper)).toEqual({ ok: true, facts: paper })
    expect(validateFacts(bikeRide, { startDock: 'D.1_a:b-2', endDock: 'D2' })).toMatchObject({ ok: true })
  })

  it.each<[string, Record<string, unknown>, string, FactProblem]>([
    ['a weight that is missing', { material: 'paper' }, 'weightG', 'missing'],
    ['a fact nobody knows', { ...paper, colour: 'red' }, 'colour', 'unknown'],
    ['a fact named after a part of every object', { ...paper, constructor: 1 }, 'constructor', 'unknown'],
    [
      'a prototype smuggled in by JSON',
      JSON.parse('{"material":"paper","weightG":1,"__proto__":{}}'),
      '__proto__',
      'unknown',
    ],
    ['a weight below the least', { ...paper, weightG: 0 }, 'weightG', 'range'],
    ['a negative weight', { ...paper, weightG: -1 }, 'weightG', 'range'],
    ['a weight above the most', { ...paper, weightG: 500_001 }, 'weightG', 'range'],
    ['a weight beyond exact numbers', { ...paper, weightG: 1e300 }, 'weightG', 'range'],
    ['an endless weight', { ...paper, weightG: Infinity }, 'weightG', 'range'],
    ['a weight with a fraction', { ...paper, weightG: 1.5 }, 'weightG', 'type'],
    ['a weight in words', { ...paper, weightG: '2000' }, 'weightG', 'type'],
    ['a weight that is null', { ...paper, weightG: null }, 'weightG', 'type'],
    ['a material nobody takes', { ...paper, material: 'gold' }, 'material', 'option'],
    ['a material in a list', { ...paper, material: ['paper'] }, 'material', 'type'],
  ])('are refused for %s', (_, facts, fact, problem) => {
    expect(validateFacts(recycling, facts)).toEqual({ ok: false, fact, problem })
  })

  it.each([[''], ['a b'], ['站'], ['x'.repeat(65)], ['D1\n']])('name no place like %j', startDock => {
    expect(validateFacts(bikeRide, { startDock, endDock: 'D2' })).toMatchObject({
      fact: 'startDock',
      problem: 'option',
    })
  })

  it('may not state a distance that we work out ourselves', () => {
    const stated = { startDock: 'D1', endDock: 'D2', distanceM: 9_000 }
    expect(validateFacts(bikeRide, stated)).toEqual({ ok: false, fact: 'distanceM', problem: 'unknown' })
  })

  it('hold no negative zero', () => {
    const zero = { ...recycling, facts: { weightG: { ...recycling.facts['weightG']!, min: 0 } as never } }
    const checked = validateFacts(zero, JSON.parse('{"weightG":-0}'))
    expect(checked.ok && Object.is(checked.facts['weightG'], 0)).toBe(true)
  })

  it('never make the check throw, whatever is sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.anything(), (facts, weightG) => {
        const checked = validateFacts(recycling, { material: 'paper', ...facts, weightG })
        if (checked.ok) expect(checked.facts['weightG']).toBe(weightG)
      }),
    )
  })
})
