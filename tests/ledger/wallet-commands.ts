import fc from 'fast-check'
import { expect } from 'vitest'
import { reviewActivity } from '#server/activities/review-activity.ts'
import { expirePoints } from '#server/ledger/expire-points.ts'
import { readLots } from '#server/ledger/wallets.ts'
import { isRefusal } from '#server/refusal.ts'
import { redeemReward } from '#server/rewards/redeem-reward.ts'
import { cancelVoucher } from '#server/vouchers/cancel-voucher.ts'
import { lapseVouchers } from '#server/vouchers/lapse-vouchers.ts'
import { dayMs, dayOf } from '#shared/domain/calendar.ts'
import type { ActivityId, RewardId, VoucherId } from '#shared/domain/ids.ts'
import type { District } from '#tests/support/district.ts'
import type { EventGiven, TestPartner } from '#tests/support/partners.ts'
import type { TestAdministrator, TestResident } from '#tests/support/people.ts'
import type { ModelDeed, WalletModel } from './wallet-model.ts'

export interface Life {
  readonly town: District
  readonly partner: TestPartner
  readonly rider: TestResident
  readonly card: string
  readonly reviewer: TestAdministrator
  readonly rewards: ReadonlyMap<number, RewardId>
  /** The latest revision of each deed, and the vouchers in the order of the model's. */
  readonly activities: Map<string, ActivityId>
  readonly vouchers: VoucherId[]
}

type Step = fc.AsyncCommand<WalletModel, Life>

/** Rides are 90 s long and the clock moves on by five minutes, so that no two of them are one deed. */
const lengthS = 90
const heldOffsetS = 120

const gramsOf = (distanceM: number) => Math.floor((distanceM * 933) / 10_000)

function event(
  life: Life,
  deed: Pick<ModelDeed, 'id' | 'occurredAt' | 'revision'>,
  distanceM: number,
): EventGiven {
  return {
    id: `${deed.id}-${deed.revision}`,
    activityid: deed.id,
    revision: deed.revision,
    type: 'bike-ride',
    subject: life.card,
    time: deed.occurredAt.toISOString(),
    data: { durationS: lengthS, distanceM },
  }
}

/** After every step both must agree on all a resident can see, and on every lot. */
async function agree(model: WalletModel, { town, rider }: Life): Promise<void> {
  const now = town.clock.now()
  model.wake(now)
  const { expiringNext, ...balances } = await town.wallet(rider)
  const lots = (await readLots(town.ctx.db.reader, rider.id)).filter(lot => lot.expiresOn >= dayOf(now))
  const jars = model.fullJars()
  const [on, centipoints] = jars[0] ?? []
  expect({
    ...balances,
    expiringNext,
    lots: lots.map(lot => [lot.expiresOn, lot.remaining]),
  }).toEqual({
    spendable: model.spendable(),
    held: model.held,
    debt: model.debt,
    carbon: model.carbon,
    expiringNext: on === undefined ? null : { on, centipoints },
    lots: jars,
  })
}

function step(
  name: string,
  run: (model: WalletModel, life: Life, now: Date) => Promise<void>,
  check: (model: WalletModel) => boolean = () => true,
): Step {
  return {
    check: model => check(model as WalletModel),
    async run(model, life) {
      life.town.clock.advance({ minutes: 5 })
      model.wake(life.town.clock.now())
      await run(model, life, life.town.clock.now())
      await agree(model, life)
    },
    toString: () => name,
  }
}

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length]!
const standing = (model: WalletModel) =>
  model.deeds.filter(deed => deed.state === 'credited' || deed.state === 'held')
const heldDeeds = (model: WalletModel) => model.deeds.filter(deed => deed.state === 'held')
const issued = (model: WalletModel) => model.vouchers.filter(one => one.state === 'issued')

function report(distanceM: number, daysAgo: number): Step {
  return step(`ride of ${distanceM} m, ${daysAgo} days ago`, async (model, life, now) => {
    const held = daysAgo > 7
    const occurredAt = new Date(now.getTime() - daysAgo * dayMs - (held ? heldOffsetS : 0) * 1_000)
    const id = `${life.card}-${model.deeds.length}`
    const deed: ModelDeed = {
      id,
      occurredAt,
      points: distanceM,
      grams: gramsOf(distanceM),
      lotDay: '',
      revision: 1,
      state: held ? 'held' : 'credited',
    }
    const [outcome] = await life.town.report(life.partner, event(life, deed, distanceM))
    expect(outcome).toMatchObject({ outcome: deed.state, centipoints: distanceM })
    life.activities.set(id, outcome!.activityId!)
    if (held) model.hold(deed)
    else model.credit(deed, now)
  })
}

