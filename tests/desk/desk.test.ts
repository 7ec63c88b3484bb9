import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { deskTally } from '#server/desk/tables.ts'
import { limits } from '#server/limits.ts'
import { outcomes } from '#tests/identity/front-office.ts'
import type { Answered } from '#tests/support/request.ts'
import { moveIn } from '#tests/households/family.ts'
import { deskTown } from './counter-town.ts'

const counted = (answers: Answered[]) => outcomes(answers.map(({ status, body }) => ({ status, json: body })))
const recycling = { actionType: 'recycling', facts: { material: 'cardboard', weightG: 1_000 } }

describe('somebody without a phone at the desk', () => {
  it('brings paper, redeems eggs, and the shop hands them over once for the printed slip', async () => {
    const { town, elder, desk, cardCode, slip, inspect, clerk } = await deskTown()
    const weighed = await desk('/weighings', { cardCode, ...recycling })
    expect(weighed.body).toMatchObject({ outcome: 'credited', centipoints: 140 })
    const { voucher, code } = await slip()
    expect(voucher).toMatchObject({ redeemedBy: 'attendant', deviceKey: null })
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{20}$/)
    const inspected = await inspect(` ${code.toLowerCase().replace(/(.{4})/g, '$1 ')}`)
    expect(inspected.body).toMatchObject({ nickname: '立冬' })
    const acceptance = { acceptanceToken: inspected.body['acceptanceToken'] }
    const accepted = await town.post('/merchant/vouchers/accept', { as: clerk, body: acceptance })
    expect(accepted.status).toBe(200)
    expect((await inspect(code)).body.code).toBe('voucher-already-used')
    expect((await town.wallet(elder)).spendable).toBe(2_500 + 140 - 1_000)
  })

  it('may show the card itself: the shop finds the voucher that is theirs', async () => {
    const { town, slip, cardCode, inspect } = await deskTown()
    expect((await inspect(cardCode)).body.code).toBe('voucher-unknown')
    const { code, voucherId } = await slip()
    expect((await inspect(cardCode)).body).toMatchObject({ voucherId })
    const elsewhere = await town.staff(await town.merchant())
    expect((await inspect(cardCode, elsewhere)).body.code).toBe('voucher-unknown')
    expect((await inspect(code, elsewhere)).body.code).toBe('voucher-unknown')
  })

  it('gets a new slip for a lost one, which is worth nothing from then on', async () => {
    const { town, elder, desk, cardCode, slip, inspect } = await deskTown()
    const { code, voucherId } = await slip()
    const again = await desk('/prints', { cardCode, voucherId })
    expect((await inspect(code)).body.code).toBe('voucher-unknown')
    expect((await inspect(again.body.code)).status).toBe(200)
    const stranger = await town.resident()
    const wrong = await desk('/prints', { residentId: stranger.id, voucherId })
    expect(wrong.body.code).toBe('voucher-not-found')
    const { acts } = (await town.get<{ acts: object[] }>('/me/served', { as: elder })).body
    expect(acts).toMatchObject([
      { act: 'voucher.print' },
      { act: 'voucher.print' },
      { act: 'voucher.redeem', by: '测试社区' },
      { act: 'card.issue', byKind: 'attendant' },
    ])
  })

  it('takes a balance home on paper', async () => {
    const { desk, cardCode } = await deskTown()
    await desk('/weighings', { cardCode, ...recycling })
    const { body } = await desk('/balances', { cardCode })
    expect(body).toMatchObject({ nickname: '立冬', spendable: 2_640, vouchers: [] })
    expect(body['deeds']).toMatchObject([{ actionType: 'recycling', centipoints: 140 }])
  })

  it('weighs several things in one visit, and caps are the household’s', async () => {
    const { desk, cardCode } = await deskTown()
    const answers = []
    for (const material of ['cardboard', 'pet', 'glass', 'steel'])
      answers.push(await desk('/weighings', { cardCode, ...recycling, facts: { material, weightG: 500 } }))
    expect(answers.map(answer => answer.body['centipoints'])).toEqual([70, 80, 25, 70])
    const heavy = { material: 'aluminium', weightG: 20_000 }
    const capped = await desk('/weighings', { cardCode, ...recycling, facts: heavy })
    expect(capped.body['centipoints']).toBe(1_500)
    const wrong = await desk('/weighings', {
      cardCode,
      ...recycling,
      facts: { material: 'gold', weightG: 5 },
    })
    expect(wrong).toMatchObject({ status: 400, body: { code: 'fact-invalid' } })
    for (const actionType of ['metro-ride', 'own-cup'])
      expect((await desk('/weighings', { cardCode, actionType, facts: {} })).body.code).toBe(
        'request-invalid',
      )
  })
})

