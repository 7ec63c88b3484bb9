import { expect, it } from 'vitest'
import type { SettlementDetail } from '#shared/contract/settlements.ts'
import type { CounterDay } from '#shared/contract/merchants.ts'
import type { Voucher } from '#shared/contract/vouchers.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { brokenLaws } from '#tests/support/laws.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { Asking } from '#tests/support/request.ts'
import type { z } from 'zod'
import { newPhone, shownCode } from '#tests/vouchers/phone.ts'

const holding = (token: string): Asking => ({ token: async () => token })

/** Signs in as a person does: with a phone and the code that was sent to it. */
async function signIn(district: District, phone: string, audience: 'resident' | 'merchant') {
  await district.post('/session/code', { body: { phone, audience } })
  const code = district.codes.get(phone)
  const terms = audience === 'resident' ? { consentToTerms: true } : {}
  const { status, body } = await district.post('/session', { body: { phone, code, audience, ...terms } })
  expect(status).toBe(200)
  return holding(String(body['token']))
}

/** What administrators set up before the first day: a partner, a shop with its owner, and a reward. */
async function openProgramme(district: District) {
  const clerkOfDistrict = await district.administrator('system')
  const treasurer = await district.administrator('business')
  const partner = await district.post('/admin/partners', {
    as: clerkOfDistrict,
    body: { code: 'metro', name: '测试轨道', actionTypes: ['metro-ride'], subjects: 'account' },
  })
  const shop = await district.post('/admin/merchants', {
    as: clerkOfDistrict,
    body: { name: '测试商户', address: '九龙坡区杨家坪' },
  })
  await district.post(`/admin/merchants/${shop.body.id}/staff`, {
    as: clerkOfDistrict,
    body: { phone: '13800000002', nickname: '店长', role: 'owner' },
  })
  const reward = await district.post('/admin/rewards', {
    as: treasurer,
    body: {
      kind: 'coupon',
      title: { zh: '一元券', en: 'One yuan' },
      description: { zh: '测试', en: 'A test' },
      merchantId: shop.body.id,
      priceCentipoints: 100,
      settlementFen: 100,
      payer: '区级财政',
      fiscalYear: 2026,
      stock: 10,
      perPerson: 1,
      onSaleFrom: '2026-11-01T00:00:00+08:00',
      validDays: 30,
    },
  })
  const rewardId = reward.body.id
  await district.ask('PATCH', `/admin/rewards/${rewardId}`, { as: treasurer, body: { published: true } })
  return { credentials: partner.body, merchantId: shop.body.id, rewardId, treasurer }
}

/** The partner's system: a token for its secret. */
async function tokenOf(district: District, credentials: Record<string, unknown>): Promise<Asking> {
  const pair = `${String(credentials['clientId'])}:${String(credentials['clientSecret'])}`
  const { status, body } = await district.post('/oauth/token', {
    text: 'grant_type=client_credentials',
    type: 'application/x-www-form-urlencoded',
    key: null,
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
  })
  expect({ status, type: body['token_type'] }).toEqual({ status: 200, type: 'Bearer' })
  return holding(String(body['access_token']))
}

/** The receipt's sum, done again from its own numbers as somebody with a pencil would. */
function byHand({ carbon, line }: Receipt): { centipoints: number; grams: number } {
  if (carbon.kind !== 'per' || line?.award.kind !== 'linear')
    throw new Error('not the receipt of a metro ride')
  const grams = Math.floor((carbon.quantity * carbon.num) / carbon.den)
  const worth = Math.floor((line.award.base * line.weightPercent) / 100)
  const left = line.caps.filter(cap => cap.unit === 'centipoints').map(cap => cap.limit - cap.usedBefore)
  const within = line.caps.every(cap => cap.usedBefore < cap.limit)
  return { grams, centipoints: within ? Math.min(worth, ...left) : 0 }
}

