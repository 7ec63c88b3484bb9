import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockOf, spanOf } from '#shared/domain/appeal.ts'
import {
  explainMissing,
  type Finding,
  mayAppeal,
  type MissingFacts,
  nextStepOf,
  type PartnerKnown,
  type RecordKnown,
} from '#shared/domain/appeal-findings.ts'
import { findingSentence } from '#shared/domain/appeal-sentences.ts'
import { publicCalendar } from '#seeds/reference/holidays.ts'

const at = (time: string) => new Date(`2026-11-20T${time}:00+08:00`)
const longAgo = new Date('2026-01-01T00:00:00Z')
const connected: PartnerKnown = {
  bindings: [{ from: longAgo, until: null }],
  consents: [{ from: longAgo, until: null }],
  lastSeenAt: at('22:30'),
  usualDelayMs: 3 * 3_600_000,
}
const calm: MissingFacts = {
  deed: { actionType: 'bus-ride', partner: 'bus', on: '2026-11-20', at: '08:15' },
  now: new Date('2026-11-23T02:00:00Z'),
  window: { scoredDaysBack: 7, reviewedDaysBack: 30, aheadMs: 300_000 },
  open: true,
  ruled: true,
  records: [],
  refusals: [],
  partner: connected,
}
const ride: RecordKnown = {
  id: 'act_1',
  actionType: 'bus-ride',
  fromAt: at('08:20'),
  untilAt: at('08:40'),
  status: 'credited',
  centipoints: 110,
  grams: 120,
  caps: [],
  cut: null,
  reviewReason: null,
}
const full = {
  code: 'day',
  key: 'k',
  per: 'day',
  of: 'resident',
  unit: 'times',
  limit: 4,
  usedBefore: 3,
  used: 1,
} as const
const kinds = (facts: Partial<MissingFacts>) => explainMissing({ ...calm, ...facts }).map(({ kind }) => kind)
const withRecord = (change: Partial<RecordKnown>) => kinds({ records: [{ ...ride, ...change }] })

