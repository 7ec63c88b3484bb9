import { afterEach, expect, it, vi } from 'vitest'
import { deleteOldDetails } from '#server/activities/delete-old-details.ts'
import { tripDetail } from '#server/activities/tables.ts'
import { startJobs } from '#server/jobs/start-jobs.ts'
import { wallet } from '#server/ledger/tables.ts'
import { buildDistrict } from '#tests/support/district.ts'

const metroRide = {
  type: 'metro-ride',
  data: { entryStation: 'cq.chaotianmen', exitStation: 'cq.daping' },
}

afterEach(() => void vi.useRealTimers())

it('forgets where a trip went after thirty days, and keeps the distance its receipt needs', async () => {
  const town = await buildDistrict()
  const metro = await town.partner()
  await town.rider(metro, 'card-1')
  const [outcome] = await town.report(metro, { id: 'e-1', ...metroRide })
  town.clock.set('2026-12-23T15:59:59.999Z')
  expect(await deleteOldDetails(town.ctx)).toBe(0)
  town.clock.set('2026-12-23T16:00:00Z')
  expect(await deleteOldDetails(town.ctx)).toBe(1)
  expect(await deleteOldDetails(town.ctx)).toBe(0)
  expect(await town.ctx.db.reader.select().from(tripDetail)).toEqual([])
  const { activity, decision } = await town.decisionOf(outcome!.activityId)
  expect(activity.facts['distanceM']).toBe(decision.receipt.facts['distanceM'])
})

it('forgets more trips than fit into one sweep', async () => {
  const town = await buildDistrict({ at: '2026-11-23T15:00:00Z' })
  const metro = await town.partner()
  const cards = Array.from({ length: 30 }, (_, at) => `card-${at}`)
  for (const card of cards) await town.rider(metro, card)
  const rides = cards.flatMap((subject, card) =>
    Array.from({ length: 18 }, (_, at) => ({
      id: `${card}-${at}`,
      subject,
      time: new Date(Date.parse('2026-11-23T00:00:00Z') + at * 120_000).toISOString(),
      ...metroRide,
    })),
  )
  await town.report(metro, ...rides)
  town.clock.advance({ days: 40 })
  expect(await deleteOldDetails(town.ctx)).toBe(540)
})

it('throws away what has expired five minutes into the Shanghai day, by itself', async () => {
  const town = await buildDistrict()
  const person = await town.resident()
  await town.give(person.id, 10, '2026-12-31')
  town.clock.set('2026-12-31T16:04:59.500Z')
  vi.useFakeTimers({ now: town.clock.now(), toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const stop = startJobs(town.ctx)
  await vi.advanceTimersByTimeAsync(1_000)
  vi.useRealTimers()
  await stop()
  const [row] = await town.ctx.db.reader.select().from(wallet)
  expect(row!.spendable).toBe(0)
})
