import { describe, expect, it } from 'vitest'
import { staff } from '#server/merchants/tables.ts'
import type { Handover, UndoAsked } from '#shared/contract/staff.ts'
import type { StaffMember } from '#shared/contract/merchants.ts'
import { buildDistrict, type District } from '../support/district.ts'
import type { TestStaff } from '../support/people.ts'
import { accept, redeem, shopWithReward, undo, readVoucher } from '../vouchers/phone.ts'

async function shop() {
  const district = await buildDistrict()
  return { district, ...(await shopWithReward(district)) }
}

const staffOf = async (district: District, as: TestStaff) =>
  (await district.get<{ staff: StaffMember[] }>('/merchant/staff', { as })).body.staff

const invite = (district: District, as: TestStaff) =>
  district.post<{ code: string; expiresAt: string }>('/merchant/staff/invitations', {
    as,
    body: { nickname: '小周' },
    key: null,
  })

const join = (district: District, code: string, phone = '13700000001') =>
  district.post('/merchant/join', { body: { code, phone }, key: null })

describe('an invitation', () => {
  it('brings somebody in by a code, once', async () => {
    const { district, owner } = await shop()
    const { body } = await invite(district, owner)
    expect(body).toMatchObject({
      code: expect.stringMatching(/^[A-Z2-9]{10}$/),
      expiresAt: '2026-11-25T02:00:00.000Z',
    })
    const joined = await join(district, body.code.toLowerCase())
    expect([joined.status, joined.body]).toEqual([201, { shop: '测试商户', nickname: '小周' }])
    expect((await staffOf(district, owner)).map(one => [one.nickname, one.role])).toContainEqual([
      '小周',
      'clerk',
    ])
    expect((await join(district, body.code, '13700000002')).body.code).toBe('invitation-invalid')
  })

  it('is worth nothing after two days, after its maker left, and when it was never made', async () => {
    const { district, owner, merchantId } = await shop()
    const { body } = await invite(district, owner)
    district.clock.advance({ days: 2 })
    expect((await join(district, body.code)).body.code).toBe('invitation-invalid')
    expect((await join(district, 'ZZZZZZZZZZ')).body.code).toBe('invitation-invalid')
    const clerk = await district.staff(merchantId)
    const { body: second } = await invite(district, owner)
    await handOver(district, owner, clerk)
    expect((await join(district, second.code)).body.code).toBe('invitation-invalid')
  })

  it('is not made by clerks, and brings no phone in that serves already', async () => {
    const { district, owner, clerk } = await shop()
    expect((await invite(district, clerk)).status).toBe(403)
    const { body } = await invite(district, owner)
    expect((await join(district, body.code, clerk.phone)).body.code).toBe('phone-taken')
    expect((await join(district, body.code)).status).toBe(201)
  })
})

const standIn = (district: District, as: TestStaff, who: TestStaff, through: string | null) =>
  district.put(`/merchant/staff/${who.actor.staffId}/stand-in`, {
    as,
    body: through === null ? {} : { through },
  })

describe('a clerk who stands in for the owner', () => {
  it('may do what the owner may through the last day, and not after', async () => {
    const { district, owner, clerk, resident, rewardId } = await shop()
    const held = await redeem(district, resident, rewardId)
    expect((await standIn(district, owner, clerk, '2026-11-24')).status).toBe(204)
    await accept(district, clerk, held)
    district.clock.set('2026-11-24T15:59:59.999Z')
    expect((await undo(district, clerk, held.id)).status).toBe(200)
    await accept(district, clerk, held)
    district.clock.set('2026-11-24T16:05:00Z')
    expect((await undo(district, clerk, held.id)).body.code).toBe('undo-too-late')
    const self = await district.get('/merchant/me', { as: clerk })
    expect(self.body).toMatchObject({ role: 'clerk', standsIn: false })
  })

  it('gives on neither the shop nor the standing in, and is ended by the owner', async () => {
    const { district, merchantId, owner, clerk } = await shop()
    const other = await district.staff(merchantId)
    await standIn(district, owner, clerk, '2026-11-30')
    expect((await standIn(district, clerk, other, '2026-11-30')).status).toBe(403)
    expect((await offer(district, clerk, other)).status).toBe(403)
    await standIn(district, owner, clerk, null)
    expect((await invite(district, clerk)).status).toBe(403)
  })

  it.each([
    ['yesterday', '2026-11-22'],
    ['32 days ahead', '2026-12-25'],
  ])('cannot do so until %s', async (_, through) => {
    const { district, owner, clerk } = await shop()
    expect((await standIn(district, owner, clerk, through)).body.code).toBe('delegate-day')
  })
})

const offer = (district: District, as: TestStaff, to: TestStaff) =>
  district.post<{ handover: Handover | null; code?: string }>('/merchant/handover', {
    as,
    body: { staffId: to.actor.staffId },
    key: null,
  })

async function handOver(district: District, from: TestStaff, to: TestStaff) {
  const { body } = await offer(district, from, to)
  return district.post(`/merchant/handover/${body.handover?.id}/agree`, { as: to, key: null })
}

