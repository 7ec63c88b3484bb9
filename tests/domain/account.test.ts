import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparedTo } from '#shared/domain/comparison.ts'
import { account, system, templates } from '#shared/domain/postings.ts'
import {
  changeOf,
  lineIdOf,
  referenceOf,
  statementKindOf,
  statementKinds,
  subjectOf,
  templatesOf,
} from '#shared/domain/statement.ts'
import { statementWords } from '#shared/domain/statement-words.ts'
import { type ActionToday, hasRoom, nearestOf, type Path, standingOf } from '#shared/domain/today.ts'

describe('grams against electricity', () => {
  const grid = { form: { kind: 'per', fact: 'energyWh', num: 5_306, den: 10_000, floorGrams: 0 } } as const

  it('are never more than the grid would have emitted', () => {
    // 1,000 g ÷ 0.5306 g/Wh = 1,884.65 Wh.
    expect(comparedTo(1_000, grid)).toEqual({ wattHours: 1_884, lampHours: 188 })
    fc.assert(
      fc.property(fc.nat(10_000_000), grams => {
        const found = comparedTo(grams, grid)
        if (found) expect(found.wattHours * 0.530_6).toBeLessThanOrEqual(grams)
      }),
    )
  })

  it('are not compared when there is too little to picture, or the factor counts something else', () => {
    expect(comparedTo(5, grid)).toBeNull()
    expect(comparedTo(0, grid)).toBeNull()
    expect(comparedTo(1_000, { form: { kind: 'each', grams: 5 } })).toBeNull()
    expect(comparedTo(1_000, { form: { ...grid.form, fact: 'distanceM' } })).toBeNull()
  })
})

describe('the lines of a statement', () => {
  const me = 'res_zhou'

  it('have a kind for every way that a resident’s points can move', () => {
    const silent = templates.filter(template => statementKindOf(template) === null)
    expect(silent).toEqual(['accept', 'undo', 'compensate'])
    expect(statementKinds.flatMap(templatesOf).toSorted()).toEqual(
      templates.filter(template => !silent.includes(template)).toSorted(),
    )
  })

  it('say what changed: to spend, in review, owed', () => {
    const move = (debit: string, credit: string) => changeOf({ debit, credit, amount: 110 }, me)
    expect(move(system.issuance, account.spendable(me))).toEqual({ spendable: 110, held: 0, debt: 0 })
    expect(move(account.held(me), account.spendable(me))).toEqual({ spendable: 110, held: -110, debt: 0 })
    expect(move(system.debtContra, account.debt(me))).toEqual({ spendable: 0, held: 0, debt: 110 })
    expect(move(account.escrow('vch_1'), account.redeemed('mer_1'))).toEqual({
      spendable: 0,
      held: 0,
      debt: 0,
    })
  })

  it('have words in both languages, whatever moved', () => {
    for (const template of templates) {
      for (const change of [
        { spendable: 1, held: 0, debt: 0 },
        { spendable: 0, held: 1, debt: 0 },
        { spendable: 0, held: 0, debt: 1 },
      ]) {
        const { zh, en } = statementWords(template, change)
        expect(zh).toMatch(/^\p{Script=Han}[\p{Script=Han}，]+$/u)
        expect(en).toMatch(/^[A-Z][A-Za-z ,:]+$/)
      }
    }
    const held = { spendable: 0, held: 110, debt: 0 }
    expect(statementWords('award', held)).not.toEqual(
      statementWords('award', { spendable: 110, held: 0, debt: 0 }),
    )
  })

  it('name what they belong to', () => {
    expect(subjectOf('act_1/points')).toEqual({ kind: 'activity', id: 'act_1' })
    expect(subjectOf('act_1/revised/refuse')).toEqual({ kind: 'activity', id: 'act_1' })
    expect(subjectOf('vch_1/redeem')).toEqual({ kind: 'voucher', id: 'vch_1' })
    expect(subjectOf('expiry/res_1/2026-12-31/expire')).toEqual({ kind: 'lot', expiresOn: '2026-12-31' })
    expect(subjectOf('adj_1/adjust')).toEqual({ kind: 'other' })
    const reference = 'expiry/res_1/2026-12-31/expire'
    expect(referenceOf(lineIdOf(reference))).toBe(reference)
    expect(lineIdOf(reference)).not.toContain('/')
  })
})

