import { describe, expect, it } from 'vitest'
import { tripDetail } from '#server/activities/tables.ts'
import { reviewActivity } from '#server/activities/review-activity.ts'
import { buildDistrict } from '#tests/support/district.ts'

describe('how old a deed may be when it is reported', () => {
  it.each([
    ['now', '2026-11-23T02:00:00.000Z', 'credited', undefined],
    ['5 minutes ahead', '2026-11-23T02:05:00.000Z', 'credited', undefined],
    ['a millisecond more ahead', '2026-11-23T02:05:00.001Z', 'refused', 'time-ahead'],
    ['7 days ago', '2026-11-16T02:00:00.000Z', 'credited', undefined],
    ['a millisecond before that', '2026-11-16T01:59:59.999Z', 'held', undefined],
    ['30 days ago', '2026-10-24T02:00:00.000Z', 'held', undefined],
    ['a millisecond before that again', '2026-10-24T01:59:59.999Z', 'refused', 'time-too-old'],
  ] as const)('%s: %s is %s', async (_, time, outcome, code) => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const [answer] = await town.report(metro, { id: 'e-1', time })
    expect(answer).toMatchObject({ outcome, ...(code ? { code, fact: 'time' } : {}) })
    expect(await town.wallet(rider)).toMatchObject({
      spendable: outcome === 'credited' ? 110 : 0,
      held: outcome === 'held' ? 110 : 0,
      carbon: outcome === 'credited' ? 120 : 0,
    })
  })
})

describe('a held deed', () => {
  const held = { id: 'e-1', time: '2026-11-10T02:00:00Z' }

  it('is paid with its grams when a reviewer accepts it, once', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const { actor } = await town.administrator('business')
    const [{ activityId } = { activityId: undefined }] = await town.report(metro, held)
    const accept = () =>
      reviewActivity(town.ctx, actor, { activityId: activityId!, outcome: 'accepted', reason: '属实' })
    await accept()
    await expect(accept()).rejects.toMatchObject({ code: 'already-reviewed' })
    expect(await town.wallet(rider)).toMatchObject({ spendable: 110, held: 0, carbon: 120 })
  })

  it('gives its points back and its use of the caps when a reviewer refuses it', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const { actor } = await town.administrator('business')
    const [{ activityId } = { activityId: undefined }] = await town.report(metro, held)
    await reviewActivity(town.ctx, actor, { activityId: activityId!, outcome: 'refused', reason: '无记录' })
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, held: 0, carbon: 0 })
    const later = [1, 2, 3, 4].map(hour => ({ id: `l-${hour}`, time: `2026-11-10T0${hour}:30:00Z` }))
    const outcomes = await town.report(metro, ...later)
    expect(outcomes.map(one => one.centipoints)).toEqual([110, 110, 110, 110])
  })

  it('is withdrawn from what is held', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    await town.report(metro, held)
    const [back] = await town.report(metro, {
      ...held,
      id: 'e-2',
      type: 'bus-ride.retracted',
      activityid: 'e-1',
      revision: 2,
    })
    expect(back!.outcome).toBe('retracted')
    expect(await town.wallet(rider)).toMatchObject({ spendable: 0, held: 0, debt: 0, carbon: 0 })
  })
})

