import { createHmac, randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { usedAssertion } from '#server/partners/tables.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { TestPartner } from '#tests/support/partners.ts'
import type { TestAdministrator } from '#tests/support/people.ts'
import {
  askToken,
  assertionOf,
  assertionType,
  newPartnerKey,
  outcomeOf,
  type PartnerKey,
  register,
} from './assertion.ts'

const refused = '401 client-invalid'
const tokenEndpoint = 'http://district.test/api/v1/oauth/token'

let district: District
let metro: TestPartner
let admin: TestAdministrator
let key: PartnerKey

beforeEach(async () => {
  district = await buildDistrict()
  metro = await district.partner()
  admin = await district.administrator('system')
  key = await newPartnerKey()
  expect((await register(district, admin, metro.id, key.publicKey)).status).toBe(201)
})

describe('a partner that signs', () => {
  it.each(['ES256', 'EdDSA'] as const)('gets a token for an assertion in %s, and may work', async alg => {
    const own = await newPartnerKey(alg)
    await register(district, admin, metro.id, own.publicKey)
    const fields = {
      client_assertion_type: assertionType,
      client_assertion: await assertionOf(district, metro, own, { header: { typ: 'JWT' } }),
    }
    const { status, body } = await askToken(district, fields)
    expect(status).toBe(200)
    const asked = { as: { token: async () => body.access_token }, body: { externalId: 'CARD-1' } }
    expect((await district.post('/partner/binding-codes', asked)).status).toBe(201)
  })

  it.each([
    ['the deployment', 'jlp-test'],
    ['the service', 'http://district.test'],
    ['the token endpoint', tokenEndpoint],
    ['one of several', ['https://elsewhere.example', tokenEndpoint]],
  ])('may address %s', async (_, aud) => {
    expect(await outcomeOf(district, await assertionOf(district, metro, key, { claims: { aud } }))).toBe(
      'token',
    )
  })

  it('may use an assertion once, even twenty times at once, until it has expired', async () => {
    const assertion = await assertionOf(district, metro, key)
    const told = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(district, assertion)))
    expect(told.sort()).toEqual([...Array(19).fill(refused), 'token'].sort())
    district.clock.advance({ minutes: 10 })
    expect(await outcomeOf(district, assertion)).toBe(refused)
    expect(await outcomeOf(district, await assertionOf(district, metro, key))).toBe('token')
    expect(await district.ctx.db.reader.select().from(usedAssertion)).toHaveLength(1)
  })

  it('changes its key without a gap: two live together, then the old one ends', async () => {
    const next = await newPartnerKey('EdDSA')
    const { body } = await district.get(`/admin/partners/${metro.id}/keys`, { as: admin })
    const [first] = body['keys'] as { id: string; kid: string }[]
    expect(first?.kid).toBe(key.kid)
    expect((await register(district, admin, metro.id, next.publicKey)).status).toBe(201)
    for (const one of [key, next])
      expect(await outcomeOf(district, await assertionOf(district, metro, one))).toBe('token')
    const third = await register(district, admin, metro.id, (await newPartnerKey()).publicKey)
    expect(third.body.code).toBe('partner-keys-full')
    const ended = await district.post(`/admin/partner-keys/${first!.id}/end`, { as: admin })
    expect(ended.body['endedAt']).toBe(district.clock.now().toISOString())
    expect(await outcomeOf(district, await assertionOf(district, metro, key))).toBe(refused)
    expect(await outcomeOf(district, await assertionOf(district, metro, next))).toBe('token')
    const again = await register(district, admin, metro.id, key.publicKey)
    expect(again.body.code).toBe('partner-key-taken')
  })

  it('can give up its secret', async () => {
    const secret = { client_id: metro.code, client_secret: metro.secret }
    expect((await askToken(district, secret)).status).toBe(200)
    await register(district, admin, metro.id, (await newPartnerKey()).publicKey, { endSecret: true })
    expect((await askToken(district, secret)).body.code).toBe('client-invalid')
    expect(await outcomeOf(district, await assertionOf(district, metro, key))).toBe('token')
  })

  it('is let in no more when it is switched off', async () => {
    await district.post(`/admin/partners/${metro.id}/deactivate`, { as: admin })
    expect(await outcomeOf(district, await assertionOf(district, metro, key))).toBe(refused)
  })
})

describe('a key', () => {
  it.each([
    ['a private half', { d: 'a'.repeat(43) }],
    ['a point beside the curve', { x: 'A'.repeat(43) }],
    ['another curve', { crv: 'P-384' }],
    ['another kind', { kty: 'RSA' }],
    ['an address to fetch it from', { x5u: 'https://elsewhere.example/key' }],
  ])('with %s is not registered', async (_, change) => {
    const { publicKey } = await newPartnerKey()
    const { status, body } = await register(district, admin, metro.id, { ...publicKey, ...change })
    expect(['400 request-invalid', '422 partner-key-invalid']).toContain(`${status} ${body.code}`)
  })
})

const seconds = (from: number) => Math.floor(district.clock.now().getTime() / 1000) + from

