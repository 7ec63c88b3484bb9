import { and, asc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { lapseReservations } from '#server/rewards/lapse-reservations.ts'
import { leaveAllWaitingLists } from '#server/rewards/leave-waiting-list.ts'
import { publishReward } from '#server/rewards/publish-reward.ts'
import { restockReward } from '#server/rewards/restock-reward.ts'
import { reward, waitingPlace } from '#server/rewards/tables.ts'
import type { WaitingPlace } from '#shared/contract/rewards.ts'
import type { Voucher } from '#shared/contract/vouchers.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { buildDistrict, type District } from '../support/district.ts'
import { operator, type TestResident } from '../support/people.ts'
import { statementsOf } from '../support/statements.ts'
import { newPhone, type Or, redeem } from '../vouchers/phone.ts'

const join = (district: District, as: TestResident, rewardId: string) =>
  district.post<Or<WaitingPlace>>(`/rewards/${rewardId}/waiting-list`, { as })

const placesOf = async (district: District, as: TestResident) =>
  (await district.get<{ places: WaitingPlace[] }>('/me/waiting-places', { as })).body.places

const shelfOf = async (district: District, id: RewardId) => {
  const columns = { stock: reward.stock, waiting: reward.waiting, reserved: reward.reserved }
  return (await district.ctx.db.reader.select(columns).from(reward).where(eq(reward.id, id)))[0]
}

const restock = (district: District, rewardId: RewardId, add: number) =>
  district.write(tx => restockReward(tx, district.ctx, operator, { rewardId, add }))

async function tryToRedeem(district: District, as: TestResident, rewardId: string) {
  const { deviceKey } = await newPhone()
  return district.post<Or<Voucher>>(`/rewards/${rewardId}/redeem`, { as, body: { deviceKey } })
}

/** A sold-out reward for which so many people wait, in order. */
async function queue(length: number) {
  const district = await buildDistrict()
  const rewardId = await district.reward({ stock: 0 })
  const people: TestResident[] = []
  for (let at = 0; at < length; at++) {
    const person = await district.resident({ points: 10 })
    expect((await join(district, person, rewardId)).status).toBe(201)
    people.push(person)
  }
  return { district, rewardId, people }
}

describe('waiting for what is sold out', () => {
  it('gives each the place after the last, and says how many are ahead', async () => {
    const { district, rewardId, people } = await queue(3)
    const ahead = []
    for (const person of people) ahead.push((await placesOf(district, person))[0]?.ahead)
    expect(ahead).toEqual([0, 1, 2])
    const again = await join(district, people[0]!, rewardId)
    expect(again).toMatchObject({ status: 201, body: { state: 'waiting', ahead: 0 } })
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 0, waiting: 3, reserved: 0 })
    expect((await district.get(`/rewards/${rewardId}`)).body).toMatchObject({ waiting: 3, stock: 0 })
  })

  it('lets those behind move up when somebody leaves', async () => {
    const { district, people } = await queue(3)
    const [place] = await placesOf(district, people[1]!)
    const { status } = await district.delete(`/me/waiting-places/${place!.id}`, { as: people[1]! })
    expect(status).toBe(204)
    expect(await placesOf(district, people[1]!)).toEqual([])
    expect((await placesOf(district, people[2]!))[0]?.ahead).toBe(1)
    expect((await district.delete(`/me/waiting-places/${place!.id}`, { as: people[1]! })).status).toBe(204)
    expect((await district.delete(`/me/waiting-places/${place!.id}`, { as: people[0]! })).status).toBe(404)
  })

  it('keeps units for the first in line when they come, and sells none of them to others', async () => {
    const { district, rewardId, people } = await queue(3)
    const passer = await district.resident({ points: 10 })
    expect(await restock(district, rewardId, 2)).toBe(0)
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 0, waiting: 1, reserved: 2 })

    const refused = await tryToRedeem(district, passer, rewardId)
    expect([refused.status, refused.body.code]).toEqual([409, 'reward-sold-out'])
    expect((await tryToRedeem(district, people[2]!, rewardId)).body.code).toBe('reward-sold-out')
    const [offered] = await placesOf(district, people[0]!)
    // Two whole days after Monday 23 November: through the 25th, in Chongqing.
    expect(offered).toMatchObject({ state: 'offered', ahead: null, offerUntil: '2026-11-25T16:00:00.000Z' })

    await redeem(district, people[0]!, rewardId)
    await redeem(district, people[1]!, rewardId)
    expect(await placesOf(district, people[0]!)).toEqual([])
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 0, waiting: 1, reserved: 0 })
    expect((await placesOf(district, people[2]!))[0]?.ahead).toBe(0)
  })

  it('puts on the shelf only what nobody waits for', async () => {
    const { district, rewardId } = await queue(2)
    expect(await restock(district, rewardId, 5)).toBe(3)
    const passer = await district.resident({ points: 10 })
    await redeem(district, passer, rewardId)
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 2, waiting: 0, reserved: 2 })
    const late = await join(district, await district.resident(), rewardId)
    expect([late.status, late.body.code]).toEqual([409, 'reward-in-stock'])
  })

  it('passes a unit on when its time runs out, and says so to the one who missed it', async () => {
    const { district, rewardId, people } = await queue(2)
    await restock(district, rewardId, 1)
    district.clock.set('2026-11-25T16:00:00Z')
    expect((await placesOf(district, people[0]!))[0]?.state).toBe('lapsed')
    const late = await tryToRedeem(district, people[0]!, rewardId)
    expect([late.status, late.body.code]).toEqual([409, 'reward-sold-out'])

    expect(await lapseReservations(district.ctx)).toBe(1)
    expect(await lapseReservations(district.ctx)).toBe(0)
    expect((await placesOf(district, people[0]!))[0]?.state).toBe('lapsed')
    expect((await placesOf(district, people[1]!))[0]?.state).toBe('offered')
    await redeem(district, people[1]!, rewardId)
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 0, waiting: 0, reserved: 0 })
  })

  it('passes a unit on when it is given up, or when an account closes', async () => {
    const { district, rewardId, people } = await queue(3)
    await restock(district, rewardId, 1)
    const [place] = await placesOf(district, people[0]!)
    await district.delete(`/me/waiting-places/${place!.id}`, { as: people[0]! })
    expect((await placesOf(district, people[1]!))[0]?.state).toBe('offered')
    await district.write(tx => leaveAllWaitingLists(tx, district.ctx, people[1]!.id))
    expect((await placesOf(district, people[2]!))[0]?.state).toBe('offered')
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 0, waiting: 0, reserved: 1 })
  })

  it('keeps a cancelled voucher’s unit for the first in line', async () => {
    const district = await buildDistrict()
    const rewardId = await district.reward({ stock: 1 })
    const [buyer, waiter] = [await district.resident({ points: 10 }), await district.resident({ points: 10 })]
    const held = await redeem(district, buyer, rewardId)
    await join(district, waiter, rewardId)
    expect((await district.post(`/me/vouchers/${held.id}/cancel`, { as: buyer })).status).toBe(200)
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 0, waiting: 0, reserved: 1 })
    await redeem(district, waiter, rewardId)
  })

  it('calls nobody for a reward that is hidden, until it is shown again', async () => {
    const { district, rewardId, people } = await queue(1)
    const show = (published: boolean) =>
      district.write(tx => publishReward(tx, district.ctx, operator, { rewardId, published }))
    await show(false)
    expect(await restock(district, rewardId, 1)).toBe(1)
    expect((await placesOf(district, people[0]!))[0]?.state).toBe('waiting')
    await show(true)
    expect((await placesOf(district, people[0]!))[0]?.state).toBe('offered')
  })

  it('is refused where there is nothing to wait for', async () => {
    const district = await buildDistrict()
    const resident = await district.resident({ points: 10 })
    const codes = []
    for (const given of [
      {},
      { stock: 0, onSaleUntil: new Date('2026-11-23T02:00:00Z') },
      { published: false, stock: 0 },
    ]) {
      const { status, body } = await join(district, resident, await district.reward(given))
      codes.push([status, body.code])
    }
    const single = await district.reward({ stock: 1, perPerson: 1 })
    await redeem(district, resident, single)
    const { status, body } = await join(district, resident, single)
    codes.push([status, body.code])
    expect(codes).toEqual([
      [409, 'reward-in-stock'],
      [409, 'reward-not-on-sale'],
      [404, 'reward-not-found'],
      [409, 'per-person-limit'],
    ])
  })

  it('is possible in twenty queues at once, and no more', async () => {
    const district = await buildDistrict()
    const resident = await district.resident()
    for (let at = 0; at < 20; at++) await join(district, resident, await district.reward({ stock: 0 }))
    const { status, body } = await join(district, resident, await district.reward({ stock: 0 }))
    expect([status, body.code, body.facts]).toEqual([409, 'waiting-places-full', { most: 20 }])
    expect(await placesOf(district, resident)).toHaveLength(20)
  })
})

