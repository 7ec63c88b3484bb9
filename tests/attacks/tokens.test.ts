import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuePartnerToken } from '#server/partners/token.ts'
import { formatResidentCode } from '#shared/domain/resident-code.ts'
import { formatVoucherCode, signedText, stepAt } from '#shared/domain/voucher-code.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import {
  acceptWith,
  type Held,
  inspect,
  readCertificate,
  redeem,
  shopWithReward,
  shownCode,
} from '#tests/vouchers/phone.ts'
import { forgeriesOf } from './forgeries.ts'

const kinds = ['partner token', 'acceptance token', 'resident code', 'voucher certificate'] as const
type Kind = (typeof kinds)[number]

let district: District
let shop: Awaited<ReturnType<typeof shopWithReward>>
let held: Held
const right = {} as Record<Kind, string>

/** What the door that takes this kind of token answers. */
const doors: Readonly<Record<Kind, (token: string) => Promise<string>>> = {
  async 'partner token'(token) {
    const asked = { as: { token: async () => token }, body: { externalId: 'CARD-1' } }
    return say(await district.post('/partner/binding-codes', asked))
  },
  'acceptance token': async token => say(await acceptWith(district, shop.clerk, token)),
  async 'resident code'(token) {
    const asked = { as: shop.clerk, body: { residentCode: formatResidentCode(token) } }
    return say(await district.post('/merchant/attest/own-cup', asked))
  },
  async 'voucher certificate'(certificate) {
    const step = stepAt(district.clock.now().getTime())
    const signature = await held.phone.sign(signedText('jlp-test', held.id, step))
    return say(await inspect(district, shop.clerk, formatVoucherCode({ certificate, step, signature })))
  },
}

const say = ({ status, body }: { status: number; body: { code?: string } }) =>
  status < 300 ? 'let in' : `${status} ${body.code}`

const refusals: Readonly<Record<Kind, RegExp>> = {
  'partner token': /^401 token-invalid$/,
  'acceptance token': /^(422 code-invalid|410 code-expired|400 request-invalid)$/,
  'resident code': /^(422 code-invalid|410 code-expired|400 request-invalid)$/,
  'voucher certificate': /^(422 code-(invalid|other-deployment)|410 voucher-lapsed|400 request-invalid)$/,
}

beforeAll(async () => {
  district = await buildDistrict({ kept: true })
  shop = await shopWithReward(district)
  const metro = await district.partner()
  held = await redeem(district, shop.resident, shop.rewardId)
  right['partner token'] = await issuePartnerToken(district.ctx, metro.id)
  const code = await shownCode(district, held)
  right['acceptance token'] = (await inspect(district, shop.clerk, code)).body.acceptanceToken
  const own = await district.get('/me/code', { as: shop.resident })
  right['resident code'] = own.body.code.replace('CHR1.', '')
  right['voucher certificate'] = (await readCertificate(district, held)).body.certificate
})
afterAll(() => district.close())

describe.each(kinds)('a %s', kind => {
  it('that is forged is refused, in every way to forge it', async () => {
    const forgeries = Object.entries(forgeriesOf(district.ctx, right[kind]))
    expect(forgeries.length).toBeGreaterThan(30)
    const told: Record<string, string> = {}
    for (const [how, token] of forgeries) told[how] = await doors[kind](token)
    expect(Object.entries(told).filter(([, answer]) => !refusals[kind].test(answer))).toEqual([])
  })

  it('opens no door but its own', async () => {
    for (const other of kinds.filter(one => one !== kind))
      expect(await doors[other](right[kind])).toMatch(refusals[other])
  })
})

describe('the tokens that the forgeries were made of', () => {
  it.each([...kinds].reverse())('a %s is let in', async kind => {
    // Last of all: an accepted voucher is no longer shown.
    expect(await doors[kind](right[kind])).toBe('let in')
  })
})
