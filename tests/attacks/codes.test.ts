import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '#server/app.ts'
import { takeTry } from '#server/identity/attempts.ts'
import { attempts, signInCode } from '#server/identity/tables.ts'
import { signIn } from '#server/identity/sign-in.ts'
import { requestCode } from '#server/identity/request-code.ts'
import { isRefusal } from '#server/refusal.ts'
import { limits } from '#server/limits.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'

const audience = 'resident' as const
const phoneOf = (index: number) => `139${String(index).padStart(8, '0')}`
const wrongFor = (code: string | undefined) => (code === '000000' ? '111111' : '000000')

let district: District
beforeEach(async () => void (district = await buildDistrict()))

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'passed',
    (error: unknown) => (isRefusal(error) ? error.code : Promise.reject(error as Error)),
  )

/** Asks the app for a code as the socket's address would, with headers of the sender's choice. */
async function askFrom(address: string, phone: string, headers: Record<string, string> = {}, proxies = 0) {
  const { ctx } = district
  const app = createApp({ ...ctx, config: { ...ctx.config, trustedProxies: proxies } })
  const asked = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ phone, audience }),
  }
  const answer = await app.request('/api/v1/session/code', asked, {
    incoming: { socket: { remoteAddress: address } },
  })
  return answer.status
}

/** Leaves `tries` of a bound, as if the others had been used up. */
async function useUp(key: string, most: number, tries: number): Promise<void> {
  const since = district.clock.now()
  const row = { tried: most - tries, since }
  await district.ctx.db.transaction(async tx => {
    await takeTry(tx, key, since, { most, windowMs: 3_600_000 })
    await tx.update(attempts).set(row)
  })
}

describe('guessing codes', () => {
  it('is stopped in the whole deployment, however many phones and processes take part', async () => {
    const other = await district.secondProcess()
    await useUp('wrong-codes', limits.failedCodesPerHour, 6)
    const told: string[] = []
    for (let phone = 1; phone <= 10; phone++) {
      const at = phone % 2 ? district.ctx : other
      await requestCode(at, { phone: phoneOf(phone), audience })
      const code = wrongFor(district.codes.get(phoneOf(phone)))
      told.push(await codeOf(signIn(at, { phone: phoneOf(phone), audience, code })))
    }
    expect(told).toEqual([...Array(6).fill('code-wrong'), ...Array(4).fill('too-many-requests')])
  })

  it('leaves the codes of others good, and their sessions open, while the brake is on', async () => {
    const li = await district.resident()
    await requestCode(district.ctx, { phone: phoneOf(1), audience })
    await useUp('wrong-codes', limits.failedCodesPerHour, 0)
    const body = { phone: phoneOf(1), audience, code: district.codes.get(phoneOf(1)), consentToTerms: true }
    const braked = await district.post('/session', { body })
    expect(`${braked.status} ${braked.body.code}`).toBe('429 too-many-requests')
    expect(Number(braked.headers.get('retry-after'))).toBe(3_600)
    expect((await district.get('/me', { as: li })).status).toBe(200)
    district.clock.advance({ minutes: 60 })
    await requestCode(district.ctx, { phone: phoneOf(2), audience })
    const later = { ...body, phone: phoneOf(2), code: district.codes.get(phoneOf(2)) }
    expect((await district.post('/session', { body: later })).status).toBe(200)
  })

  it('does not brake for codes that were right, nor for phones that were never sent one', async () => {
    await useUp('wrong-codes', limits.failedCodesPerHour, 1)
    for (let phone = 1; phone <= 3; phone++) {
      await requestCode(district.ctx, { phone: phoneOf(phone), audience })
      const code = district.codes.get(phoneOf(phone)) ?? ''
      expect(
        await codeOf(signIn(district.ctx, { phone: phoneOf(phone), audience, code, consentToTerms: true })),
      ).toBe('passed')
      expect(await codeOf(signIn(district.ctx, { phone: phoneOf(100 + phone), audience, code }))).toBe(
        'code-wrong',
      )
    }
  })

  it('tells nobody which phones are known, by its answers or by its time', async () => {
    await district.attendant({ phone: phoneOf(1) })
    await district.attendant({ phone: phoneOf(2) })
    const bodies = new Set<string>()
    const phones = { known: phoneOf(1), unknown: phoneOf(50) }
    /** The middle of some tries of each, turn by turn. */
    async function medians(): Promise<number[]> {
      const took: Record<string, number[]> = { known: [], unknown: [] }
      for (let round = 0; round < 30; round++) {
        for (const [who, phone] of Object.entries(phones)) {
          const start = performance.now()
          const asked = { body: { phone, code: '000000', audience: 'attendant' } }
          const { status, body } = await district.post('/session', asked)
          took[who]?.push(performance.now() - start)
          bodies.add(JSON.stringify({ status, ...body, requestId: '' }))
        }
      }
      return Object.values(took).map(times => times.sort((a, b) => a - b)[15] ?? 0)
    }
    // A difference that is there stays; one of a busy machine comes and goes.
    const differences: number[] = []
    for (let attempt = 0; attempt < 5; attempt++) {
      const [known = 0, unknown = 0] = await medians()
      differences.push(Math.abs(known - unknown))
    }
    expect(bodies.size).toBe(1)
    expect(Math.min(...differences)).toBeLessThan(5)
  })
})