describe('a desk', () => {
  it('never weighs, redeems, prints or looks for the attendant or who lives with them', async () => {
    const { town, attendant, rewardId } = await deskTown()
    const self = await town.resident({ phone: attendant.phone, points: 50 })
    const family = await town.resident({ points: 50 })
    const colleague = await town.attendant()
    const card = (id: string) => town.post('/attendant/cards', { as: colleague, body: { residentId: id } })
    const cards = [(await card(self.id)).body.code, (await card(family.id)).body.code]
    await moveIn(town, self, family)
    const answers = []
    for (const cardCode of cards)
      for (const [path, body] of [
        ['/find', { cardCode }],
        ['/weighings', { cardCode, ...recycling }],
        ['/redemptions', { cardCode, rewardId }],
        ['/balances', { cardCode }],
      ] as const)
        answers.push(await town.post(`/attendant${path}`, { as: attendant, body }))
    expect(counted(answers)).toEqual({ 'serving-oneself': 8 })
    expect((await town.wallet(family)).spendable).toBe(5_000)
  })

  it('has a limit a day for every kind of act, and says so', async () => {
    const { town, attendant, desk, cardCode } = await deskTown()
    const key = `${attendant.actor.attendantId}/2026-11-23/print`
    const most = limits.deskPrints
    await town.ctx.db.transaction(tx => tx.insert(deskTally).values({ key, used: most - 2, most }))
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk('/balances', { cardCode })))
    expect(counted(answers)).toEqual({ 200: 2, 'attendant-cap-reached': 3 })
    town.clock.advance({ days: 1 })
    expect((await desk('/balances', { cardCode })).status).toBe(200)
  })

  it('finds by phone or card, shows nothing but a mask, and the resident sees that it was done', async () => {
    const { town, desk, cardCode } = await deskTown()
    const walker = await town.resident({ phone: '13811112222', nickname: '清明' })
    const found = await desk('/find', { phone: '13811112222' })
    expect(found.body).toEqual({
      residentId: walker.id,
      nickname: '清明',
      phone: '138****2222',
      minor: false,
      card: null,
    })
    expect((await desk('/find', { cardCode })).body['phone']).toBeNull()
    expect((await desk('/find', { phone: '13811113333' })).body.code).toBe('not-found')
    const { acts } = (await town.get<{ acts: object[] }>('/me/served', { as: walker })).body
    expect(acts).toMatchObject([{ act: 'resident.find', by: '测试社区' }])
    const log = JSON.stringify(await town.ctx.db.reader.select().from(auditEntry))
    for (const secret of [cardCode, '13811112222']) expect(log).not.toContain(secret)
  })

  it('lets no child redeem alone', async () => {
    const { town, desk, rewardId } = await deskTown()
    const guardian = await town.resident()
    const body = { nickname: '小芽', minorUntil: '2032-05', consent: true }
    const child = (await town.post('/me/children', { as: guardian, body })).body.id
    await town.give(child as never, 50)
    const card = await desk('/cards', { residentId: child })
    expect((await desk('/find', { cardCode: card.body.code })).body['minor']).toBe(true)
    const weighed = await desk('/weighings', { cardCode: card.body.code, ...recycling })
    expect(weighed.body['outcome']).toBe('credited')
    const redeemed = await desk('/redemptions', { cardCode: card.body.code, rewardId })
    expect(redeemed.body.code).toBe('minor-needs-guardian')
    await town.delete(`/me/children/${child}`, { as: guardian })
    expect((await desk('/find', { cardCode: card.body.code })).body.code).toBe('not-found')
  })

  it('redeems before a card is blocked or not at all, and the last points once', async () => {
    const { town, elder, attendant, desk, cardCode, cardId, rewardId } = await deskTown()
    const colleague = await town.attendant()
    const answers = await Promise.all([
      desk('/redemptions', { cardCode, rewardId }),
      desk(`/cards/${cardId}/block`),
      town.post('/attendant/redemptions', { as: colleague, body: { cardCode, rewardId } }),
      town.post('/attendant/redemptions', { as: attendant, body: { cardCode, rewardId } }),
    ])
    const redeemed = answers.filter(answer => answer.status === 201).length
    expect(redeemed).toBeLessThanOrEqual(2)
    expect((await town.wallet(elder)).spendable).toBe(2_500 - redeemed * 1_000)
    for (const path of ['/redemptions', '/weighings', '/balances'])
      expect((await desk(path, bodyFor(path, cardCode, rewardId))).body.code).toBe('not-found')
  })

  it('weighs and redeems once for one Idempotency-Key', async () => {
    const { town, elder, attendant, cardCode, rewardId } = await deskTown()
    const twice = (path: string, body: object) =>
      Promise.all(
        [1, 2, 3].map(() =>
          town.post(`/attendant${path}`, { as: attendant, body, key: `once:${path.slice(1)}` }),
        ),
      )
    await twice('/weighings', { cardCode, ...recycling })
    const vouchers = await twice('/redemptions', { cardCode, rewardId })
    expect(new Set(vouchers.map(one => one.body.id)).size).toBe(1)
    expect((await town.wallet(elder)).spendable).toBe(2_500 + 140 - 1_000)
  })

  it('is closed to residents and staff', async () => {
    const { town, elder, clerk, cardCode } = await deskTown()
    for (const as of [elder, clerk])
      for (const path of ['/find', '/weighings', '/redemptions', '/prints', '/balances', '/forms'])
        expect((await town.post(`/attendant${path}`, { as, body: { cardCode } })).status).toBe(401)
  })
})

function bodyFor(path: string, cardCode: string, rewardId: string): object {
  if (path === '/redemptions') return { cardCode, rewardId }
  return path === '/weighings' ? { cardCode, ...recycling } : { cardCode }
}
