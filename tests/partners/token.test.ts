import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { partner } from '#server/partners/tables.ts'
import { type FrontOffice, metro, minutes, openFrontOffice, waste } from '../identity/front-office.ts'

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
const form = { 'content-type': 'application/x-www-form-urlencoded' }

function askToken(office: FrontOffice, fields: Record<string, string>, authorization?: string) {
  const headers = authorization === undefined ? form : { ...form, authorization }
  const body = new URLSearchParams(fields).toString()
  return office.ask('POST', '/api/v1/oauth/token', { body, headers })
}

const grant = { grant_type: 'client_credentials' }

/** What a partner's request with this token is answered. */
async function verdict(office: FrontOffice, token: string): Promise<string> {
  const asked = { as: token, body: { externalId: 'CARD-0001' } }
  const { status, json } = await office.ask('POST', '/api/v1/partner/binding-codes', asked)
  return status < 400 ? 'welcome' : json.code
}

describe('a partner asking for a token', () => {
  it('proves itself in the header or in the form, and may then work', async () => {
    const office = await openFrontOffice()
    const { secret } = await office.partner(metro)
    const answers = [
      await askToken(office, grant, basic('metro', secret)),
      await askToken(office, { ...grant, client_id: 'metro', client_secret: secret, scope: 'any' }),
    ]
    for (const { status, json, headers } of answers) {
      expect(status).toBe(200)
      expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
      expect(headers.get('cache-control')).toBe('no-store')
      expect(await verdict(office, json.access_token)).toBe('welcome')
    }
  })

  it.each([
    ['a wrong secret', basic('metro', 'wrong')],
    ['an unknown client', basic('nobody', 'wrong')],
    ['no secret at all', undefined],
    ['a header of another kind', 'Bearer abc'],
    ['a header without a colon', `Basic ${Buffer.from('metro').toString('base64')}`],
    ['a header that is no base64', 'Basic %%%'],
    ['a header with broken percent signs', basic('metro', '%zz')],
  ])('is refused with %s', async (_, authorization) => {
    const office = await openFrontOffice()
    await office.partner(metro)
    const answer = await askToken(office, grant, authorization)
    expect(answer).toMatchObject({ status: 401, json: { code: 'client-invalid' } })
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="partners"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('is refused another grant, two proofs at once, and a JSON body', async () => {
    const office = await openFrontOffice()
    const { secret } = await office.partner(metro)
    const right = basic('metro', secret)
    const password = await askToken(office, { grant_type: 'password' }, right)
    expect(password.json).toMatchObject({ status: 400, code: 'grant-type-unsupported' })
    const both = await askToken(office, { ...grant, client_secret: secret }, right)
    expect(both.json.code).toBe('client-invalid')
    const none = await askToken(office, {}, right)
    expect(none.json.code).toBe('request-invalid')
    const json = await office.ask('POST', '/api/v1/oauth/token', {
      body: grant,
      headers: { authorization: right },
    })
    expect(json.status).toBeGreaterThanOrEqual(400)
    expect(json.status).toBeLessThan(500)
    const empty = await office.ask('POST', '/api/v1/oauth/token', { headers: { authorization: right } })
    expect(empty.status).toBeGreaterThanOrEqual(400)
    expect(empty.status).toBeLessThan(500)
  })

  it('is let in no more when it is switched off, with an old token neither', async () => {
    const office = await openFrontOffice()
    const { secret, token } = await office.partner(metro)
    await office.ctx.db.transaction(async tx => void (await tx.update(partner).set({ active: false })))
    expect((await askToken(office, grant, basic('metro', secret))).json.code).toBe('client-invalid')
    expect(await verdict(office, token)).toBe('token-invalid')
  })

  it('makes codes only for its own kind of ids', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(waste)
    const ask = (body: object) => office.ask('POST', '/api/v1/partner/binding-codes', { as: token, body })
    expect((await ask({ externalId: 'BIN-1', kind: 'bin' })).status).toBe(201)
    expect((await ask({ externalId: 'BIN-1', kind: 'account' })).json.code).toBe('not-permitted')
    expect((await ask({ externalId: 'a b' })).json.code).toBe('request-invalid')
  })
})

interface Forged {
  readonly header?: object
  readonly claims?: Record<string, unknown>
  readonly key?: KeyObject
}

/** A token like those of the district, but for what is given. */
async function forge(office: FrontOffice, partnerId: string, forged: Forged): Promise<string> {
  const { keys, config } = office.ctx
  const now = Math.floor(office.ctx.now().getTime() / 1000)
  const claims = {
    iss: config.deploymentId,
    aud: 'partner-api',
    sub: partnerId,
    iat: now,
    exp: now + 900,
    jti: 'jti_1',
    ...forged.claims,
  }
  const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
  return new SignJWT(kept)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: keys.signing.kid, ...forged.header })
    .sign(forged.key ?? keys.signing.privateKey)
}