describe('sending texts', () => {
  it('to one phone from a hundred addresses is five an hour', async () => {
    const send = vi.spyOn(district.ctx.sms, 'send')
    for (let index = 0; index < 100; index++) {
      await askFrom(`10.0.${index}.1`, phoneOf(1))
      district.clock.advance({ minutes: 0.6 })
    }
    expect(send).toHaveBeenCalledTimes(limits.codesPerPhoneHour)
  })

  it('to many phones from one address is bounded, whatever X-Forwarded-For says', async () => {
    for (let phone = 1; phone <= 4; phone++) expect(await askFrom('10.0.0.1', phoneOf(phone))).toBe(200)
    const rows = await district.ctx.db.reader.select().from(attempts)
    const [ours] = rows.filter(({ key }) => key.startsWith('codes-from:'))
    expect(ours?.tried).toBe(4)
    expect(JSON.stringify(rows)).not.toContain('10.0.0.1')
    await district.ctx.db.transaction(
      async tx => void (await tx.update(attempts).set({ tried: limits.codesPerAddressHour })),
    )
    for (const said of ['1.2.3.4', '5.6.7.8, 9.9.9.9', '127.0.0.1', '::1', 'unknown'])
      expect(await askFrom('10.0.0.1', phoneOf(9_000), { 'x-forwarded-for': said })).toBe(429)
    expect(await askFrom('10.0.0.2', phoneOf(9_000))).toBe(200)
    district.clock.advance({ minutes: 61 })
    expect(await askFrom('10.0.0.1', phoneOf(9_001))).toBe(200)
  })

  it('by everybody together is bounded for the day', async () => {
    await useUp('codes-sent', limits.codesPerDay, 2)
    const told: number[] = []
    for (let phone = 1; phone <= 4; phone++) told.push(await askFrom(`10.0.0.${phone}`, phoneOf(phone)))
    expect(told).toEqual([200, 200, 429, 429])
    expect(await district.ctx.db.reader.select().from(signInCode)).toHaveLength(2)
  })
})

describe('the address behind proxies of our own', () => {
  const own = '10.9.9.9'
  /** How many different senders the bound by address has seen. */
  async function senders(): Promise<number> {
    const rows = await district.ctx.db.reader.select().from(attempts)
    return rows.filter(({ key }) => key.startsWith('codes-from:')).length
  }

  it.each<[string, number, readonly string[], number]>([
    ['is the socket’s when there is none', 0, ['1.1.1.1', '2.2.2.2'], 1],
    ['is the last entry behind one', 1, ['9.9.9.9, 1.1.1.1', '8.8.8.8, 1.1.1.1', '1.1.1.1'], 1],
    ['tells two people apart', 1, ['1.1.1.1', '2.2.2.2'], 2],
    ['is the last but one behind two', 2, ['6.6.6.6, 1.1.1.1, 7.7.7.7', '1.1.1.1, 8.8.8.8'], 1],
    ['is the socket’s when an entry is missing', 2, ['1.1.1.1', '2.2.2.2'], 1],
    ['is the socket’s when the entry is no address', 1, ['none', '"; drop table', '1.1.1.1:80'], 1],
    [
      'is that of the household for IPv6',
      1,
      ['2001:db8:1:2::1', '2001:0db8:1:2:9::', '2001:db8:1:2:3:4:5:6'],
      1,
    ],
    ['is another household’s beside it', 1, ['2001:db8:1:2::1', '2001:db8:1:3::1'], 2],
    ['is the same for IPv4 in IPv6', 1, ['::ffff:1.1.1.1', '1.1.1.1'], 1],
  ])('%s', async (_, proxies, headers, count) => {
    for (const [index, header] of headers.entries())
      expect(await askFrom(own, phoneOf(index + 1), { 'x-forwarded-for': header }, proxies)).toBe(200)
    expect(await senders()).toBe(count)
  })
})