function revise(at: number, distanceM: number): Step {
  const work = async (model: WalletModel, life: Life, now: Date) => {
    const deed = pick(standing(model), at)
    const late = model.isLate(deed, now) && distanceM > deed.points
    const [outcome] = await life.town.report(
      life.partner,
      event(life, { ...deed, revision: deed.revision + 1 }, distanceM),
    )
    const old = now.getTime() - deed.occurredAt.getTime() > 30 * dayMs
    if (old || late) {
      expect(outcome).toMatchObject({ code: old ? 'time-too-old' : 'revision-late' })
      return
    }
    expect(outcome).toMatchObject({ outcome: deed.state })
    life.activities.set(deed.id, outcome!.activityId!)
    model.revise(deed, distanceM, gramsOf(distanceM), now)
  }
  return step(`revise ${at} to ${distanceM} m`, work, model => standing(model).length > 0)
}

function retract(at: number): Step {
  const work = async (model: WalletModel, life: Life) => {
    const deed = pick(standing(model), at)
    const given = event(life, { ...deed, revision: deed.revision + 1 }, 1)
    const [outcome] = await life.town.report(life.partner, {
      ...given,
      type: 'bike-ride.retracted',
      data: {},
    })
    expect(outcome).toMatchObject({ outcome: 'retracted' })
    model.retract(deed)
  }
  return step(`retract ${at}`, work, model => standing(model).length > 0)
}

function review(at: number, accepted: boolean): Step {
  const work = async (model: WalletModel, life: Life, now: Date) => {
    const deed = pick(heldDeeds(model), at)
    await reviewActivity(life.town.ctx, life.reviewer.actor, {
      activityId: life.activities.get(deed.id)!,
      outcome: accepted ? 'accepted' : 'refused',
      reason: '核对',
    })
    model.review(deed, accepted, now)
  }
  return step(`${accepted ? 'accept' : 'refuse'} ${at}`, work, model => heldDeeds(model).length > 0)
}

function redeem(price: number): Step {
  return step(`redeem for ${price}`, async (model, life, now) => {
    const rewardId = life.rewards.get(price)!
    const asked = { residentId: life.rider.id, rewardId, deviceKey: null }
    const enough = model.redeem(price, now)
    try {
      life.vouchers.push(await life.town.write(tx => redeemReward(tx, life.town.ctx, asked)))
      expect(enough).toBe(true)
    } catch (error) {
      if (!isRefusal(error)) throw error
      expect([error.code, enough]).toEqual(['balance-too-low', false])
    }
  })
}

function cancel(at: number): Step {
  const work = async (model: WalletModel, life: Life, now: Date) => {
    const voucher = pick(issued(model), at)
    const voucherId = life.vouchers[model.vouchers.indexOf(voucher)]!
    const asked = { residentId: life.rider.id, voucherId }
    const late = dayOf(now) >= voucher.tooLateOn
    const cancelling = life.town.write(tx => cancelVoucher(tx, life.town.ctx, asked))
    if (late) return void (await expect(cancelling).rejects.toMatchObject({ code: 'voucher-lapsed' }))
    await cancelling
    model.refund(voucher, 'cancelled', now)
  }
  return step(`cancel ${at}`, work, model => issued(model).length > 0)
}

function sleep(days: number, jobs: boolean): Step {
  return step(`${days} days later${jobs ? ', with the jobs' : ''}`, async (model, life) => {
    life.town.clock.advance({ days })
    const now = life.town.clock.now()
    model.wake(now)
    if (!jobs) return
    await expirePoints(life.town.ctx)
    await lapseVouchers(life.town.ctx)
    for (const voucher of issued(model))
      if (dayOf(now) >= voucher.tooLateOn) model.refund(voucher, 'lapsed', now)
  })
}

export const prices = [700, 2_500, 6_000] as const

const distance = fc.integer({ min: 500, max: 4_000 })
const which = fc.nat({ max: 7 })

/** What can happen to a resident's points, earning and spending more often than the rest. */
export const anyStep: fc.Arbitrary<Step>[] = [
  fc.tuple(distance, fc.nat({ max: 6 })).map(([metres, days]) => report(metres, days)),
  fc.tuple(distance, fc.integer({ min: 8, max: 20 })).map(([metres, days]) => report(metres, days)),
  fc.tuple(which, distance).map(([at, metres]) => revise(at, metres)),
  which.map(retract),
  fc.tuple(which, fc.boolean()).map(([at, accepted]) => review(at, accepted)),
  fc.constantFrom(...prices).map(redeem),
  fc.constantFrom(...prices).map(redeem),
  which.map(cancel),
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()).map(([days, jobs]) => sleep(days, jobs)),
]