describe('how a resident stands with an action', () => {
  const paths = (...given: (readonly [boolean, boolean])[]): Path[] =>
    given.map(([bound, consented], at) => ({ partner: `p${at}`, bound, consented }))
  const operators = { open: true, evidence: ['operator'] } as const

  it('is ready when one partner has both, the connection and the consent', () => {
    expect(standingOf(operators, paths([true, false], [true, true]))).toBe('ready')
    expect(standingOf(operators, paths([true, false], [false, true]))).toBe('consent')
    expect(standingOf(operators, paths([false, true]))).toBe('bind')
    expect(standingOf(operators, [])).toBe('closed')
    expect(standingOf({ open: true, evidence: ['merchant'] }, [])).toBe('counter')
    expect(standingOf({ open: false, evidence: ['merchant'] }, paths([true, true]))).toBe('closed')
  })

  it('leaves room while one rule’s caps do', () => {
    const cap = (rule: string, used: number) =>
      ({ rule, code: 'd', per: 'day', of: 'resident', unit: 'times', limit: 4, used }) as const
    expect(hasRoom(['a'], [cap('a', 3)])).toBe(true)
    expect(hasRoom(['a'], [cap('a', 4)])).toBe(false)
    expect(hasRoom(['a', 'b'], [cap('a', 4), cap('b', 0)])).toBe(true)
    expect(hasRoom(['a'], [])).toBe(true)
    expect(hasRoom([], [])).toBe(false)
  })
})

describe('the nearest thing to do', () => {
  const action = (actionType: string, given: Partial<ActionToday> = {}): ActionToday => ({
    actionType,
    standing: 'ready',
    room: true,
    begun: false,
    most: 100,
    ...given,
  })

  it('is what is connected, not begun today, and pays most', () => {
    expect(
      nearestOf([
        action('metro', { begun: true, most: 500 }),
        action('bus', { most: 110 }),
        action('bike', { most: 150 }),
        action('cup', { standing: 'counter', most: 900 }),
      ]),
    ).toEqual({ kind: 'do', actionType: 'bike' })
  })

  it('is a connection for who has none, the shortest step first', () => {
    const bind = action('metro', { standing: 'bind', most: 900 })
    expect(nearestOf([bind, action('bus', { standing: 'consent' })])).toEqual({
      kind: 'consent',
      actionType: 'bus',
    })
    expect(nearestOf([bind, action('cup', { standing: 'counter' })])).toEqual({
      kind: 'bind',
      actionType: 'metro',
    })
  })

  it('is a counter, or rest, once everything connected is used up', () => {
    const full = action('metro', { room: false })
    expect(nearestOf([full, action('cup', { standing: 'counter' })])).toEqual({
      kind: 'do',
      actionType: 'cup',
    })
    // Who withdrew a consent is not asked for it again while something else is connected.
    expect(nearestOf([full, action('bus', { standing: 'consent' })])).toEqual({ kind: 'done' })
    expect(nearestOf([action('walk', { standing: 'closed' })])).toBeNull()
  })

  it('never names an action that would earn nothing', () => {
    const any = fc.record({
      actionType: fc.constantFrom('a', 'b', 'c'),
      standing: fc.constantFrom('ready', 'consent', 'bind', 'counter', 'closed'),
      room: fc.boolean(),
      begun: fc.boolean(),
      most: fc.constantFrom(null, 10, 20),
    }) as fc.Arbitrary<ActionToday>
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: one => one.actionType }), actions => {
        const nearest = nearestOf(actions)
        if (!nearest || nearest.kind === 'done') return
        const named = actions.find(one => one.actionType === nearest.actionType)!
        expect(named).toMatchObject({ room: true })
        expect(named.standing).not.toBe('closed')
      }),
    )
  })
})
