import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { formatVoucherCode, signedText, stepAt } from '#shared/domain/voucher-code.ts'
import { buildDistrict } from '../support/district.ts'
import {
  type Held,
  inspect,
  newPhone,
  redeem,
  shopWithReward,
  shownCode,
  readCertificate,
  readVoucher,
} from './phone.ts'

const at = '2026-11-23T02:00:00Z'

async function shopAndVoucher() {
  const district = await buildDistrict({ at })
  const shop = await shopWithReward(district)
  return { district, ...shop, held: await redeem(district, shop.resident, shop.rewardId) }
}

describe('the code a phone shows', () => {
  it('tells the till what to hand over, and to whom', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const { status, body } = await inspect(district, clerk, await shownCode(district, held))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      voucherId: held.id,
      title: { zh: '测试券', en: 'Test coupon' },
      nickname: '居民',
      settlementFen: 500,
      expiresAt: '2026-11-23T02:02:00.000Z',
    })
  })

  it('is short enough for a QR that every phone can read', async () => {
    const { district, held } = await shopAndVoucher()
    expect((await shownCode(district, held)).length).toBeLessThan(640)
  })

  it('has the same certificate on every reading, so that nothing need be stored', async () => {
    const { district, held } = await shopAndVoucher()
    const read = () => readCertificate(district, held)
    const first = await read()
    district.clock.advance({ minutes: 3 })
    expect((await read()).body.certificate).toBe(first.body.certificate)
    expect(first.headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    ['in its first instant', 0, 200],
    ['in its last instant', 29.999, 200],
    ['5 seconds later', 34.999, 200],
    ['more than 5 seconds later', 35, 410],
    ['from a phone 5 seconds ahead', -5, 200],
    ['from a phone more than 5 seconds ahead', -5.001, 410],
  ])('is good %s', async (_, seconds, status) => {
    const { district, clerk, held } = await shopAndVoucher()
    const code = await shownCode(district, held)
    district.clock.advance({ seconds })
    const answer = await inspect(district, clerk, code)
    expect(answer.status).toBe(status)
    if (status === 410) expect(answer.body.code).toBe('code-expired')
  })

  it('dies with the voucher', async () => {
    const { district, clerk, held } = await shopAndVoucher()
    const { body } = await readCertificate(district, held)
    district.clock.set('2026-12-23T16:00:00Z')
    const step = stepAt(district.clock.now().getTime())
    const signature = await held.phone.sign(signedText(body.deploymentId, held.id, step))
    const code = formatVoucherCode({ certificate: body.certificate, step, signature })
    const answer = await inspect(district, clerk, code)
    expect([answer.status, answer.body.code]).toEqual([410, 'voucher-lapsed'])
  })
})

