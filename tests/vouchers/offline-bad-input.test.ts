import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { transfer } from '#server/ledger/tables.ts'
import { voucherStep } from '#server/vouchers/tables.ts'
import { formatVoucherCode, parseTillCode, signedText, stepAt } from '#shared/domain/voucher-code.ts'
import { buildDistrict, type District } from '../support/district.ts'
import { fetchPack, newTill, outcomeOf, type Sent, takeOffline } from './offline-till.ts'
import { accept, type Held, inspect, readVoucher, redeem, shopWithReward, shownCode } from './phone.ts'

async function shopWithTill() {
  const district = await buildDistrict()
  const shop = await shopWithReward(district)
  const held = await redeem(district, shop.resident, shop.rewardId)
  const till = await newTill(district, shop.clerk)
  return { district, ...shop, held, till }
}

type Shop = Awaited<ReturnType<typeof shopWithTill>>

/** All that money and points could have moved by. */
async function traces({ ctx }: District): Promise<number> {
  const { reader } = ctx.db
  return (await reader.select().from(transfer)).length + (await reader.select().from(voucherStep)).length
}

/** A certificate like ours, signed by somebody else or for somewhere else. */
async function forged({ district, held, merchantId }: Shop, issuer: string): Promise<string> {
  const foreign = generateKeyPairSync('ed25519').privateKey
  const { deviceKey } = await readVoucher(district, held)
  const certificate = await new SignJWT({ mer: merchantId, rew: '测试券', fen: 500, cnf: { key: deviceKey } })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'voucher+jwt', kid: district.ctx.keys.signing.kid })
    .setIssuer(issuer)
    .setAudience('till')
    .setSubject(held.id)
    .setExpirationTime(Date.parse('2026-12-20') / 1000)
    .sign(foreign)
  return codeNow(district, held, certificate, issuer)
}

async function codeNow(district: District, held: Held, certificate: string, deploymentId = 'jlp-test') {
  const step = stepAt(district.clock.now().getTime())
  return formatVoucherCode({
    certificate,
    step,
    signature: await held.phone.sign(signedText(deploymentId, held.id, step)),
  })
}

async function foreignMerchants({ district }: Shop): Promise<string> {
  const elsewhere = await shopWithReward(district)
  return shownCode(district, await redeem(district, elsewhere.resident, elsewhere.rewardId))
}

async function onAnotherPhone({ district, held, resident, rewardId }: Shop): Promise<string> {
  const other = await redeem(district, resident, rewardId)
  const code = parseTillCode(await shownCode(district, held))
  return codeNow(district, { ...held, phone: other.phone }, code?.kind === 'signed' ? code.certificate : '')
}

async function expired({ district, held }: Shop): Promise<string> {
  const code = parseTillCode(await shownCode(district, held))
  district.clock.set('2026-12-23T16:00:00Z')
  return codeNow(district, held, code?.kind === 'signed' ? code.certificate : '')
}

async function screenshot({ district, held }: Shop): Promise<string> {
  const code = await shownCode(district, held)
  district.clock.advance({ minutes: 2 })
  return code
}

/** The phone's clock is an hour behind: it shows the code of an hour ago. */
const hourBehind = ({ district, held }: Shop) => shownCode(district, held, -120)

const bad: readonly [string, (shop: Shop) => Promise<string>, string][] = [
  ['a forged code', shop => forged(shop, 'jlp-test'), 'code-invalid'],
  ['a code of another deployment', shop => forged(shop, 'elsewhere'), 'code-other-deployment'],
  ['a copy on another phone', onAnotherPhone, 'code-invalid'],
  ['the code of an expired voucher', expired, 'voucher-lapsed'],
  ['a screenshot', screenshot, 'code-expired'],
  ['the code of a phone an hour behind', hourBehind, 'code-expired'],
  ['another merchant’s code', foreignMerchants, 'voucher-unknown'],
  ['what is no code at all', async () => 'https://example.test/pay?me=1', 'code-invalid'],
]

describe('a code that is worth nothing', () => {
  it.each(bad)('%s is refused at the counter with a sentence, and leaves no trace', async (_, make, why) => {
    const shop = await shopWithTill()
    const code = await make(shop)
    const before = await traces(shop.district)
    const { status, body } = await inspect(shop.district, shop.clerk, code)
    expect([body.code, status >= 400, body.detail.length > 5]).toEqual([why, true, true])
    expect(await traces(shop.district)).toBe(before)
  })

  it.each(bad)('%s is refused in the queue of a till too, and leaves no trace', async (_, make, why) => {
    const shop = await shopWithTill()
    const code = await make(shop)
    // So that it is the code that is too old, and not what the till was sent.
    const { body } = await fetchPack(shop.district, shop.clerk, shop.till.id)
    if (why === 'voucher-lapsed') shop.till.pack = body
    const before = await traces(shop.district)
    const result = await outcomeOf(
      shop.district,
      shop.till,
      await takeOffline(shop.district, shop.till, code),
    )
    expect([result.outcome, result.code]).toEqual(['refused', why])
    expect(await traces(shop.district)).toBe(before)
  })
})

