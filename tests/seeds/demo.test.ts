import { expect, it } from 'vitest'
import { activity, refusedEvent } from '#server/activities/tables.ts'
import { listHelp } from '#server/households/queries.ts'
import { childrenOf } from '#server/households/guardians.ts'
import { findCardHolder } from '#server/identity/cards.ts'
import { phoneIndexOf } from '#server/identity/phone.ts'
import { phoneOwner } from '#server/identity/phone-owner.ts'
import { transfer } from '#server/ledger/tables.ts'
import { listPartners } from '#server/partners/queries.ts'
import { reward } from '#server/rewards/tables.ts'
import { demoCardCode, demoWeighings } from '#seeds/demo/card-holder.ts'
import { demoFamily } from '#seeds/demo/family.ts'
import { demoHistory } from '#seeds/demo/history.ts'
import { loadDemo } from '#seeds/demo/load-demo.ts'
import { demoPartners } from '#seeds/demo/partners.ts'
import { demoResidents } from '#seeds/demo/people.ts'
import { demoSecret } from '#seeds/demo/set-up.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'

const tooRecently = { at: '2026-11-23T12:00:00Z' }

async function booked({ ctx: { db } }: District) {
  const counts = [activity, transfer, refusedEvent, reward].map(
    async table => (await db.reader.select().from(table)).length,
  )
  return Promise.all(counts)
}

it('shows a district with weeks behind it, in which every report was taken', async () => {
  const district = await buildDistrict(tooRecently)
  await loadDemo(district.ctx)
  const told = demoHistory(district.clock.now()).flatMap(({ reports, cups }) => [...reports, ...cups])
  expect(await booked(district)).toEqual([told.length + demoWeighings.length, expect.any(Number), 0, 10])
  const rows = await district.ctx.db.reader.select({ outcome: activity.outcome }).from(activity)
  expect(rows.filter(({ outcome }) => outcome === 'held')).toHaveLength(1)
})

it('gives its first resident enough for the city’s coupon, and nobody too much to believe', async () => {
  const district = await buildDistrict(tooRecently)
  await loadDemo(district.ctx)
  const { ctx } = district
  for (const { phone } of demoResidents) {
    const id = (await phoneOwner(ctx.db.reader, 'resident', phoneIndexOf(ctx.keys, phone))) as ResidentId
    const { spendable } = await district.wallet({ id })
    expect(spendable).toBeGreaterThan(2_000)
    expect(spendable).toBeLessThan(20_000)
  }
})

it('has a family that shares its bin, a child with a guardian, and one who redeems for another', async () => {
  const district = await buildDistrict(tooRecently)
  await loadDemo(district.ctx)
  const { ctx } = district
  const { reader } = ctx.db
  const whoHas = async (phone: string) =>
    (await phoneOwner(reader, 'resident', phoneIndexOf(ctx.keys, phone))) as ResidentId
  const guardian = await whoHas(demoFamily.guardian)
  const [child] = await childrenOf(reader, guardian)
  if (!child) throw new Error('nobody is a guardian')
  expect((await district.wallet({ id: child.childId })).spendable).toBeGreaterThan(0)
  const { helpers } = await listHelp(reader, ctx, await whoHas(demoFamily.other))
  expect(helpers).toMatchObject([{ accepted: true, monthlyCentipoints: demoFamily.helpMonthlyCentipoints }])
})

it('has somebody without a phone, whose card it shows and whose points are enough for a coupon', async () => {
  const district = await buildDistrict(tooRecently)
  const words = await loadDemo(district.ctx)
  const { ctx } = district
  const code = demoCardCode(ctx.keys)
  expect(words.some(line => line.endsWith(code))).toBe(true)
  const holder = await findCardHolder(ctx.db.reader, ctx, code)
  if (!holder) throw new Error('the card is good for nothing')
  expect((await district.wallet({ id: holder.residentId })).spendable).toBeGreaterThan(2_000)
})

it('is loaded once, and says the same sign-ins again', async () => {
  const district = await buildDistrict(tooRecently)
  const words = await loadDemo(district.ctx)
  const before = await booked(district)
  district.clock.advance({ days: 2 })
  expect(await loadDemo(district.ctx)).toEqual(words)
  expect(await booked(district)).toEqual(before)
})

it('is loaded once by two processes that start together', async () => {
  const district = await buildDistrict(tooRecently)
  const second = await district.secondProcess()
  const [words, same] = await Promise.all([loadDemo(district.ctx), loadDemo(second)])
  expect(same).toEqual(words)
  expect(await listPartners(district.ctx.db.reader)).toHaveLength(demoPartners.length)
})

it('goes on where it was interrupted', async () => {
  const district = await buildDistrict(tooRecently)
  let commits = 0
  const failing: typeof district.ctx.db = {
    ...district.ctx.db,
    transaction: (work, options) => {
      if (++commits > 20) throw new Error('the power is gone')
      return district.ctx.db.transaction(work, options)
    },
  }
  await expect(loadDemo({ ...district.ctx, db: failing })).rejects.toThrow('the power is gone')
  district.clock.advance({ days: 1 })
  await loadDemo(district.ctx)
  const whole = await buildDistrict(tooRecently)
  await loadDemo(whole.ctx)
  expect(await booked(district)).toEqual(await booked(whole))
})

it('leaves a district alone that has operators under these names', async () => {
  const district = await buildDistrict(tooRecently)
  await district.partner({ code: 'metro' })
  expect(await loadDemo(district.ctx)).toEqual([])
  expect(await listPartners(district.ctx.db.reader)).toHaveLength(1)
})

it('lets its partners in with the secrets it shows', async () => {
  const district = await buildDistrict(tooRecently)
  const words = await loadDemo(district.ctx)
  const secret = demoSecret(district.ctx.keys, 'bus')
  expect(words.some(line => line.includes(secret))).toBe(true)
  const credentials = Buffer.from(`bus:${secret}`).toString('base64')
  const { status } = await district.post('/oauth/token', {
    text: 'grant_type=client_credentials',
    type: 'application/x-www-form-urlencoded',
    headers: { authorization: `Basic ${credentials}` },
    key: null,
  })
  expect(status).toBe(200)
})
