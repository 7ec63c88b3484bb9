import { describe, expect, it } from 'vitest'
import type { News, Statement, StatementLineDetail } from '#shared/contract/account.ts'
import { expirePoints } from '#server/ledger/expire-points.ts'
import { redeemReward } from '#server/rewards/redeem-reward.ts'
import { cancelVoucher } from '#server/vouchers/cancel-voucher.ts'
import type { z } from 'zod'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { TestResident } from '#tests/support/people.ts'
import { plansOf, scanned } from '#tests/support/plans.ts'
import { statementsOf } from '#tests/support/statements.ts'

type StatementBody = z.infer<typeof Statement>
type NewsBody = z.infer<typeof News>

const read = async (town: District, person: TestResident, query = '') => {
  const { status, body } = await town.get<StatementBody>(`/me/statement${query}`, { as: person })
  expect(status).toBe(200)
  return body
}

/** A resident who rode, redeemed, cancelled, and lost a ride and some points again. */
async function busyLife() {
  const town = await buildDistrict()
  const metro = await town.partner()
  const person = await town.rider(metro, 'card-1')
  await town.give(person.id, 3, '2026-11-30')
  town.clock.advance({ minutes: 1 })
  const [ride] = await town.report(metro, { id: 'ride', time: '2026-11-23T01:00:00Z' })
  await town.report(metro, { id: 'wrong', time: '2026-11-22T01:00:00Z' })
  town.clock.advance({ minutes: 1 })
  const rewardId = await town.reward({ points: 2, title: { zh: '公交券', en: 'Bus coupon' } })
  const voucherId = await town.write(tx =>
    redeemReward(tx, town.ctx, { residentId: person.id, rewardId, deviceKey: null }),
  )
  town.clock.advance({ minutes: 1 })
  await town.write(tx => cancelVoucher(tx, town.ctx, { residentId: person.id, voucherId }))
  town.clock.advance({ minutes: 1 })
  await town.report(metro, {
    id: 'wrong-2',
    activityid: 'wrong',
    revision: 2,
    type: 'bus-ride.retracted',
    time: '2026-11-22T01:00:00Z',
  })
  return { town, metro, person, ride: ride!, voucherId }
}

