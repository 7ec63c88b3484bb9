import { openSession } from '#server/identity/open-session.ts'
import { eq } from 'drizzle-orm'
import { staff } from '#server/merchants/tables.ts'
import { addDays, dayOf } from '#shared/domain/calendar.ts'
import { payingEach } from '#tests/rules/programme.ts'
import { buildDistrict } from '#tests/support/district.ts'
import type { Asking } from '#tests/support/request.ts'
import { newTill, takeOffline } from '#tests/vouchers/offline-till.ts'
import { accept, inspect, newPhone, redeem, shownCode } from '#tests/vouchers/phone.ts'

/** Who asks, in the order of the table's columns. */
export const actors = [
  'anonymous',
  'resident',
  'other resident',
  'attendant',
  'clerk',
  'owner',
  'other owner',
  'partner',
  'system',
  'business',
  'audit',
] as const
export type ActorName = (typeof actors)[number]

export type World = Awaited<ReturnType<typeof buildWorld>>

/**
 * A district in which everybody of the table is, and the resident, the shop and the partner have something.
 */
export async function buildWorld() {
  const district = await buildDistrict({ kept: true })
  const { clock } = district
  const resident = await district.resident({ points: 10_000 })
  const neighbour = await district.resident({ points: 1_000 })
  const shop = await district.merchant({ name: '测试一店' })
  const otherShop = await district.merchant({ name: '测试二店' })
  const owner = await district.staff(shop, { role: 'owner' })
  const clerk = await district.staff(shop)
  const metro = await district.partner()
  const waste = await district.partner({ code: 'waste', actionTypes: ['waste-sorting'], subjects: 'bin' })
  await district.bind(resident, metro, 'card-1')
  const consents = await district.consent(resident, metro)
  const rewardId = await district.reward({ merchantId: shop, points: 1, stock: 10_000 })
  const author = await district.administrator('business')
  const asking: Record<Exclude<ActorName, 'anonymous'>, Asking> = {
    resident: resident,
    'other resident': neighbour,
    attendant: await district.attendant(),
    clerk,
    owner,
    'other owner': await district.staff(otherShop, { role: 'owner' }),
    partner: metro,
    system: await district.administrator('system'),
    business: await district.administrator('business'),
    audit: await district.administrator('audit'),
  }
  let made = 0
  const nextName = (prefix: string) => `${prefix}-${++made}`

  /** A ride that no other ride overlaps. */
  async function ride(): Promise<string> {
    clock.advance({ minutes: 60 })
    const [told] = await district.report(metro, { id: nextName('ride'), data: {} })
    return told?.activityId ?? 'none'
  }

  /** A ride of ten days ago waits for a reviewer. */
  async function heldRide(): Promise<string> {
    clock.advance({ minutes: 60 })
    const time = new Date(clock.now().getTime() - 10 * 86_400_000).toISOString()
    const [told] = await district.report(metro, { id: nextName('held'), time, data: {} })
    return told?.activityId ?? 'none'
  }

  /** What somebody misses on a new day, on which nobody has an open appeal. */
  async function lostRide() {
    clock.advance({ days: 1 })
    for (const as of [resident, neighbour]) {
      const { body } = await district.get<{ items: { id: string }[] }>('/me/appeals?limit=5', { as })
      for (const { id } of body.items) await district.post(`/me/appeals/${id}/withdraw`, { as })
    }
    return { actionType: 'bus-ride', partner: 'metro', on: dayOf(clock.now()), at: null }
  }

  async function appeal(): Promise<string> {
    const body = { ...(await lostRide()), text: '没有记上' }
    return (await district.post('/me/appeals', { as: resident, body })).body.id
  }

  const voucher = () => redeem(district, resident, rewardId)

  const soldOut = () => district.reward({ merchantId: shop, stock: 0 })

  async function waitingPlace(): Promise<string> {
    const path = `/rewards/${await soldOut()}/waiting-list`
    return (await district.post(path, { as: resident })).body.id
  }

  async function restockPlan(): Promise<string> {
    const path = `/admin/rewards/${await soldOut()}/restock-plans`
    return (await district.post(path, { as: author, body: { dueOn: '2099-01-01', units: 5 } })).body.id
  }

  /** The key under which the resident redeemed something. */
  async function redeemedUnder(): Promise<string> {
    const key = nextName('key')
    const { deviceKey } = await newPhone()
    await district.post(`/rewards/${rewardId}/redeem`, { as: resident, body: { deviceKey }, key })
    return key
  }

  async function acceptedVoucher(): Promise<string> {
    const held = await voucher()
    await accept(district, clerk, held)
    return held.id
  }

  /** Used by somebody else than the clerk: who is on it is signed out when it is switched off. */
  const till = async () => newTill(district, await district.staff(shop))

  /** What a till took without network, not yet sent. */
  async function offlineReport() {
    const made = await till()
    const sent = await takeOffline(district, made, await shownCode(district, await voucher()))
    return { deviceId: made.id, entries: [sent] }
  }

  async function undoAsked(): Promise<string> {
    const body = { voucherId: await acceptedVoucher(), reason: '扫错了' }
    return (await district.post('/merchant/vouchers/undo-requests', { as: clerk, body })).body.id
  }

  /** Owner and clerk are what they were at first, and no offer of the shop waits. */
  async function rolesAsAtFirst(): Promise<void> {
    await district.write(async tx => {
      const { staffId } = owner.actor
      await tx.update(staff).set({ role: 'owner' }).where(eq(staff.id, staffId))
      await tx.update(staff).set({ role: 'clerk' }).where(eq(staff.id, clerk.actor.staffId))
    })
    const { body } = await district.get<{ handover: { id: string } | null }>('/merchant/handover', {
      as: owner,
    })
    if (body.handover) await district.post(`/merchant/handover/${body.handover.id}/decline`, { as: owner })
  }

  async function handover(): Promise<string> {
    await rolesAsAtFirst()
    const asked = { as: owner, body: { staffId: clerk.actor.staffId } }
    const offered = await district.post<{ handover: { id: string } | null }>('/merchant/handover', asked)
    return offered.body.handover?.id ?? 'none'
  }

  /** Lets a day go by on which the clerk sold something; that day can be settled. */
  async function soldUntil(): Promise<string> {
    await acceptedVoucher()
    clock.advance({ days: 1 })
    return addDays(dayOf(clock.now()), -1)
  }

  /** The settlement of such a day, as far as the owner went with it. */
  async function settlement(step?: 'confirm' | 'dispute'): Promise<string> {
    const body = { merchantId: shop, throughOn: await soldUntil() }
    const { id } = (await district.post('/admin/settlements', { as: author, body })).body
    const path = `/merchant/settlements/${id}/${step}`
    if (step === 'dispute') await district.post(path, { as: owner, body: { reason: '少了一张' } })
    if (step === 'confirm') await district.post(path, { as: owner })
    return id
  }

  /** A rule of another author: drafted, approved or scheduled. */
  async function rule(state: 'draft' | 'approved' | 'scheduled') {
    const body = { code: nextName('test.rule'), body: payingEach(1) }
    const drafted = (await district.post('/admin/rules', { as: author, body })).body
    const bodyHash = String(drafted['bodyHash'])
    const path = `/admin/rules/${drafted.id}`
    const second = await district.administrator('business')
    if (state !== 'draft') await district.post(`${path}/approve`, { as: second, body: { bodyHash } })
    const effectiveFrom = new Date(clock.now().getTime() + 86_400_000).toISOString()
    const when = { effectiveFrom, effectiveUntil: null }
    if (state === 'scheduled') await district.post(`${path}/schedule`, { as: second, body: when })
    return { id: drafted.id, bodyHash, when }
  }

  async function card(): Promise<string> {
    const { id: residentId } = await district.resident()
    const asked = { as: asking.attendant, body: { residentId } }
    return (await district.post('/attendant/cards', asked)).body.id
  }

  async function table() {
    const asked = { as: clerk, body: { diners: 1 } }
    const { body } = await district.post('/merchant/attest/clean-plate', asked)
    const [first] = body['codes'] as { code: string }[]
    return { id: String(body['attestationId']), code: first?.code ?? '' }
  }

  async function bindingCode(): Promise<string> {
    const asked = { as: metro, body: { externalId: nextName('card') } }
    return String((await district.post('/partner/binding-codes', asked)).body['code'])
  }

  return {
    district,
    asking,
    resident,
    neighbour,
    shop,
    otherShop,
    rewardId,
    metro,
    consents,
    nextName,
    ride,
    heldRide,
    lostRide,
    appeal,
    now: () => clock.now().toISOString(),
    voucher,
    soldOut,
    waitingPlace,
    restockPlan,
    redeemedUnder,
    acceptedVoucher,
    clerk,
    till,
    offlineReport,
    undoAsked,
    rolesAsAtFirst,
    handover,
    soldUntil,
    settlement,
    rule,
    card,
    table,
    bindingCode,
    newPhone,
    /** A bin of one's own makes a household. */
    household: () => district.bind(resident, waste, nextName('bin')),
    shownCode: async () => shownCode(district, await voucher()),
    ownCode: async () => String((await district.get('/me/code', { as: resident })).body['code']),
    bindingId: async () => {
      const { body } = await district.get('/me/bindings', { as: resident })
      return (body['bindings'] as { id: string }[])[0]?.id ?? 'none'
    },
    /** A session of the resident that is not the one they ask with. */
    oldSession: async () => {
      const { ctx } = district
      await ctx.db.transaction(tx => openSession(tx, ctx, 'resident', resident.id))
      const { body } = await district.get('/me/sessions', { as: resident })
      const sessions = body['sessions'] as { id: string; self: boolean }[]
      return sessions.find(({ self }) => !self)?.id ?? 'none'
    },
    inspected: async (by: 'clerk' | 'owner') => {
      const staff = by === 'owner' ? owner : clerk
      return (await inspect(district, staff, await shownCode(district, await voucher()))).body.acceptanceToken
    },
  }
}
