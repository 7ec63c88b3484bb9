import { describe, expect, it } from 'vitest'
import { withdrawConsent } from '#server/identity/consents.ts'
import { unbind } from '#server/identity/unbind.ts'
import { binding } from '#server/identity/tables.ts'
import { buildDistrict } from '#tests/support/district.ts'

describe('an event that comes again', () => {
  it('with the same content gets the first answer, and counts once', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const event = { id: 'e-1', time: '2026-11-23T01:00:00Z', data: { durationS: 600 } }
    const [first] = await town.report(metro, event)
    town.clock.advance({ days: 2 })
    const reordered = { ...event, time: '2026-11-23T09:00:00+08:00' }
    const [again, andAgain] = await town.report(metro, reordered, event)
    expect(again).toEqual({ ...first, outcome: 'duplicate' })
    expect(andAgain).toEqual({ ...first, outcome: 'duplicate' })
    expect((await town.wallet(rider)).spendable).toBe(110)
  })

  it.each([
    ['facts', { data: { durationS: 601 } }],
    ['time', { time: '2026-11-23T01:00:01Z' }],
    ['subject', { subject: 'card-2' }],
    ['action', { type: 'bike-ride', data: { durationS: 600, distanceM: 5_000 } }],
  ])('with the same id and another %s is a conflict, and changes nothing', async (_, other) => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const other2 = await town.rider(metro, 'card-2')
    const event = { id: 'e-1', time: '2026-11-23T01:00:00Z', data: { durationS: 600 } }
    await town.report(metro, event)
    const [conflict] = await town.report(metro, { ...event, ...other })
    expect(conflict).toMatchObject({ outcome: 'conflict', code: 'event-conflict' })
    expect((await town.wallet(rider)).spendable).toBe(110)
    expect((await town.wallet(other2)).spendable).toBe(0)
  })

  it('under another id but as the first report of a known activity is a conflict', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    await town.report(metro, { id: 'e-1', activityid: 'ride-1' })
    const [second] = await town.report(metro, { id: 'e-2', activityid: 'ride-1' })
    expect(second).toMatchObject({ outcome: 'conflict' })
    expect((await town.wallet(rider)).spendable).toBe(110)
  })

  it('from another partner under the same id is another event', async () => {
    const town = await buildDistrict()
    const [metro, bus] = [await town.partner(), await town.partner({ code: 'bus' })]
    const rider = await town.rider([metro, bus], 'card-1')
    await town.report(metro, { id: 'e-1', time: '2026-11-23T01:00:00Z' })
    const [other] = await town.report(bus, { id: 'e-1', time: '2026-11-23T01:30:00Z' })
    expect(other!.outcome).toBe('credited')
    expect((await town.wallet(rider)).spendable).toBe(220)
  })

  it('was refused before and is right now: it is taken, a refusal is not its last word', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const [early] = await town.report(metro, { id: 'e-1', time: '2026-11-23T01:00:00Z' })
    expect(early!.outcome).toBe('refused')
    const rider = await town.rider(metro, 'card-1')
    const [later] = await town.report(metro, { id: 'e-1', time: '2026-11-23T01:00:00Z' })
    expect(later!.outcome).toBe('credited')
    expect((await town.wallet(rider)).spendable).toBe(110)
  })
})

describe('one deed', () => {
  const ride = (id: string, time: string, minutes = 20) => ({ id, time, data: { durationS: minutes * 60 } })

  it.each([
    ['the same time', '2026-11-23T01:00:00Z', 'refused'],
    ['a time within it', '2026-11-23T01:19:59Z', 'refused'],
    ['a time that reaches into it', '2026-11-23T00:40:01Z', 'refused'],
    ['the instant it ends', '2026-11-23T01:20:00Z', 'credited'],
    ['a time that ends when it begins', '2026-11-23T00:40:00Z', 'credited'],
  ])('that a second partner reports for %s is %s', async (_, time, outcome) => {
    const town = await buildDistrict()
    const [metro, bus] = [await town.partner(), await town.partner({ code: 'bus' })]
    const rider = await town.rider([metro, bus], 'card-1')
    const [first] = await town.report(metro, ride('m-1', '2026-11-23T01:00:00Z'))
    const [second] = await town.report(bus, ride('b-1', time))
    expect(second!.outcome).toBe(outcome)
    if (outcome === 'refused')
      expect(second).toMatchObject({ code: 'already-claimed', first: first!.activityId })
    expect((await town.wallet(rider)).spendable).toBe(outcome === 'refused' ? 110 : 220)
  })

  it('is claimed by the first of two reports in one batch', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    await town.rider(metro, 'card-1')
    const [first, second] = await town.report(
      metro,
      ride('a', '2026-11-23T01:00:00Z'),
      ride('b', '2026-11-23T01:10:00Z'),
    )
    expect(second).toMatchObject({ outcome: 'refused', code: 'already-claimed', first: first!.activityId })
  })

  it('of another kind is another deed: a bus ride and a meal at once', async () => {
    const town = await buildDistrict()
    const metro = await town.partner({ actionTypes: ['bus-ride', 'waste-sorting'] })
    await town.rider(metro, 'card-1')
    const outcomes = await town.report(
      metro,
      { id: 'a', time: '2026-11-23T01:00:00Z' },
      { id: 'b', type: 'waste-sorting', data: { kind: 'kitchen' }, time: '2026-11-23T01:00:00Z' },
    )
    expect(outcomes.map(one => one.outcome)).toEqual(['credited', 'credited'])
  })

  it('that was withdrawn can be reported by somebody else', async () => {
    const town = await buildDistrict()
    const [metro, bus] = [await town.partner(), await town.partner({ code: 'bus' })]
    const rider = await town.rider([metro, bus], 'card-1')
    await town.report(metro, ride('m-1', '2026-11-23T01:00:00Z'))
    await town.report(metro, {
      ...ride('m-2', '2026-11-23T01:00:00Z'),
      type: 'bus-ride.retracted',
      activityid: 'm-1',
      revision: 2,
    })
    const [other] = await town.report(bus, ride('b-1', '2026-11-23T01:05:00Z'))
    expect(other!.outcome).toBe('credited')
    expect((await town.wallet(rider)).spendable).toBe(110)
  })
})