describe('a code that is not what it seems', () => {
  let shared: Awaited<ReturnType<typeof shopAndVoucher>> & { other: Held; certificate: string; key: string }
  beforeAll(async () => {
    const district = await buildDistrict({ at, kept: true })
    const shop = await shopWithReward(district)
    const held = await redeem(district, shop.resident, shop.rewardId)
    const other = await redeem(district, shop.resident, shop.rewardId)
    const { body } = await readCertificate(district, held)
    const { deviceKey } = await readVoucher(district, held)
    shared = { district, ...shop, held, other, certificate: body.certificate, key: deviceKey ?? '' }
    return () => district.close()
  })

  const step = stepAt(Date.parse(at))
  const signedBy = ({ phone, id }: Held, deployment = 'jlp-test') =>
    phone.sign(signedText(deployment, id, step))
  const codeWith = async (certificate: string) =>
    formatVoucherCode({ certificate, step, signature: await signedBy(shared.held) })

  const certificateFrom = (
    change: {
      readonly alg?: string
      readonly typ?: string
      readonly kid?: string
      readonly iss?: string
      readonly aud?: string
      readonly exp?: number
      readonly sub?: string
    },
    key?: Parameters<SignJWT['sign']>[0],
  ) => {
    const { signing } = shared.district.ctx.keys
    const { alg = 'EdDSA', typ = 'voucher+jwt', kid = signing.kid } = change
    const jwt = new SignJWT({ mer: shared.merchantId, rew: '测试券', fen: 500, cnf: { key: shared.key } })
      .setProtectedHeader({ alg, typ, kid })
      .setIssuer(change.iss ?? 'jlp-test')
      .setAudience(change.aud ?? 'till')
      .setSubject(change.sub ?? shared.held.id)
      .setExpirationTime(change.exp ?? Date.parse('2026-12-20') / 1000)
    return jwt.sign(key ?? signing.privateKey)
  }
  const foreign = generateKeyPairSync('ed25519').privateKey

  it.each([
    ['a certificate signed by somebody else', () => certificateFrom({}, foreign), 'code-invalid'],
    [
      'the certificate of another deployment',
      () => certificateFrom({ iss: 'elsewhere' }, foreign),
      'code-other-deployment',
    ],
    ['a certificate for another purpose', () => certificateFrom({ aud: 'accept' }), 'code-invalid'],
    ['a certificate of another type', () => certificateFrom({ typ: 'at+jwt' }), 'code-invalid'],
    ['a certificate of another key id', () => certificateFrom({ kid: 'other' }), 'code-invalid'],
    ['a certificate that ended', () => certificateFrom({ exp: Date.parse(at) / 1000 }), 'voucher-lapsed'],
    ['the certificate of a voucher that never was', () => certificateFrom({ sub: 'res_1' }), 'code-invalid'],
    [
      'a certificate without a signature',
      async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.${'A'.repeat(86)}`,
      'code-invalid',
    ],
    [
      'a certificate signed with the public key as a secret',
      async () => {
        const secret = shared.district.ctx.keys.signing.publicKey.export({ type: 'spki', format: 'der' })
        const made = await certificateFrom({ alg: 'HS256' }, new Uint8Array(secret))
        return `${made}${'A'.repeat(43)}`
      },
      'code-invalid',
    ],
  ] as const)('refuses %s', async (_, made, code) => {
    const { body, status } = await inspect(shared.district, shared.clerk, await codeWith(await made()))
    expect(body.code).toBe(code)
    expect(status).toBeLessThan(500)
  })

  it.each([
    [
      'the signature of another step',
      async () => shared.held.phone.sign(signedText('jlp-test', shared.held.id, step - 1)),
    ],
    ['the signature for another deployment', () => signedBy(shared.held, 'elsewhere')],
    [
      'the signature of another phone',
      async () => (await newPhone()).sign(signedText('jlp-test', shared.held.id, step)),
    ],
    ['the signature of another voucher', () => signedBy(shared.other)],
    ['a signature of noise', async () => randomBytes(64).toString('base64url')],
    ['a signature of zeros', async () => 'A'.repeat(86)],
  ])('refuses %s', async (_, made) => {
    const code = formatVoucherCode({ certificate: shared.certificate, step, signature: await made() })
    const { status, body } = await inspect(shared.district, shared.clerk, code)
    expect([status, body.code]).toEqual([422, 'code-invalid'])
  })

  it.each([
    'CHT1.a.b.c',
    'CHT2.x',
    '12345',
    'https://example.org/voucher',
    '=1+1',
    'CHT1.a.b.c.99999999999999.d',
    '中'.repeat(100),
  ])('refuses the text %s', async text => {
    const { status, body } = await inspect(shared.district, shared.clerk, text)
    expect([status, body.code]).toEqual([422, 'code-invalid'])
  })

  it('stays within the shape asked for', async () => {
    for (const body of [
      {},
      { code: '' },
      { code: 1 },
      { code: 'x'.repeat(2_001) },
      { code: 'x', role: 'owner' },
    ]) {
      const answer = await shared.district.post('/merchant/vouchers/inspect', { as: shared.clerk, body })
      expect(answer.status).toBe(400)
    }
  })
})
