import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusedEvent } from '#server/activities/tables.ts'
import { limits } from '#server/limits.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { recomputeReceipt } from '#shared/domain/receipt-check.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { EventGiven, TestPartner } from '#tests/support/partners.ts'

interface ReceiptBody {
  readonly facts: { readonly distanceM: number }
  readonly receipt: Receipt
  readonly sentences: readonly string[]
}

const places = { entryStation: 'cq.chaotianmen', exitStation: 'cq.daping' }

describe('a partner reports what people did', () => {
  it('a bus ride is credited as the city pays it: 1.1 points and 120 g', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const [outcome] = await town.report(metro, { id: 'e-1', type: 'bus-ride' })
    expect(outcome).toEqual({
      id: 'e-1',
      outcome: 'credited',
      activityId: expect.stringMatching(/^act_/),
      centipoints: 110,
      grams: 120,
    })
    expect(await town.wallet(rider)).toMatchObject({ spendable: 110, carbon: 120, debt: 0, held: 0 })
  })

  it('a metro ride is measured along the lines; its receipt names no station', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const [outcome] = await town.report(metro, { id: 'e-1', type: 'metro-ride', data: places })
    const { body } = await town.get<ReceiptBody>(`/me/activities/${outcome!.activityId}`, {
      as: rider,
    })
    expect(outcome!.grams).toBe(Math.floor((body.facts.distanceM * 72) / 1000))
    expect(body.facts.distanceM).toBeGreaterThan(5_000)
    expect(JSON.stringify(body)).not.toContain('chaotianmen')
  })

  it('a receipt holds all that is needed to do its sum again', async () => {
    const town = await buildDistrict()
    const partner = await town.partner({ actionTypes: ['metro-ride', 'bus-ride', 'bike-ride', 'recycling'] })
    const rider = await town.rider(partner, 'card-1')
    const outcomes = await town.report(
      partner,
      { id: 'e-1', type: 'metro-ride', data: places, time: '2026-11-23T00:00:00Z' },
      {
        id: 'e-2',
        type: 'bike-ride',
        data: { durationS: 900, distanceM: 2_345 },
        time: '2026-11-23T00:30:00Z',
      },
      {
        id: 'e-3',
        type: 'recycling',
        data: { material: 'pet', weightG: 1_234 },
        time: '2026-11-23T00:31:00Z',
      },
      { id: 'e-4', type: 'recycling', data: { material: 'pet', weightG: 777 }, time: '2026-11-23T00:35:00Z' },
    )
    for (const { activityId, centipoints, grams } of outcomes) {
      const { body, status } = await town.get<ReceiptBody>(`/me/activities/${activityId}`, {
        as: rider,
      })
      expect(status).toBe(200)
      expect(recomputeReceipt(body.receipt)).toEqual({ centipoints, grams })
      expect(body.sentences.length).toBeGreaterThan(1)
    }
  })

  it('one event alone, not in a list, is taken too', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    await town.rider(metro, 'card-1')
    const { body } = await town.post('/activities', {
      as: metro,
      body: town.eventOf(metro, { id: 'e-1' }),
      type: 'application/cloudevents+json',
    })
    expect(body).toMatchObject({ outcomes: [{ id: 'e-1', outcome: 'credited', centipoints: 110 }] })
  })
})

const wrong: readonly [string, EventGiven, string, string][] = [
  ['names a source that is not its own', { id: 'x', source: 'bus' }, 'source-foreign', 'source'],
  ['is of an action nobody knows', { id: 'x', type: 'flying' }, 'action-type-unknown', 'type'],
  ['is of an action of others', { id: 'x', type: 'recycling' }, 'action-type-foreign', 'type'],
  ['is of an action that is not open yet', { id: 'x', type: 'ev-charge' }, 'action-type-closed', 'type'],
  [
    'is of a deed that only a counter can confirm',
    { id: 'x', type: 'own-cup' },
    'action-type-closed',
    'type',
  ],
  ['lacks a fact', { id: 'x', type: 'bike-ride', data: {} }, 'fact-invalid', 'durationS'],
  ['has a fact too many', { id: 'x', data: { speed: 9 } }, 'fact-invalid', 'speed'],
  ['has a negative fact', { id: 'x', data: { durationS: -600 } }, 'fact-invalid', 'durationS'],
  ['has a fact beyond whole numbers', { id: 'x', data: { durationS: 1e300 } }, 'fact-invalid', 'durationS'],
  ['has a broken fact', { id: 'x', data: { durationS: 600.5 } }, 'fact-invalid', 'durationS'],
  ['has a fact of another kind', { id: 'x', data: { durationS: '600' } }, 'fact-invalid', 'durationS'],
  [
    'enters at a station nobody knows',
    { id: 'x', type: 'metro-ride', data: { ...places, entryStation: 'cq.atlantis' } },
    'station-unknown',
    'entryStation',
  ],
  [
    'leaves where it entered',
    { id: 'x', type: 'metro-ride', data: { ...places, exitStation: places.entryStation } },
    'no-distance',
    'exitStation',
  ],
  ['is about nobody we know', { id: 'x', subject: 'card-of-nobody' }, 'subject-unavailable', 'subject'],
  ['is of another time than this', { id: 'x', time: 'yesterday' }, 'event-invalid', 'time'],
  ['is on a day that does not exist', { id: 'x', time: '2026-11-31T00:00:00Z' }, 'event-invalid', 'time'],
  ['says more than an event may', { id: 'x', points: 5 }, 'event-invalid', 'points'],
  ['has an id with blanks', { id: 'x y' }, 'event-invalid', 'id'],
  ['counts its revisions from zero', { id: 'x', revision: 0 }, 'event-invalid', 'revision'],
]

