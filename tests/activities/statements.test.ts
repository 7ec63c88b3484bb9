import { describe, expect, it } from 'vitest'
import { deleteOldDetails } from '#server/activities/delete-old-details.ts'
import { ingestEvents } from '#server/activities/ingest.ts'
import { forgetSignIns } from '#server/identity/forget-sign-ins.ts'
import { limits } from '#server/limits.ts'
import { expirePoints } from '#server/ledger/expire-points.ts'
import { redeemReward } from '#server/rewards/redeem-reward.ts'
import { forgetNumbers, lapseVouchers } from '#server/vouchers/lapse-vouchers.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { EventGiven, TestPartner } from '#tests/support/partners.ts'
import { plansOf, scanned } from '#tests/support/plans.ts'
import { statementsOf } from '#tests/support/statements.ts'

const riders = 25
const places = { entryStation: 'cq.chaotianmen', exitStation: 'cq.daping', durationS: 60 }

async function crowded(): Promise<{ town: District; metro: TestPartner }> {
  const town = await buildDistrict({ at: '2026-11-23T15:00:00Z' })
  const metro = await town.partner()
  for (let at = 0; at < riders; at++) await town.rider(metro, `card-${at}`)
  return { town, metro }
}

/** So many metro rides, two minutes apart for each of the riders. */
const rides = (
  count: number,
  prefix: string,
  startMs: number,
  given: Partial<EventGiven> = {},
): EventGiven[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${prefix}-${at}`,
    type: 'metro-ride',
    subject: `card-${at % riders}`,
    time: new Date(startMs + Math.floor(at / riders) * 120_000).toISOString(),
    data: places,
    ...given,
  }))

describe('a batch', () => {
  it('costs the same statements, whether it holds 1, 50 or 500 events', async () => {
    const { town, metro } = await crowded()
    // The rule book is compiled once.
    await town.report(metro, { id: 'first', subject: 'card-0', time: '2026-11-22T00:00:00Z' })
    const start = Date.parse('2026-11-23T00:00:00Z')
    const sizes = [1, 50, limits.chunkRows]
    const sent: string[][] = []
    for (const [at, size] of sizes.entries()) {
      const events = rides(size, `s${size}`, start + at * 3 * 3_600_000).map(event =>
        town.eventOf(metro, event),
      )
      sent.push(
        await statementsOf(async () => {
          const outcomes = await ingestEvents(town.ctx, metro.actor, events)
          expect(new Set(outcomes.map(one => one.outcome))).toEqual(new Set(['credited']))
        }),
      )
    }
    expect(sent[1]).toEqual(sent[0])
    expect(sent[2]!.length).toBeLessThanOrEqual(sent[0]!.length)
    expect(sent[0]!.length).toBeLessThanOrEqual(24)
  })

  it('of revisions costs the same statements too, and so does one of withdrawals', async () => {
    const { town, metro } = await crowded()
    const start = Date.parse('2026-11-23T00:00:00Z')
    await town.report(metro, ...rides(60, 'r', start))
    const later = (from: number, until: number, kind: 'reported' | 'retracted', revision: number) =>
      rides(60, 'r', start)
        .slice(from, until)
        .map(event =>
          town.eventOf(metro, {
            ...event,
            id: `${event.id}-${revision}`,
            activityid: event.id,
            revision,
            type: `metro-ride.${kind}`,
            data: { ...places, durationS: 61 },
            time: new Date(Date.parse(event.time!) - 1).toISOString(),
          }),
        )
    const costOf = async (events: unknown[], outcome: string) =>
      (
        await statementsOf(async () => {
          const outcomes = await ingestEvents(town.ctx, metro.actor, events)
          expect(new Set(outcomes.map(one => one.outcome))).toEqual(new Set([outcome]))
        })
      ).length
    const revised = [
      await costOf(later(0, 1, 'reported', 2), 'credited'),
      await costOf(later(1, 25, 'reported', 2), 'credited'),
    ]
    expect(revised[1]).toBe(revised[0])
    const back = [
      await costOf(later(25, 26, 'retracted', 2), 'retracted'),
      await costOf(later(26, 50, 'retracted', 2), 'retracted'),
    ]
    expect(back[1]).toBe(back[0])
  })
})

describe('the plans of the hot statements', () => {
  it('find every row by an index', async () => {
    const { town, metro } = await crowded()
    const rider = await town.rider(metro, 'mine')
    const rewardId = await town.reward({ points: 1 })
    const mine = { subject: 'mine', time: '2026-11-23T10:00:00Z' }
    await town.report(metro, { id: 'warm', ...mine, time: '2026-11-23T09:00:00Z' })
    const statements = new Set(
      await statementsOf(async () => {
        await town.report(metro, { id: 'a', ...mine }, ...rides(30, 'b', Date.parse('2026-11-23T00:00:00Z')))
        await town.report(metro, { id: 'a2', activityid: 'a', revision: 2, ...mine, data: { durationS: 61 } })
        await town.report(metro, {
          id: 'a3',
          activityid: 'a',
          revision: 3,
          ...mine,
          type: 'bus-ride.retracted',
        })
        await town.write(tx =>
          redeemReward(tx, town.ctx, { residentId: rider.id, rewardId, deviceKey: null }),
        )
        for (const path of ['/me', '/me/wallet', '/me/activities', '/me/carbon', '/me/vouchers'])
          expect((await town.get(path, { as: rider })).status).toBe(200)
        await expirePoints(town.ctx)
        await lapseVouchers(town.ctx)
        await forgetNumbers(town.ctx)
        await deleteOldDetails(town.ctx)
        await forgetSignIns(town.ctx)
      }),
    )
    // A whole small table at once: the catalogue, the scale, and the few budgets and partners.
    const small = [
      'action_type',
      'factor_version',
      'rule_version',
      'rule_book_stamp',
      'budget',
      'reward',
      'merchant',
    ]
    const plans = await plansOf(town.address, [...statements])
    expect(plans.size).toBeGreaterThan(30)
    // Once a night.
    small.push('session', 'sign_in_code')
    const read = [...plans].flatMap(([text, plan]) =>
      scanned(plan)
        .filter(table => ![...small, 'given', 'r', 'jsonb_each', 'jsonb_array_elements'].includes(table))
        .map(table => `${table}: ${text} ${plan.join(' | ')}`),
    )
    expect(read).toEqual([])
  })
})