describe('a forged assertion', () => {
  it.each<[string, () => object, (() => object)?]>([
    ['for another service', () => ({ aud: 'https://elsewhere.example' })],
    ['for the path of another host', () => ({ aud: 'http://evil.test/api/v1/oauth/token' })],
    ['for nobody', () => ({ aud: undefined })],
    ['that has expired', () => ({ exp: seconds(-31) })],
    ['that lives for an hour', () => ({ exp: seconds(3_600) })],
    ['without an expiry', () => ({ exp: undefined })],
    ['not good before later', () => ({ nbf: seconds(60) })],
    ['issued in the future', () => ({ iat: seconds(60) })],
    ['without an id', () => ({ jti: undefined })],
    ['with an endless id', () => ({ jti: 'j'.repeat(129) })],
    ['with a NUL in its id', () => ({ jti: 'a\0b' })],
    ['about somebody else', () => ({ sub: 'waste' })],
    ['of somebody else', () => ({ iss: 'waste' })],
    ['of a name with a quote', () => ({ iss: "metro' or '1'='1", sub: "metro' or '1'='1" })],
    ['of another type', () => ({}), () => ({ typ: 'at+jwt' })],
    ['with a key id of nobody', () => ({}), () => ({ kid: 'other' })],
    ['without a key id', () => ({}), () => ({ kid: undefined })],
    ['with a path for a key id', () => ({}), () => ({ kid: '../../../dev/null' })],
    ['with SQL for a key id', () => ({}), () => ({ kid: "x' union select '{}'--" })],
    ['with an unknown critical header', () => ({}), () => ({ crit: ['b64'], b64: false })],
  ])('%s is refused', async (_, claims, header = () => ({})) => {
    const given = { claims: { ...claims() }, header: { ...header() } }
    const forged = assertionOf(district, metro, key, given)
    // What the library would not even sign is no forgery that can be sent.
    const sent = await forged.catch(() => 'unsigned')
    expect(await outcomeOf(district, sent)).toBe(refused)
  })

  it('signed by a stranger who sends or names a key along is refused', async () => {
    const stranger = await newPartnerKey()
    const as = { ...stranger, kid: key.kid }
    for (const header of [
      {},
      { jwk: stranger.publicKey },
      { jku: 'https://elsewhere.example/jwks.json' },
      { x5u: 'https://elsewhere.example/cert.pem' },
      { x5c: ['MIIB'] },
      { kid: stranger.kid },
    ])
      expect(await outcomeOf(district, await assertionOf(district, metro, as, { header }))).toBe(refused)
  })

  it('signed with nothing, or with the public key as a secret, is refused', async () => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const claims = { iss: metro.code, sub: metro.code, aud: 'jlp-test', exp: seconds(60), jti: randomUUID() }
    const mac = (secret: string, text: string) =>
      createHmac('sha256', secret).update(text).digest('base64url')
    const secrets = [JSON.stringify(key.publicKey), String(key.publicKey.x)]
    for (const alg of ['none', 'None', 'HS256'] as const) {
      const text = `${encode({ alg, kid: key.kid })}.${encode(claims)}`
      const signatures = alg === 'HS256' ? secrets.map(secret => mac(secret, text)) : ['']
      for (const signature of signatures)
        expect(await outcomeOf(district, `${text}.${signature}`)).toBe(refused)
    }
    const [head, body] = (await assertionOf(district, metro, key)).split('.')
    for (const one of [`${head}.${body}.`, `${head}.${body}`, 'a.b.c', '', 'x'.repeat(4_000)])
      expect(await outcomeOf(district, one)).toBe(refused)
  })

  it('of another partner, or one of our own tokens, is refused', async () => {
    const waste = await district.partner({ code: 'waste', actionTypes: ['waste-sorting'], subjects: 'bin' })
    const own = await newPartnerKey()
    await register(district, admin, waste.id, own.publicKey)
    expect(await outcomeOf(district, await assertionOf(district, metro, own))).toBe(refused)
    expect(await outcomeOf(district, await assertionOf(district, waste, own), { client_id: 'metro' })).toBe(
      refused,
    )
    expect(await outcomeOf(district, await metro.token())).toBe(refused)
  })

  it('beside another proof, or under another name, is refused', async () => {
    const assertion = () => assertionOf(district, metro, key)
    expect(await outcomeOf(district, await assertion(), { client_secret: metro.secret })).toBe(refused)
    const saml = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'
    expect(await outcomeOf(district, await assertion(), { client_assertion_type: saml })).toBe(refused)
    const fields = { client_assertion_type: assertionType, client_assertion: await assertion() }
    const both = await askToken(district, fields, `Basic ${btoa(`metro:${metro.secret}`)}`)
    expect(both.body.code).toBe('client-invalid')
    const typeOnly = await askToken(district, { client_assertion_type: assertionType })
    expect(typeOnly.body.code).toBe('client-invalid')
  })

  it('leaves nothing behind: what was not signed is not remembered', async () => {
    const stranger = { ...(await newPartnerKey()), kid: key.kid }
    await outcomeOf(district, await assertionOf(district, metro, stranger))
    expect(await district.ctx.db.reader.select().from(usedAssertion)).toEqual([])
  })
})