describe('why a ride is missing', () => {
  it.each<[string, Partial<MissingFacts>, Finding['kind'][]]>([
    ['nothing stands against it and nothing came', {}, ['not-reported']],
    ['nobody at a counter confirmed it', { partner: null }, ['not-confirmed']],
    ['it has not happened yet', { deed: { ...calm.deed, on: '2026-11-24' } }, ['ahead']],
    ['it is more than 30 days ago', { now: new Date('2026-12-25T00:00:00Z') }, ['too-old']],
    ['the action is not open', { open: false }, ['action-closed']],
    ['no rule paid', { ruled: false }, ['no-rule']],
    [
      'nothing is connected and nothing agreed',
      { partner: { ...connected, bindings: [], consents: [] } },
      ['not-connected', 'no-consent'],
    ],
    [
      'the consent was withdrawn before the report could come',
      { partner: { ...connected, consents: [{ from: longAgo, until: at('12:00') }] } },
      ['no-consent'],
    ],
    [
      'the account was bound later that day',
      { partner: { ...connected, bindings: [{ from: at('12:00'), until: null }] } },
      ['not-connected'],
    ],
    [
      'a report was refused',
      { refusals: [{ code: 'no-distance', receivedAt: at('23:00') }] },
      ['report-refused'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(kinds(facts)).toEqual(expected)
  })

  it.each<[string, Partial<RecordKnown>, Finding['kind'][]]>([
    ['it is counted', {}, ['counted']],
    ['it is in review', { status: 'held' }, ['held']],
    ['a reviewer refused it', { status: 'refused', reviewReason: '没有这趟车' }, ['review-refused']],
    ['the operator withdrew it', { status: 'retracted' }, ['withdrawn']],
    ['the rules paid nothing', { centipoints: 0 }, ['nothing-paid']],
    ['the budget was empty', { centipoints: 0, cut: { by: 'budget-empty', budget: 'b' } }, ['budget-empty']],
    [
      'the cap was reached',
      { centipoints: 0, cut: { by: 'cap', cap: 'day' }, caps: [full] },
      ['cap-reached'],
    ],
    ['it is counted, and the cap reached', { caps: [full] }, ['counted', 'cap-reached']],
    ['another ride took the time', { actionType: 'metro-ride' }, ['overlapped']],
    ['another ride was withdrawn', { actionType: 'metro-ride', status: 'retracted' }, ['not-reported']],
    ['the record is of another time', { fromAt: at('17:00'), untilAt: at('17:20') }, ['not-reported']],
  ])('%s', (_, change, expected) => {
    expect(withRecord(change)).toEqual(expected)
  })

  it('says so when the day’s cap was used up at another time of that day', () => {
    const evening = { ...ride, fromAt: at('19:00'), untilAt: at('19:20'), caps: [full] }
    expect(kinds({ records: [evening] })).toEqual(['cap-reached'])
    const dayBefore = {
      ...evening,
      fromAt: new Date('2026-11-19T11:00:00Z'),
      untilAt: new Date('2026-11-19T11:20:00Z'),
    }
    expect(kinds({ records: [dayBefore] })).toEqual(['not-reported'])
  })

  it('without a time every ride of the day may be it', () => {
    const deed = { ...calm.deed, at: null }
    const [finding] = explainMissing({
      ...calm,
      deed,
      records: [ride, { ...ride, id: 'act_2', fromAt: at('18:00'), untilAt: at('18:20') }],
    })
    expect(finding).toMatchObject({
      kind: 'counted',
      wholeDay: true,
      records: [{ id: 'act_1' }, { id: 'act_2' }],
    })
  })

  it('waits for the operator as long as it usually takes, and no longer', () => {
    const now = (time: string) => explainMissing({ ...calm, now: at(time) })[0]!
    expect(nextStepOf(now('12:14'))).toBe('wait')
    expect(nextStepOf(now('12:15'))).toBe('none')
  })
})

describe('what is said of a partner that has not reported', () => {
  const names = { action: { zh: '乘坐公交', en: 'Bus ride' }, partner: '公交' }
  const said = (partner: Partial<PartnerKnown>) =>
    findingSentence(explainMissing({ ...calm, partner: { ...connected, ...partner } })[0]!, names, 'zh')

  it('is when it last did and how long it takes, as far as that is known', () => {
    expect(said({})).toBe(
      '公交还没有报来这次行动。最近一次收到它的数据：11月20日 22:30。它通常在行动后约 3 小时报来。已经超过平时的时间。',
    )
    expect(said({ usualDelayMs: 60 * 3_600_000 })).toContain('约 3 天报来')
    expect(said({ lastSeenAt: null, usualDelayMs: null })).toBe('公交还没有报来这次行动。')
  })
})

const instants = fc
  .integer({ min: -40, max: 20 })
  .map(hours => new Date(at('08:00').getTime() + hours * 3_600_000))
const held = fc.record({ from: instants, until: fc.option(instants) })
const someRecords = fc.array(
  fc.record({
    id: fc.constantFrom('act_1', 'act_2', 'act_3'),
    actionType: fc.constantFrom('bus-ride', 'metro-ride'),
    fromAt: instants,
    minutes: fc.integer({ min: 1, max: 90 }),
    status: fc.constantFrom(...(['credited', 'held', 'accepted', 'refused', 'retracted'] as const)),
    centipoints: fc.constantFrom(0, 110),
    caps: fc.constantFrom([], [full]),
  }),
  { maxLength: 5 },
)
const worlds: fc.Arbitrary<MissingFacts> = fc
  .record({
    time: fc.option(fc.constantFrom('00:30', '08:15', '23:45')),
    now: instants,
    open: fc.boolean(),
    ruled: fc.boolean(),
    records: someRecords,
    refusals: fc.array(fc.record({ code: fc.constantFrom('no-distance', 'strange'), receivedAt: instants }), {
      maxLength: 2,
    }),
    partner: fc.option(
      fc.record({
        bindings: fc.array(held, { maxLength: 2 }),
        consents: fc.array(held, { maxLength: 2 }),
        lastSeenAt: fc.option(instants),
        usualDelayMs: fc.option(fc.integer({ min: 0, max: 200_000_000 })),
      }),
    ),
  })
  .map(({ time, records, ...rest }) => ({
    ...calm,
    ...rest,
    deed: { ...calm.deed, at: time },
    records: records.map(({ minutes, ...one }) => ({
      ...ride,
      ...one,
      untilAt: new Date(one.fromAt.getTime() + minutes * 60_000),
    })),
  }))

describe('whatever the system knows', () => {
  it('it says something, in both languages, without a blank left open', () => {
    fc.assert(
      fc.property(worlds, facts => {
        const findings = explainMissing(facts)
        expect(findings.length).toBeGreaterThan(0)
        for (const finding of findings) {
          const names = { action: { zh: '乘坐公交', en: 'Bus ride' }, partner: '公交' }
          const zh = findingSentence(finding, names, 'zh')
          const en = findingSentence(finding, names, 'en')
          expect(zh).not.toMatch(/undefined|NaN|Invalid|\{/)
          expect(en).not.toMatch(/undefined|NaN|Invalid|\{/)
          expect(zh.length).toBeGreaterThan(5)
          expect(en.length).toBeGreaterThan(5)
        }
      }),
    )
  })

  it('it is silent about the operator only when something else explains it', () => {
    fc.assert(
      fc.property(worlds, facts => {
        const found = explainMissing(facts).map(({ kind }) => kind)
        const silent = found.includes('not-reported') || found.includes('not-confirmed')
        expect(silent).toBe(found.length === 1 && silent)
      }),
    )
  })

  it('a connection or consent that covers the time is never found missing', () => {
    fc.assert(
      fc.property(worlds, facts => {
        const { fromAt, untilAt } = spanOf(facts.deed)
        const covering = { from: new Date(fromAt.getTime() - 1), until: null }
        const partner = { ...connected, bindings: [covering], consents: [covering] }
        const found = explainMissing({ ...facts, partner }).map(({ kind }) => kind)
        expect(found).not.toContain('not-connected')
        expect(found).not.toContain('no-consent')
        expect(untilAt > fromAt).toBe(true)
      }),
    )
  })

  it('the order in which records are read changes nothing but the order in which they are named', () => {
    fc.assert(
      fc.property(worlds, facts => {
        const turned = { ...facts, records: [...facts.records].reverse() }
        const said = (one: MissingFacts) =>
          explainMissing(one)
            .map(({ kind }) => kind)
            .sort()
        expect(said(turned)).toEqual(said(facts))
      }),
    )
  })

  it('an appeal is hopeless exactly when the day, the action or the rule rules it out', () => {
    fc.assert(
      fc.property(worlds, facts => {
        const found = explainMissing(facts)
        const ruledOut = found.some(({ kind }) =>
          ['ahead', 'too-old', 'action-closed', 'no-rule'].includes(kind),
        )
        expect(mayAppeal(found)).toBe(!ruledOut)
        if (facts.open && facts.ruled && facts.now >= spanOf(facts.deed).untilAt)
          expect(mayAppeal(found)).toBe(true)
      }),
    )
  })
})

describe('the clock of an appeal', () => {
  const appeal = { state: 'open', dueOn: '2026-12-07', decidedOn: null } as const
  it.each([
    ['2026-11-23', 10, false],
    ['2026-11-28', 6, false],
    ['2026-12-04', 1, false],
    ['2026-12-07', 0, false],
    ['2026-12-08', 0, true],
  ] as const)('on %s there are %i working days left, overdue: %s', (today, workingDaysLeft, overdue) => {
    expect(clockOf(appeal, today, publicCalendar)).toEqual({ workingDaysLeft, overdue })
    expect(clockOf({ ...appeal, state: 'asked' }, today, publicCalendar)).toEqual({
      workingDaysLeft,
      overdue,
    })
  })

  it('stands still once it is answered, and says whether that was late', () => {
    const answered = (decidedOn: string) =>
      clockOf({ state: 'refused', dueOn: '2026-12-07', decidedOn }, '2027-01-01', publicCalendar)
    expect(answered('2026-12-07')).toEqual({ workingDaysLeft: null, overdue: false })
    expect(answered('2026-12-08')).toEqual({ workingDaysLeft: null, overdue: true })
  })
})