describe('whose deed it is', () => {
  const at = (time: string, id = 'e-1') => ({ id, time })

  it('nobody’s, when the card is bound and consent is not given', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const person = await town.resident()
    await town.bind(person, metro, 'card-1')
    const [unconsented, unknown] = await town.report(metro, { id: 'a' }, { id: 'b', subject: 'no-card' })
    expect({ ...unconsented, id: '' }).toEqual({ ...unknown, id: '' })
    expect(unconsented).toMatchObject({ code: 'subject-unavailable' })
  })

  it('nobody’s, for an action that the consent does not name', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const person = await town.resident()
    await town.bind(person, metro, 'card-1')
    await town.consent(person, metro, { actionTypes: ['bike-ride'] })
    const [bus] = await town.report(metro, { id: 'a' })
    expect(bus).toMatchObject({ outcome: 'refused', code: 'subject-unavailable' })
  })

  it('nobody’s before the consent: it must hold when the deed was done', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const person = await town.resident()
    await town.bind(person, metro, 'card-1')
    await town.consent(person, metro, { at: 'now' })
    town.clock.advance({ minutes: 30 })
    const [before, after] = await town.report(
      metro,
      at('2026-11-23T01:59:59Z', 'a'),
      at('2026-11-23T02:00:00Z', 'b'),
    )
    expect(before).toMatchObject({ outcome: 'refused', code: 'subject-unavailable' })
    expect(after!.outcome).toBe('credited')
  })

  it('nobody’s any more when consent is withdrawn by then; taking back still works', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const person = await town.resident()
    await town.bind(person, metro, 'card-1')
    const consents = await town.consent(person, metro)
    await town.report(metro, at('2026-11-23T01:00:00Z', 'a'))
    for (const id of consents) await withdrawConsent(town.ctx, person.id, id)
    town.clock.advance({ minutes: 5 })
    const [late, back] = await town.report(metro, at('2026-11-23T01:30:00Z', 'b'), {
      id: 'c',
      type: 'bus-ride.retracted',
      activityid: 'a',
      revision: 2,
      time: '2026-11-23T01:00:00Z',
    })
    expect(late).toMatchObject({ outcome: 'refused', code: 'subject-unavailable' })
    expect(back!.outcome).toBe('retracted')
    expect(await town.wallet(person)).toMatchObject({ spendable: 0, carbon: 0 })
  })

  it('the one’s who had the card when it was done, however it moved on', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const first = await town.rider(metro, 'card-1')
    const second = await town.resident()
    await town.consent(second, metro)
    await town.bind(second, metro, 'card-1', { at: 'now' })
    town.clock.advance({ minutes: 30 })
    await town.report(metro, at('2026-11-23T01:59:59Z', 'a'), at('2026-11-23T02:10:00Z', 'b'))
    expect((await town.wallet(first)).spendable).toBe(110)
    expect((await town.wallet(second)).spendable).toBe(110)
  })

  it('nobody’s after the card was unbound', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const [bound] = await town.ctx.db.reader.select({ id: binding.id }).from(binding)
    await unbind(town.ctx, rider.id, bound!.id)
    const [outcome] = await town.report(metro, at('2026-11-23T02:00:00Z'))
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'subject-unavailable' })
  })

  it('the member’s who bound the bin, and counts for the whole household', async () => {
    const town = await buildDistrict()
    const waste = await town.partner({ code: 'waste', actionTypes: ['waste-sorting'], subjects: 'bin' })
    const mother = await town.rider(waste, 'bin-1')
    const son = await town.resident()
    await town.bind(son, waste, 'bin-1', { join: true })
    await town.bind(son, waste, 'bin-2')
    await town.consent(son, waste)
    const sorted = (id: string, subject: string, hour: number) => ({
      id,
      subject,
      type: 'waste-sorting',
      data: { kind: 'kitchen' },
      time: `2026-11-2${hour < 24 ? 2 : 3}T${String(hour % 24).padStart(2, '0')}:30:00Z`,
    })
    const outcomes = await town.report(
      waste,
      sorted('a', 'bin-1', 22),
      sorted('b', 'bin-2', 23),
      sorted('c', 'bin-1', 24),
    )
    expect(outcomes.map(one => one.centipoints)).toEqual([20, 20, 0])
    expect((await town.wallet(mother)).spendable).toBe(20)
    expect((await town.wallet(son)).spendable).toBe(20)
  })
})