const tampered: readonly [string, (sent: Sent, shop: Shop) => Sent | Promise<Sent>, string][] = [
  ['an hour later', sent => ({ ...sent, atMs: sent.atMs + 3_600_000 }), 'offline-entry-changed'],
  ['under another number', sent => ({ ...sent, seq: 7 }), 'offline-entry-changed'],
  [
    'with another code',
    async (sent, { district, resident, rewardId }) => ({
      ...sent,
      code: await shownCode(district, await redeem(district, resident, rewardId)),
    }),
    'offline-entry-changed',
  ],
  [
    'with another pack',
    (sent, { district }) => ({ ...sent, packId: district.ctx.newId('opk') }),
    'offline-entry-changed',
  ],
  ['with another signature', sent => ({ ...sent, signature: 'A'.repeat(86) }), 'offline-entry-changed'],
]

describe('a queue that somebody changed', () => {
  it.each(tampered)('is refused entry by entry: %s', async (_, change, why) => {
    const shop = await shopWithTill()
    const { district, till, held } = shop
    const sent = await takeOffline(district, till, await shownCode(district, held))
    const changed = await change(sent, shop)
    const before = await traces(district)
    const result = await outcomeOf(district, till, changed)
    expect([result.outcome, result.code]).toEqual(['refused', why])
    expect(await traces(district)).toBe(before)
    // What was not changed is booked all the same.
    expect((await outcomeOf(district, till, sent)).outcome).toBe('accepted')
  })

  it('is refused for what another till signed', async () => {
    const { district, till, clerk, held } = await shopWithTill()
    const other = await newTill(district, clerk)
    const sent = await takeOffline(district, other, await shownCode(district, held))
    expect(await outcomeOf(district, till, sent)).toMatchObject({
      outcome: 'refused',
      code: 'offline-entry-changed',
    })
  })
})

describe('a till whose time is wrong', () => {
  const atTime = async ({ district, till, held }: Shop, iso: string) => {
    const now = district.clock.now().toISOString()
    const code = await shownCode(district, held)
    district.clock.set(iso)
    const sent = await takeOffline(district, till, code)
    district.clock.set(now)
    return outcomeOf(district, till, sent)
  }

  it.each([
    ['an hour ahead', '2026-11-23T03:00:00Z', 'offline-clock-wrong'],
    ['an hour behind', '2026-11-23T01:00:00Z', 'offline-clock-wrong'],
  ])('is refused: %s', async (_, iso, why) => {
    const shop = await shopWithTill()
    const before = await traces(shop.district)
    expect(await atTime(shop, iso)).toMatchObject({ outcome: 'refused', code: why })
    expect(await traces(shop.district)).toBe(before)
  })

  it('is refused after its time without network is over, to the instant', async () => {
    const shop = await shopWithTill()
    const { district, till, resident, rewardId } = shop
    const other = await redeem(district, resident, rewardId)
    district.clock.set('2026-11-23T09:59:59.999Z')
    const inTime = await takeOffline(district, till, await shownCode(district, shop.held))
    district.clock.set('2026-11-23T10:00:00Z')
    const late = await takeOffline(district, till, await shownCode(district, other))
    expect((await outcomeOf(district, till, inTime)).outcome).toBe('accepted')
    expect(await outcomeOf(district, till, late)).toMatchObject({
      outcome: 'refused',
      code: 'offline-too-long',
    })
  })
})

describe('who may send', () => {
  it('is refused to another shop, and for oneself', async () => {
    const { district, till, held, merchantId, rewardId } = await shopWithTill()
    const sent = await takeOffline(district, till, await shownCode(district, held))
    const stranger = await district.staff(await district.merchant(), { role: 'owner' })
    const foreign = await district.post('/merchant/vouchers/offline-acceptances', {
      as: stranger,
      body: { deviceId: till.id, entries: [sent] },
    })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'device-not-found'])
    const self = await district.resident({ points: 10, phone: '13911112222' })
    const selfAtWork = await district.staff(merchantId, { phone: '13911112222' })
    const own = await redeem(district, self, rewardId)
    const ownTill = await newTill(district, selfAtWork)
    const code = await shownCode(district, own)
    expect(await outcomeOf(district, ownTill, await takeOffline(district, ownTill, code))).toMatchObject({
      outcome: 'refused',
      code: 'own-voucher',
    })
    expect((await accept(district, till.staff, own)).status).toBe(200)
  })
})