describe('what the database itself refuses', () => {
  it('is a unit on the shelf while somebody waits, and a step back in the queue', async () => {
    const { district, rewardId } = await queue(1)
    const broken = [
      () => district.write(tx => tx.update(reward).set({ stock: 1 }).where(eq(reward.id, rewardId))),
      () => district.write(tx => tx.update(reward).set({ reserved: -1 }).where(eq(reward.id, rewardId))),
      () => district.write(tx => tx.update(waitingPlace).set({ number: 0 })),
      () => district.write(tx => tx.update(waitingPlace).set({ state: 'redeemed' })),
      () => district.write(tx => tx.delete(waitingPlace)),
    ]
    for (const breaking of broken) await expect(breaking()).rejects.toThrow()
  })
})

describe('everybody at once', () => {
  it('gives a restock of 20 to the first 20 of 200 who wait, though all redeem at once', async () => {
    const { district, rewardId, people } = await queue(200)
    const passers = []
    for (let at = 0; at < 20; at++) passers.push(await district.resident({ points: 10 }))
    for (const one of [...people, ...passers]) await one.token()

    const [, ...answers] = await Promise.all([
      restock(district, rewardId, 20),
      ...[...passers, ...people].map(one => tryToRedeem(district, one, rewardId)),
    ])
    // Who was too early for the restock tries again.
    const second = await Promise.all(people.map(one => tryToRedeem(district, one, rewardId)))

    const codes = [...answers, ...second].filter(({ status }) => status !== 201).map(({ body }) => body.code)
    expect(new Set(codes)).toEqual(new Set(['reward-sold-out']))
    const got = await district.ctx.db.reader
      .select({ residentId: waitingPlace.residentId, number: waitingPlace.number })
      .from(waitingPlace)
      .where(and(eq(waitingPlace.rewardId, rewardId), eq(waitingPlace.state, 'redeemed')))
      .orderBy(asc(waitingPlace.number))
    expect(got.map(({ residentId }) => residentId)).toEqual(people.slice(0, 20).map(({ id }) => id))
    expect([...answers, ...second].filter(({ status }) => status === 201)).toHaveLength(20)
    expect(await shelfOf(district, rewardId)).toEqual({ stock: 0, waiting: 180, reserved: 0 })
  })

  it('lets people join, leave, redeem, cancel and lapse together without losing a unit', async () => {
    const { district, rewardId, people } = await queue(30)
    for (const one of people) await one.token()
    await restock(district, rewardId, 10)
    const newcomers = []
    for (let at = 0; at < 10; at++) newcomers.push(await district.resident({ points: 10 }))
    const places = await Promise.all(people.map(async one => (await placesOf(district, one))[0]!))
    await Promise.all([
      ...people.slice(0, 6).map(one => tryToRedeem(district, one, rewardId)),
      ...people
        .slice(4, 15)
        .map((as, at) => district.delete(`/me/waiting-places/${places[at + 4]!.id}`, { as })),
      ...newcomers.map(one => join(district, one, rewardId)),
      restock(district, rewardId, 3),
      lapseReservations(district.ctx),
    ])
    const { stock, waiting, reserved } = (await shelfOf(district, rewardId))!
    const { body } = await district.get<{ vouchers: unknown[] }>('/me/vouchers', { as: people[0]! })
    expect(body.vouchers).toHaveLength(1)
    const rows = await district.ctx.db.reader.select({ state: waitingPlace.state }).from(waitingPlace)
    const redeemed = rows.filter(({ state }) => state === 'redeemed').length
    expect(stock + reserved + redeemed).toBe(13)
    expect(stock > 0 && waiting > 0).toBe(false)
  })

  it('gives one place to one person, however often they ask', async () => {
    const { district, rewardId } = await queue(0)
    const resident = await district.resident()
    await resident.token()
    const answers = await Promise.all(Array.from({ length: 20 }, () => join(district, resident, rewardId)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await shelfOf(district, rewardId)).toMatchObject({ waiting: 1 })
  })
})

it('costs an ordinary redemption no statement more, whoever waits for another reward', async () => {
  const { district } = await queue(1)
  const buyer = await district.resident({ points: 40 })
  const rewardId = await district.reward()
  await redeem(district, buyer, rewardId)
  const statements = await statementsOf(() => redeem(district, buyer, rewardId))
  expect(statements.filter(text => text.includes('waiting_place'))).toEqual([])
})