describe('handing the shop over', () => {
  it('takes both: the owner offers, the clerk agrees, and they change places', async () => {
    const { district, owner, clerk } = await shop()
    const { body } = await offer(district, owner, clerk)
    expect(body.handover).toMatchObject({ from: '店员', to: '店员', forMe: false })
    const path = `/merchant/handover/${body.handover?.id}`
    expect((await district.post(`${path}/agree`, { as: owner, key: null })).status).toBe(403)
    const seen = await district.get('/merchant/handover', { as: clerk })
    expect(seen.body).toMatchObject({ handover: { forMe: true } })
    expect((await district.post(`${path}/agree`, { as: clerk, key: null })).status).toBe(204)
    const roles = await district.ctx.db.reader.select().from(staff)
    expect(roles.find(one => one.id === clerk.actor.staffId)?.role).toBe('owner')
    expect(roles.find(one => one.id === owner.actor.staffId)?.role).toBe('clerk')
    expect((await district.post(`${path}/agree`, { as: clerk, key: null })).status).toBe(404)
  })

  it('is open to one clerk at a time, lapses after three days, and either of them may say no', async () => {
    const { district, merchantId, owner, clerk } = await shop()
    const other = await district.staff(merchantId)
    const { body } = await offer(district, owner, clerk)
    expect((await offer(district, owner, other)).body.code).toBe('handover-open')
    const path = `/merchant/handover/${body.handover?.id}`
    expect((await district.post(`${path}/decline`, { as: other, key: null })).status).toBe(404)
    expect((await district.post(`${path}/decline`, { as: clerk, key: null })).status).toBe(204)
    const second = await offer(district, owner, other)
    district.clock.advance({ days: 3 })
    const late = await district.post(`/merchant/handover/${second.body.handover?.id}/agree`, {
      as: other,
      key: null,
    })
    expect(late.body.code).toBe('handover-not-found')
    expect((await offer(district, owner, clerk)).status).toBe(201)
  })

  it('happens once of two answers at the same time', async () => {
    const { district, owner, clerk } = await shop()
    const { body } = await offer(district, owner, clerk)
    const agree = () =>
      district.post(`/merchant/handover/${body.handover?.id}/agree`, { as: clerk, key: null })
    const answers = await Promise.all([agree(), agree()])
    expect(answers.map(one => one.status).sort()).toEqual([204, 404])
  })
})

const ask = (district: District, as: TestStaff, voucherId: string) =>
  district.post('/merchant/vouchers/undo-requests', { as, body: { voucherId, reason: '顾客没有拿到' } })

const asked = async (district: District, as: TestStaff) =>
  (await district.get<{ requests: UndoAsked[] }>('/merchant/vouchers/undo-requests', { as })).body.requests

describe('an undo that is late', () => {
  async function acceptedLongAgo() {
    const world = await shop()
    const held = await redeem(world.district, world.resident, world.rewardId)
    await accept(world.district, world.clerk, held)
    world.district.clock.advance({ minutes: 20 })
    return { ...world, held }
  }

  it('is asked for by the clerk, granted by the owner, and the voucher is good again', async () => {
    const { district, clerk, owner, held } = await acceptedLongAgo()
    const { status, body } = await ask(district, clerk, held.id)
    expect(status).toBe(201)
    expect((await ask(district, clerk, held.id)).body.code).toBe('undo-asked')
    expect(await asked(district, owner)).toMatchObject([
      { id: body.id, state: 'open', reason: '顾客没有拿到', settlementFen: 500 },
    ])
    const path = `/merchant/vouchers/undo-requests/${body.id}`
    expect((await district.post(`${path}/approve`, { as: clerk, key: null })).status).toBe(403)
    expect((await district.post(`${path}/approve`, { as: owner, key: null })).status).toBe(204)
    expect((await readVoucher(district, held)).state).toBe('issued')
    const again = await district.post(`${path}/decline`, { as: owner, key: null })
    expect(again.body.code).toBe('undo-request-decided')
  })

  it('is declined, and may be asked for again', async () => {
    const { district, clerk, owner, held } = await acceptedLongAgo()
    const { body } = await ask(district, clerk, held.id)
    await district.post(`/merchant/vouchers/undo-requests/${body.id}/decline`, { as: owner, key: null })
    expect((await readVoucher(district, held)).state).toBe('accepted')
    expect((await ask(district, clerk, held.id)).status).toBe(201)
  })

  it('ends with the period', async () => {
    const { district, merchantId, clerk, owner, held } = await acceptedLongAgo()
    const { body } = await ask(district, clerk, held.id)
    district.clock.advance({ days: 1 })
    const business = await district.administrator('business')
    const through = { merchantId, throughOn: '2026-11-23' }
    const { id } = (await district.post('/admin/settlements', { as: business, body: through })).body
    await district.post(`/merchant/settlements/${id}/confirm`, { as: owner })
    const late = await district.post(`/merchant/vouchers/undo-requests/${body.id}/approve`, {
      as: owner,
      key: null,
    })
    expect(late.body.code).toBe('settlement-closed')
    expect(await asked(district, owner)).toMatchObject([{ state: 'open' }])
  })
})

describe('a settlement disputed line by line', () => {
  it('keeps a word on each line, and takes no line of another', async () => {
    const { district, merchantId, owner, clerk, resident, rewardId } = await shop()
    for (let at = 0; at < 2; at++) await accept(district, clerk, await redeem(district, resident, rewardId))
    district.clock.advance({ days: 1 })
    const business = await district.administrator('business')
    const through = { merchantId, throughOn: '2026-11-23' }
    const { id } = (await district.post('/admin/settlements', { as: business, body: through })).body
    const read = async () =>
      (
        await district.get<{ entries: { id: string; objection: string | null }[] }>(
          `/merchant/settlements/${id}`,
          { as: owner },
        )
      ).body.entries
    const [first] = await read()
    const dispute = (line: string) =>
      district.post(`/merchant/settlements/${id}/dispute`, {
        as: owner,
        body: { reason: '有一行不对', lines: [{ id: line, reason: '金额不对' }] },
      })
    expect((await dispute(district.ctx.newId('vst'))).body.code).toBe('settlement-line-not-found')
    expect((await dispute(first!.id)).status).toBe(200)
    expect((await read()).map(one => one.objection)).toEqual(['金额不对', null])
  })
})