describe('the statement of points', () => {
  it('tells every line with what it was for, and comes to the balance of the wallet', async () => {
    const { town, person, ride, voucherId } = await busyLife()
    const { items, next, summary } = await read(town, person)
    expect(next).toBeNull()
    expect(items.map(({ kind, spendable }) => [kind, spendable])).toEqual([
      ['adjusted', -110],
      ['refunded', 200],
      ['redeemed', -200],
      ['earned', 110],
      ['earned', 110],
      ['adjusted', 300],
    ])
    const subjects = items.map(({ subject }) => subject)
    expect(subjects[1]).toMatchObject({ kind: 'voucher', id: voucherId, name: { zh: '公交券' } })
    expect(subjects).toContainEqual({
      kind: 'activity',
      id: ride.activityId,
      actionType: 'bus-ride',
      name: { zh: '乘坐公交', en: 'Bus ride' },
    })
    expect(summary).toEqual({
      opening: 0,
      earned: 220,
      redeemed: -200,
      refunded: 200,
      expired: 0,
      adjusted: 190,
      closing: 410,
      firstMonth: '2026-11',
    })
    expect((await town.wallet(person)).spendable).toBe(410)
  })

  it('says the same balance as the wallet when points have lapsed, booked or not', async () => {
    const { town, person } = await busyLife()
    town.clock.set('2026-12-31T16:00:00Z')
    const before = await read(town, person, '?month=2027-01')
    const { spendable } = await town.wallet(person)
    expect(before.summary).toMatchObject({ opening: 410, closing: spendable })
    await expirePoints(town.ctx)
    expect((await read(town, person)).summary).toMatchObject({ closing: spendable })
    expect((await read(town, person, '?kind=expired')).items[0]).toMatchObject({
      kind: 'expired',
      subject: { kind: 'lot' },
    })
  })

  it('is filtered by kind and by Shanghai month', async () => {
    const { town, metro, person } = await busyLife()
    expect((await read(town, person, '?kind=redeemed')).items).toHaveLength(1)
    expect((await read(town, person, '?kind=earned&month=2026-10')).items).toEqual([])
    // The first instant of December in 九龙坡.
    town.clock.set('2026-11-30T16:00:00Z')
    await town.report(metro, { id: 'late', time: '2026-11-30T15:00:00Z' })
    const december = await read(town, person, '?month=2026-12')
    expect(december.items.map(({ kind }) => kind)).toEqual(['earned'])
    expect(december.summary).toMatchObject({ opening: 410, earned: 110 })
    expect((await read(town, person, '?month=2026-11')).items).toHaveLength(6)
  })

  it('comes in pages that neither repeat nor skip a line', async () => {
    const { town, person } = await busyLife()
    const whole = (await read(town, person)).items.map(({ id }) => id)
    const paged: string[] = []
    let cursor = ''
    for (;;) {
      const page = await read(town, person, `?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      paged.push(...page.items.map(({ id }) => id))
      if (cursor) expect(page.summary).toBeNull()
      if (!page.next) break
      cursor = page.next
    }
    expect(paged).toEqual(whole)
  })

  it('shows of each line which points it moved and what was there after it', async () => {
    const { town, person } = await busyLife()
    const { items } = await read(town, person)
    const balances: number[] = []
    for (const { id } of items) {
      const { status, body } = await town.get<z.infer<typeof StatementLineDetail>>(`/me/statement/${id}`, {
        as: person,
      })
      expect(status).toBe(200)
      expect(body.lots.reduce((sum, lot) => sum + lot.centipoints, 0)).toBe(body.spendable)
      balances.push(body.balanceAfter)
    }
    expect(balances).toEqual([410, 520, 320, 520, expect.any(Number), 300])
    // The points that expire first were spent first.
    const redeemed = items.find(({ kind }) => kind === 'redeemed')!
    const { body } = await town.get<z.infer<typeof StatementLineDetail>>(`/me/statement/${redeemed.id}`, {
      as: person,
    })
    expect(body.lots).toEqual([{ expiresOn: '2026-11-30', centipoints: -200 }])
  })

  it('is nobody else’s, neither as a list nor line by line', async () => {
    const { town, person } = await busyLife()
    const stranger = await town.resident()
    expect((await read(town, stranger)).items).toEqual([])
    expect((await read(town, stranger)).summary).toMatchObject({ closing: 0, firstMonth: null })
    for (const { id } of (await read(town, person)).items) {
      expect((await town.get(`/me/statement/${id}`, { as: stranger })).status).toBe(404)
    }
    expect((await town.get('/me/statement?kind=stolen', { as: person })).status).toBe(400)
    expect((await town.get('/me/statement?month=2026-13', { as: person })).status).toBe(400)
    expect((await town.get('/me/statement/..%2F..', { as: person })).status).toBe(404)
  })

  it('shows a review: in review first, to spend once it is accepted', async () => {
    const { town, metro, person } = await busyLife()
    await town.report(metro, { id: 'old', time: '2026-11-10T01:00:00Z' })
    const [held] = (await read(town, person)).items
    expect(held).toMatchObject({ kind: 'earned', template: 'award', spendable: 0, held: 110 })
    expect((await read(town, person)).summary).toMatchObject({ closing: 410 })
  })
})

describe('what was credited since the last visit', () => {
  const news = async (town: District, person: TestResident, since: string | null) => {
    const query = since ? `?since=${encodeURIComponent(since)}` : ''
    return (await town.get<NewsBody>(`/me/news${query}`, { as: person })).body
  }

  it('is counted from the place that the device remembers', async () => {
    const { town, metro, person } = await busyLife()
    const first = await news(town, person, null)
    expect(first).toMatchObject({ centipoints: 0, actions: [], complete: true })
    expect(await news(town, person, first.newest)).toMatchObject({ centipoints: 0, actions: [] })
    town.clock.advance({ minutes: 10 })
    await town.report(
      metro,
      { id: 'x', time: '2026-11-23T01:30:00Z' },
      { id: 'y', time: '2026-11-23T01:40:00Z' },
    )
    const later = await news(town, person, first.newest)
    expect(later).toMatchObject({
      centipoints: 220,
      actions: [{ actionType: 'bus-ride', deeds: 2, centipoints: 220 }],
    })
    expect(await news(town, person, later.newest)).toMatchObject({ centipoints: 0 })
  })

  it('is nothing for somebody new, and nothing of others', async () => {
    const { town, person } = await busyLife()
    const stranger = await town.resident()
    expect(await news(town, stranger, null)).toMatchObject({ newest: null })
    const start = '0~a'
    expect((await news(town, person, start)).actions).not.toEqual([])
    expect(await news(town, stranger, start)).toMatchObject({ centipoints: 0, actions: [] })
    expect((await town.get('/me/news?since=yesterday', { as: person })).status).toBe(400)
  })
})

describe('the plans of the statement', () => {
  it('find a resident’s lines by an index', async () => {
    const { town, person } = await busyLife()
    const { items } = await read(town, person, '?limit=1')
    const cursor = `${Date.parse(items[0]!.postedAt)}~${items[0]!.id.replaceAll('~', '/')}`
    const sent = await statementsOf(async () => {
      for (const path of [
        '/me/statement',
        '/me/statement?kind=earned&month=2026-11',
        `/me/statement?cursor=${encodeURIComponent(cursor)}`,
        `/me/statement/${items[0]!.id}`,
        `/me/news?since=${encodeURIComponent(cursor)}`,
        '/me/today',
      ]) {
        expect((await town.get(path, { as: person })).status).toBe(200)
      }
    })
    const plans = await plansOf(town.address, [...new Set(sent)])
    const small = ['action_type', 'factor_version', 'rule_version', 'rule_book_stamp', 'partner']
    const read_ = [...plans].flatMap(([text, plan]) =>
      scanned(plan)
        .filter(table => !small.includes(table))
        .map(table => `${table}: ${text} ${plan.join(' | ')}`),
    )
    expect(read_).toEqual([])
    const lines = [...plans].filter(([text]) => /from "transfer"/.test(text) && /order by/.test(text))
    expect(lines.length).toBeGreaterThan(3)
    for (const [text, plan] of lines) expect(plan.join(' '), text).toContain('transfer_resident')
  })
})
