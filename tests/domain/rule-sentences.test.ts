import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ActionType, evidenceTiers } from '#shared/domain/action-type.ts'
import { dataSentences } from '#shared/domain/data-sentences.ts'
import { checkRule } from '#shared/domain/rule-check.ts'
import { ruleHeadline, ruleSentences } from '#shared/domain/rule-sentences.ts'
import { type Condition, operators, type RuleBody } from '#shared/domain/rule.ts'
import { actionTypes } from '#seeds/reference/action-types.ts'
import { chongqingScale } from '#seeds/reference/rules.ts'
import { anyAward } from './scoring-arbitraries.ts'

/** The facts of an action type that a rule may ask about, the distance we work out among them. */
function factsOf({ facts, distance }: ActionType) {
  const stated = Object.entries(facts).filter(([, spec]) => spec.type !== 'place')
  return distance && !facts['distanceM']
    ? ['distanceM', ...stated.map(([fact]) => fact)]
    : stated.map(one => one[0])
}

function anyCondition(actionType: ActionType, fact: string): fc.Arbitrary<Condition> {
  const spec = actionType.facts[fact]
  if (spec?.type === 'choice') {
    const option = fc.constantFrom(...spec.options)
    return fc.oneof(
      option.map((value): Condition => ({ fact, op: 'eq', value })),
      option.map((value): Condition => ({ fact, op: 'ne', value })),
      fc.uniqueArray(option, { minLength: 1 }).map((value): Condition => ({ fact, op: 'in', value })),
    )
  }
  const number = fc.integer({ min: 1, max: 40_000 })
  return fc.tuple(fc.constantFrom(...operators), number, number).map(([op, a, b]): Condition => {
    if (op === 'between') return { fact, op, value: [Math.min(a, b), Math.max(a, b)] }
    return { fact, op, value: op === 'in' ? [a, b] : a }
  })
}

const anyDayOrNone = fc.constantFrom(null, '2026-10-01', '2026-12-31')

/** Rule bodies of every shape for any action of the catalogue, those a check would refuse left out. */
const anyValid: fc.Arbitrary<{ body: RuleBody; actionType: ActionType }> = fc
  .constantFrom(...actionTypes)
  .chain(actionType => {
    const facts = factsOf(actionType)
    const conditions =
      facts.length === 0
        ? fc.constant([])
        : fc.array(
            fc.constantFrom(...facts).chain(fact => anyCondition(actionType, fact)),
            { maxLength: 3 },
          )
    const fed = facts.find(fact => fact === 'distanceM' || actionType.facts[fact]?.type === 'quantity')
    return fc
      .record({
        when: conditions,
        award: anyAward(fed ?? 'distanceM'),
        evidenceWeights: fc.dictionary(fc.constantFrom(...evidenceTiers), fc.nat(100), { minKeys: 1 }),
        caps: fc.uniqueArray(
          fc.record({
            code: fc.constantFrom('a', 'b', 'c'),
            limit: fc.integer({ min: 1, max: 90_000 }),
            unit: fc.constantFrom('centipoints', 'times'),
            per: fc.constantFrom('event', 'day', 'week', 'month', 'year'),
            of: fc.constantFrom('resident', 'household', 'merchant', 'device'),
          }),
          { selector: cap => cap.code },
        ),
        multipliers: fc.uniqueArray(
          fc.record({
            code: fc.constantFrom('green-week', 'double'),
            percent: fc.nat(1_000),
            from: anyDayOrNone,
            until: anyDayOrNone,
            weekdays: fc.constantFrom(null, [1], [6, 7]),
            when: conditions,
          }),
          { selector: campaign => campaign.code },
        ),
        budget: fc.constantFrom(null, 'bud_1'),
        expiryMonths: fc.integer({ min: 1, max: 120 }),
        basis: fc.constant({ zh: '我们自己定的。', en: 'Our own.' }),
      })
      .map(terms => ({
        actionType,
        body: { form: 1, actionType: actionType.code, priority: 1, ...terms } as RuleBody,
      }))
  })
  .filter(({ body, actionType }) => checkRule(body, actionType).length === 0)

/** What a sentence with a hole in it, or with a word of the code, looks like. */
const hole = /undefined|null|NaN|\[object|\{\w*\}|distanceM|weightG|durationS|energyWh|centipoints|bud_/

describe('what an action pays, told from the rule itself', () => {
  it('has words for every rule that may be published, whatever its shape, in both languages', () => {
    fc.assert(
      fc.property(anyValid, ({ body, actionType }) => {
        const [chinese, english] = [
          ruleSentences(body, actionType, 'zh'),
          ruleSentences(body, actionType, 'en'),
        ]
        expect(chinese).toHaveLength(english.length)
        for (const sentence of [...chinese, ...english]) {
          expect(sentence).not.toMatch(hole)
          expect(sentence.trim().length).toBeGreaterThan(3)
        }
        for (const sentence of chinese) expect(sentence).toMatch(/。$/)
        for (const sentence of english) {
          expect(sentence).toMatch(/^[A-Z0-9].*\.$/s)
          expect(sentence).not.toMatch(/\p{Script=Han}/u)
        }
        for (const language of ['zh', 'en'] as const) {
          expect(ruleHeadline(body, actionType, language)).not.toMatch(hole)
          expect(ruleHeadline(body, actionType, language)).toMatch(/[。.]$/)
        }
        // Every limit and every campaign has its sentence.
        const told = body.caps.length + body.multipliers.length + (body.when.length > 0 ? 1 : 0)
        expect(chinese.length).toBeGreaterThanOrEqual(told + 4)
      }),
      { numRuns: 300 },
    )
  })

  it('names the options of the shipped catalogue by the words people use', () => {
    const told = chongqingScale.flatMap(({ body }) => {
      const actionType = actionTypes.find(({ code }) => code === body.actionType)!
      return ruleSentences(body, actionType, 'zh').slice(0, -1)
    })
    expect(told).toContain('条件：材料为 塑料瓶。')
    expect(told).toContain('条件：类别为以下之一： 可回收物、有害垃圾、厨余垃圾。')
    expect(told).toContain('重量每 1 千克 1.4 积分。')
    expect(told.join('')).not.toMatch(/[a-z]{4}/)
  })
})

describe('what data an action uses', () => {
  it('is told from its facts, places apart', () => {
    const metro = actionTypes.find(({ code }) => code === 'metro-ride')!
    expect(dataSentences(metro, 30, 'zh')).toEqual([
      '会收到：做了这件事、时间、时长（如有）。',
      '进站、出站只用来算里程，30 天后删除，不用来看您去了哪里。',
      '不收集行走路线和实时位置。',
    ])
    expect(dataSentences(metro, 30, 'en')[1]).toBe(
      'Entry station, exit station: only to work out the distance; deleted after 30 days, ' +
        'never used to see where you went.',
    )
  })

  it.each(actionTypes.map(actionType => [actionType.code, actionType] as const))(
    'has words for %s in both languages',
    (_, actionType) => {
      expect(dataSentences(actionType, 30, 'zh').join('')).not.toMatch(hole)
      const english = dataSentences(actionType, 30, 'en').join(' ')
      expect(english).not.toMatch(/\p{Script=Han}/u)
    },
  )
})