it('a ride becomes points, points become a voucher, a merchant accepts it and is paid', async () => {
  const district = await buildDistrict({ at: '2026-11-23T00:00:00Z' })
  const { credentials, merchantId, rewardId, treasurer } = await openProgramme(district)
  const metro = await tokenOf(district, credentials)

  // A resident signs in, binds a card with the operator's code, and lets the operator report rides.
  const resident = await signIn(district, '13800000001', 'resident')
  const proof = await district.post('/partner/binding-codes', { as: metro, body: { externalId: 'card-1' } })
  const binding = { partner: 'metro', code: proof.body.code }
  expect((await district.post('/me/bindings', { as: resident, body: binding })).status).toBe(200)
  const consent = { partner: 'metro', actionType: 'metro-ride' }
  expect((await district.post('/me/consents', { as: resident, body: consent })).status).toBe(200)

  // The ride of a quarter of an hour later is reported, and credited.
  district.clock.advance({ minutes: 14 })
  const event = {
    specversion: '1.0',
    id: 'ride-1',
    source: 'metro',
    type: 'metro-ride.reported',
    subject: 'card-1',
    time: '2026-11-23T08:10:00+08:00',
    data: { entryStation: 'cq.chaotianmen', exitStation: 'cq.daping' },
  }
  const report = () =>
    district.post<{ outcomes: { activityId: string; centipoints: number; grams: number }[] }>('/activities', {
      as: metro,
      body: [event],
      type: 'application/cloudevents-batch+json',
    })
  const [credited] = (await report()).body.outcomes
  expect(credited).toMatchObject({ id: 'ride-1', outcome: 'credited', centipoints: 110 })
  expect((await report()).body.outcomes).toEqual([{ ...credited, outcome: 'duplicate' }])

  // The resident sees the points, the grams, and why.
  const { activityId, centipoints, grams } = credited!
  expect((await district.get('/me/wallet', { as: resident })).body).toMatchObject({
    spendable: 110,
    held: 0,
    debt: 0,
    gramsTotal: grams,
    expiringNext: { on: '2028-11-30', centipoints: 110 },
  })
  expect((await district.get('/me/carbon', { as: resident })).body).toMatchObject({
    gramsTotal: grams,
    months: [{ month: '2026-11', grams, actions: [{ actionType: 'metro-ride', grams, deeds: 1 }] }],
  })
  const shown = await district.get(`/me/activities/${activityId}`, { as: resident })
  expect(byHand(shown.body['receipt'] as Receipt)).toEqual({ centipoints, grams })

  // They redeem a reward, bound to the key of their phone.
  const phone = await newPhone()
  const redeemed = await district.post<Voucher>(`/rewards/${rewardId}/redeem`, {
    as: resident,
    body: { deviceKey: phone.deviceKey },
  })
  expect(redeemed).toMatchObject({
    status: 201,
    body: { state: 'issued', settlementFen: 100, payer: '区级财政' },
  })
  expect((await district.get('/me/wallet', { as: resident })).body['spendable']).toBe(10)

  // At the counter the code is scanned, and the voucher is accepted once.
  const till = await signIn(district, '13800000002', 'merchant')
  const me = await district.get('/me', { as: resident })
  const id = me.body.id as ResidentId
  const owner = { ...resident, id, phone: null, actor: { kind: 'resident', residentId: id } } as const
  const code = await shownCode(district, { id: redeemed.body.id, phone, owner })
  const inspected = await district.post('/merchant/vouchers/inspect', { as: till, body: { code } })
  expect(inspected).toMatchObject({ status: 200, body: { title: { zh: '一元券' }, settlementFen: 100 } })
  const { acceptanceToken } = inspected.body
  const accepted = await district.post('/merchant/vouchers/accept', { as: till, body: { acceptanceToken } })
  expect(accepted).toMatchObject({ status: 200, body: { voucherId: redeemed.body.id, settlementFen: 100 } })
  expect(await district.post('/merchant/vouchers/inspect', { as: till, body: { code } })).toMatchObject({
    status: 409,
    body: { code: 'voucher-already-used' },
  })
  expect(
    await district.post('/merchant/vouchers/accept', { as: till, body: { acceptanceToken } }),
  ).toMatchObject({
    status: 409,
    body: { code: 'voucher-already-used' },
  })
  const day = await district.get<z.infer<typeof CounterDay>>('/merchant/vouchers', { as: till })
  expect(day.body).toMatchObject({ day: '2026-11-23', accepted: 1, undone: 0, totalFen: 100 })
  expect(day.body.steps).toHaveLength(1)

  // On the next day the period is drafted, confirmed by the owner, paid, and read as a table.
  district.clock.set('2026-11-24T01:00:00Z')
  const throughOn = '2026-11-23'
  const drafted = await district.post('/admin/settlements', {
    as: treasurer,
    body: { merchantId, throughOn },
  })
  expect(drafted.status).toBe(201)
  const settlement = `/merchant/settlements/${drafted.body.id}`
  const morning = await signIn(district, '13800000002', 'merchant')
  expect(
    (await district.get<z.infer<typeof SettlementDetail>>(settlement, { as: morning })).body,
  ).toMatchObject({
    settlement: { state: 'draft', lines: 1, totalFen: 100 },
    entries: [{ voucherId: redeemed.body.id, step: 'accept', amountFen: 100 }],
  })
  expect((await district.post(`${settlement}/confirm`, { as: morning })).body).toMatchObject({
    state: 'confirmed',
  })
  const paid = await district.post(`/admin/settlements/${drafted.body.id}/pay`, {
    as: treasurer,
    body: { paymentReference: 'P-2026-001' },
  })
  expect(paid.status).toBe(200)
  const csv = await district.get<string>(`${settlement}/lines.csv`, { as: morning })
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(csv.body).toContain(`2026-11-23 08:14:00,${redeemed.body.id},一元券,核销,,,1.00\r\n`)
  expect((await district.get(settlement, { as: morning })).body['settlement']).toMatchObject({
    state: 'paid',
    paymentReference: 'P-2026-001',
  })
  expect(await brokenLaws(district.ctx)).toEqual([])
})