/** A token that is signed by hand: with nothing, or with the public key as a shared secret. */
function byHand(office: FrontOffice, partnerId: string, alg: 'none' | 'HS256', secret?: string): string {
  const now = Math.floor(office.ctx.now().getTime() / 1000)
  const { keys, config } = office.ctx
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = {
    iss: config.deploymentId,
    aud: 'partner-api',
    sub: partnerId,
    iat: now,
    exp: now + 900,
    jti: 'j',
  }
  const signed = `${encode({ alg, typ: 'at+jwt', kid: keys.signing.kid })}.${encode(claims)}`
  return `${signed}.${secret ? createHmac('sha256', secret).update(signed).digest('base64url') : ''}`
}

describe('a forged token', () => {
  it.each([
    ['of another deployment', { claims: { iss: 'elsewhere' } }],
    ['for another audience', { claims: { aud: 'merchant-api' } }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['with another key id', { header: { kid: 'other' } }],
    ['without an expiry', { claims: { exp: undefined } }],
    ['that has expired', { claims: { exp: 1 } }],
    ['that lives longer than ours do', { claims: { iat: 1, exp: 9_999_999_999 } }],
    ['issued in the future', { claims: { iat: 9_999_999_000, exp: 9_999_999_999 } }],
    ['without an id of its own', { claims: { jti: undefined } }],
    ['for nobody', { claims: { sub: undefined } }],
    ['for an id of another shape', { claims: { sub: "' or 1=1" } }],
    ['for a partner that is not there', { claims: { sub: 'par_00000000000000000000000000' } }],
    ['signed by a stranger', { key: generateKeyPairSync('ed25519').privateKey }],
  ] as const)('%s is refused', async (_, forged) => {
    const office = await openFrontOffice()
    const { id } = await office.partner(metro)
    expect(await verdict(office, await forge(office, id, {}))).toBe('welcome')
    expect(await verdict(office, await forge(office, id, forged))).toBe('token-invalid')
  })

  it('without a signature, or with the public key as a secret, is refused', async () => {
    const office = await openFrontOffice()
    const { id } = await office.partner(metro)
    const { publicKey } = office.ctx.keys.signing
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const { x = '' } = publicKey.export({ format: 'jwk' })
    for (const token of [
      byHand(office, id, 'none'),
      byHand(office, id, 'HS256', pem),
      byHand(office, id, 'HS256', x),
      'not.a.token',
      'x'.repeat(5000),
    ]) {
      expect(await verdict(office, token)).toBe('token-invalid')
    }
  })

  it('is over after fifteen minutes', async () => {
    const office = await openFrontOffice()
    const { token } = await office.partner(metro)
    office.pass(minutes(15) - 1000)
    expect(await verdict(office, token)).toBe('welcome')
    office.pass(1000)
    expect(await verdict(office, token)).toBe('token-invalid')
  })

  it('can be told by anyone with the published key', async () => {
    const office = await openFrontOffice()
    const { json } = await office.ask('GET', '/.well-known/jwks.json')
    expect(json.keys).toHaveLength(1)
    expect(json.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })
    expect(json.keys[0]).not.toHaveProperty('d')
  })
})
