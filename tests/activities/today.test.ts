import { describe, expect, it } from 'vitest'
import type { Today } from '#shared/contract/account.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { TestResident } from '#tests/support/people.ts'

async function todayOf(town: District, person: TestResident) {
  const { status, body } = await town.get<Today>('/me/today', { as: person })
  expect(status).toBe(200)
  const action = (code: string) => body.actions.find(({ actionType }) => actionType === code)!
  return { ...body, action }
}

const ride = (id: string, hour: number) => ({
  id,
  time: `2026-11-23T0${hour}:00:00Z`,
})

describe('today’s progress', () => {
  it('counts what the caps have counted, and says when an action pays no more', async () => {
    const town = await buildDistrict({ at: '2026-11-23T08:00:00Z' })
    const bus = await town.partner({ code: 'bus', actionTypes: ['bus-ride'] })
    const person = await town.rider(bus, 'card-1')
    expect((await todayOf(town, person)).nearest).toEqual({ kind: 'do', actionType: 'bus-ride' })
    await town.report(bus, ride('a', 1), ride('b', 2))
    const midday = (await todayOf(town, person)).action('bus-ride')
    expect(midday).toMatchObject({ standing: 'ready', room: true })
    const perDay = midday.caps.find(cap => cap.per === 'day')
    expect(perDay).toMatchObject({ of: 'resident', unit: 'times', limit: 4, used: 2 })
    expect(midday.caps.find(cap => cap.per === 'year')).toMatchObject({ unit: 'centipoints', used: 220 })
    await town.report(bus, ride('c', 3), ride('d', 4))
    const evening = await todayOf(town, person)
    expect(evening.action('bus-ride')).toMatchObject({ room: false })
    // What a counter confirms is left.
    expect(evening.nearest).toMatchObject({ kind: 'do', actionType: 'clean-plate' })
    town.clock.set('2026-11-23T16:00:00Z')
    expect((await todayOf(town, person)).action('bus-ride').caps[0]).toMatchObject({ used: 0 })
  })

  it('says which step to an action is missing', async () => {
    const town = await buildDistrict()
    const bus = await town.partner({ code: 'bus', actionTypes: ['bus-ride'] })
    const person = await town.resident()
    expect((await todayOf(town, person)).action('bus-ride').standing).toBe('bind')
    expect((await todayOf(town, person)).nearest).toEqual({ kind: 'bind', actionType: 'bus-ride' })
    await town.bind(person, bus, 'card-9')
    expect((await todayOf(town, person)).action('bus-ride').standing).toBe('consent')
    const [consentId] = await town.consent(person, bus, { at: 'now' })
    expect((await todayOf(town, person)).action('bus-ride').standing).toBe('ready')
    await town.delete(`/me/consents/${consentId}`, { as: person })
    const after = await todayOf(town, person)
    expect(after.action('bus-ride').standing).toBe('consent')
    expect(after.action('own-cup').standing).toBe('counter')
    expect(after.action('walk').standing).toBe('closed')
  })

  it('counts a household’s caps for the household', async () => {
    const town = await buildDistrict({ at: '2026-11-23T08:00:00Z' })
    const bins = await town.partner({ code: 'bins', actionTypes: ['waste-sorting'], subjects: 'bin' })
    const one = await town.rider(bins, 'bin-1')
    const other = await town.resident()
    await town.bind(other, bins, 'bin-1', { join: true })
    await town.report(bins, {
      id: 'w',
      type: 'waste-sorting',
      subject: 'bin-1',
      time: '2026-11-23T01:00:00Z',
      data: { kind: 'kitchen' },
    })
    for (const person of [one, other]) {
      const [perDay] = (await todayOf(town, person)).action('waste-sorting').caps
      expect(perDay).toMatchObject({ of: 'household', used: 1, limit: 2 })
    }
    // The bin is the whole household's; consent is each person's own.
    const mine = (await todayOf(town, other)).action('waste-sorting')
    expect(mine).toMatchObject({ standing: 'consent', paths: [{ bound: true, consented: false }] })
    expect((await todayOf(town, one)).action('waste-sorting').standing).toBe('ready')
  })
})

describe('the receipt', () => {
  it('tells each part under its own name, with the factor’s source, year and certainty', async () => {
    const town = await buildDistrict({ at: '2026-11-23T08:00:00Z' })
    const bus = await town.partner({ code: 'bus', actionTypes: ['bus-ride'] })
    const person = await town.rider(bus, 'card-1')
    const [made] = await town.report(bus, ride('a', 1))
    const { body } = await town.get<{
      sentences: string[]
      parts: Record<string, string[]>
      factor: { published: string; certainty: string; year: number; source: string }
    }>(`/me/activities/${made!.activityId}`, { as: person, headers: { 'accept-language': 'en' } })
    expect(Object.values(body.parts).flat()).toEqual(body.sentences)
    expect(body.parts['caps']).toHaveLength(2)
    expect(body.factor).toMatchObject({ published: '120 g/ride', certainty: 'high', year: 2025 })
    expect(body.parts['factor']![0]).toContain('certainty: high')
  })

  it('comes with a figure to compare grams with, from the factor in force', async () => {
    const town = await buildDistrict()
    const { body } = await town.get<{ comparison: { code: string; certainty: string } }>('/me/carbon', {
      as: await town.resident(),
    })
    expect(body.comparison).toMatchObject({ code: 'electricity-china', certainty: 'high' })
  })
})