describe('one bad event', () => {
  /** Shared: every case has a rider of its own. */
  let shared: District
  let metro: TestPartner
  beforeAll(async () => {
    shared = await buildDistrict({ kept: true })
    const actionTypes = ['metro-ride', 'bus-ride', 'bike-ride', 'ev-charge', 'own-cup']
    metro = await shared.partner({ actionTypes })
  })
  afterAll(() => shared.close())

  it.each(wrong)(
    'that %s is refused by name, and spoils nothing around it',
    async (name, bad, code, fact) => {
      const subject = `card-${wrong.findIndex(([one]) => one === name)}`
      const rider = await shared.rider(metro, subject)
      const [before, refused, after] = await shared.report(
        metro,
        { id: `${subject}-before`, subject, time: '2026-11-23T01:00:00Z' },
        { time: '2026-11-23T01:10:00Z', subject, ...bad },
        { id: `${subject}-after`, subject, time: '2026-11-23T01:20:00Z' },
      )
      expect([before!.outcome, after!.outcome]).toEqual(['credited', 'credited'])
      expect(refused).toMatchObject({ outcome: 'refused', code, fact, detail: expect.stringMatching(/./) })
      expect((await shared.wallet(rider)).spendable).toBe(220)
    },
  )

  it('is kept with its reason, for the partner’s report', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    await town.report(metro, { id: 'e-1', subject: 'card-of-nobody' })
    const kept = await town.ctx.db.reader.select().from(refusedEvent)
    expect(kept).toMatchObject([
      { source: 'metro', eventId: 'e-1', code: 'subject-unavailable', fact: 'subject' },
    ])
    expect(JSON.stringify(kept)).not.toContain('card-of-nobody')
  })

  it.each([null, 7, 'event', [[]], true])(
    'that is no event at all (%j) is refused like the others',
    async bad => {
      const town = await buildDistrict()
      const metro = await town.partner()
      await town.rider(metro, 'card-1')
      const { status, body } = await town.post<{ outcomes: { outcome: string }[] }>('/activities', {
        as: metro,
        body: [town.eventOf(metro, { id: 'e-1' }), bad],
        type: 'application/cloudevents-batch+json',
      })
      expect(status).toBe(200)
      expect(body.outcomes.map(one => one.outcome)).toEqual(['credited', 'refused'])
    },
  )
})

describe('a batch', () => {
  it('is answered in its own order, whatever becomes of its events', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    await town.rider(metro, 'card-1')
    const minute = (at: number) => `2026-11-23T01:${String(at).padStart(2, '0')}:00Z`
    const events: EventGiven[] = [
      { id: 'bad id' },
      { id: 'r-1', time: minute(1) },
      { id: 'r-1', time: minute(1) },
      { id: 'r-2', activityid: 'r-1', revision: 2, time: minute(2) },
      { id: 'r-3', time: minute(5), subject: 'nobody' },
      { id: 'r-4', activityid: 'r-1', revision: 3, type: 'bus-ride.retracted', time: minute(2) },
      { id: 'r-5', time: minute(9) },
    ]
    const outcomes = await town.report(metro, ...events)
    expect(outcomes.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      ' refused',
      'r-1 credited',
      'r-1 duplicate',
      'r-2 credited',
      'r-3 refused',
      'r-4 retracted',
      'r-5 credited',
    ])
  })

  it(`of more than ${limits.batchEvents} events is refused as a whole`, async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const events = Array.from({ length: limits.batchEvents + 1 }, (_, at) => ({ id: `e-${at}` }))
    expect(await town.push(metro, events)).toMatchObject({ status: 413, body: { code: 'batch-too-large' } })
    expect((await town.wallet(rider)).spendable).toBe(0)
  })

  it('without a token, or with a resident’s, is not read', async () => {
    const town = await buildDistrict()
    const rider = await town.resident()
    for (const as of [undefined, rider])
      expect((await town.post('/activities', { ...(as ? { as } : {}), body: [] })).status).toBe(401)
  })
})