describe('caps', () => {
  const rides = (day: string, count: number, from = 0) =>
    Array.from({ length: count }, (_, at) => ({
      id: `${day}-${from + at}`,
      time: `${day}T${String(from + at).padStart(2, '0')}:30:00+08:00`,
    }))

  it('pay four rides of a Shanghai day, and count the grams of every one', async () => {
    const town = await buildDistrict({ at: '2026-11-23T12:00:00Z' })
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const outcomes = await town.report(metro, ...rides('2026-11-23', 6))
    expect(outcomes.map(one => one.centipoints)).toEqual([110, 110, 110, 110, 0, 0])
    expect(outcomes.map(one => one.grams)).toEqual([120, 120, 120, 120, 120, 120])
    expect(await town.wallet(rider)).toMatchObject({ spendable: 440, carbon: 720 })
  })

  it('begin again with the first instant of the next Shanghai day', async () => {
    const town = await buildDistrict({ at: '2026-11-23T16:30:00Z' })
    const metro = await town.partner()
    await town.rider(metro, 'card-1')
    await town.report(metro, ...rides('2026-11-23', 4))
    const [last, first] = await town.report(
      metro,
      { id: 'last', time: '2026-11-23T15:58:00.000Z' },
      { id: 'first', time: '2026-11-23T16:00:00.000Z' },
    )
    expect([last!.centipoints, first!.centipoints]).toEqual([0, 110])
  })

  it('count in the order of arrival within the day of the deed, whichever batch brought them', async () => {
    const town = await buildDistrict({ at: '2026-11-24T12:00:00Z' })
    const metro = await town.partner()
    await town.rider(metro, 'card-1')
    await town.report(metro, ...rides('2026-11-23', 3, 10))
    await town.report(metro, ...rides('2026-11-24', 2))
    const late = await town.report(metro, ...rides('2026-11-23', 2, 1))
    expect(late.map(one => one.centipoints)).toEqual([110, 0])
  })

  it('say on the receipt what was used before and what was cut', async () => {
    const town = await buildDistrict({ at: '2026-11-23T12:00:00Z' })
    const metro = await town.partner()
    await town.rider(metro, 'card-1')
    const outcomes = await town.report(metro, ...rides('2026-11-23', 5))
    const { decision } = await town.decisionOf(outcomes[4]!.activityId)
    const line = decision.receipt.line!
    expect(line).toMatchObject({ awarded: 0, cut: { by: 'cap', cap: 'day-resident' } })
    expect(line.caps[0]).toMatchObject({ usedBefore: 4, limit: 4 })
  })

  it('give back exactly what a withdrawn deed used, to the next one only', async () => {
    const town = await buildDistrict({ at: '2026-11-23T12:00:00Z' })
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const [first, ...others] = rides('2026-11-23', 5)
    await town.report(metro, first!, ...others)
    await town.report(metro, {
      ...first!,
      id: 'back',
      type: 'bus-ride.retracted',
      activityid: first!.id,
      revision: 2,
    })
    expect((await town.wallet(rider)).spendable).toBe(330)
    const [next, over] = await town.report(metro, ...rides('2026-11-23', 2, 10))
    expect([next!.centipoints, over!.centipoints]).toEqual([110, 0])
  })
})

describe('what is weighed', () => {
  const weighed = (id: string, weightG: number, minute: number, subject = 'bin-1') => ({
    id,
    subject,
    type: 'recycling',
    data: { material: 'pet', weightG },
    time: `2026-11-23T01:${String(minute).padStart(2, '0')}:00Z`,
  })

  it('pays the same in parts as at once, over the whole household', async () => {
    const town = await buildDistrict()
    const waste = await town.partner({ code: 'waste', actionTypes: ['recycling'], subjects: 'bin' })
    const one = await town.rider(waste, 'bin-1')
    const son = await town.resident()
    await town.bind(son, waste, 'bin-1', { join: true })
    await town.bind(son, waste, 'bin-1b')
    await town.consent(son, waste)
    const whole = await town.rider(waste, 'bin-2')
    const parts = [333, 334, 335, 1, 1, 996].map((weight, at) =>
      weighed(`p-${at}`, weight, at * 2, at % 2 ? 'bin-1b' : 'bin-1'),
    )
    await town.report(waste, ...parts.slice(0, 3))
    await town.report(waste, ...parts.slice(3))
    await town.report(waste, weighed('whole', 2_000, 30, 'bin-2'))
    const split = (await town.wallet(one)).spendable + (await town.wallet(son)).spendable
    expect(split).toBe((await town.wallet(whole)).spendable)
    expect(split).toBe(320)
  })
})

describe('where a trip went', () => {
  it('is kept apart from the activity, to be deleted after the claim window', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    await town.rider(metro, 'card-1')
    const data = { entryStation: 'cq.chaotianmen', exitStation: 'cq.daping' }
    const [{ activityId } = { activityId: undefined }] = await town.report(metro, {
      id: 'e-1',
      type: 'metro-ride',
      data,
    })
    const { activity, decision } = await town.decisionOf(activityId)
    expect(JSON.stringify([activity, decision])).not.toContain('cq.')
    expect(await town.ctx.db.reader.select().from(tripDetail)).toEqual([
      { activityId, places: data, deleteOn: '2026-12-23' },
    ])
  })
})
