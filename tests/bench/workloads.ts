import { createPrivateKey, sign } from 'node:crypto'
import { formatVoucherCode, signedText, stepAt } from '#shared/domain/voucher-code.ts'
import { request } from './connection.ts'
import { journeyOf } from './journeys.ts'
import { cardOf, partnerCode, sessionToken } from './settings.ts'
import type { IssuedVouchers } from './vouchers.ts'

/** A job for whatever servers will run it. */
export type Unplaced = Job extends infer One ? (One extends Job ? Omit<One, 'ports'> : never) : never

interface JobCommon {
  readonly ports: readonly number[]
  readonly connections: number
  readonly from: number
  readonly count: number
}

/**
 * One round of load. Rounds on one database begin where the one before ended, so that nothing is sent twice.
 */
export type Job = JobCommon &
  (
    | { readonly kind: 'noop' }
    | { readonly kind: 'ingest'; readonly token: string; readonly residents: number; readonly batch: number }
    | { readonly kind: 'redeem'; readonly rewards: readonly string[]; readonly buyers: number }
    | { readonly kind: 'accept'; readonly vouchers: IssuedVouchers; readonly staff: number }
    | { readonly kind: 'wallet'; readonly owners: number }
  )

/** Requests that follow each other on one connection; a later one may need the answer before it. */
export interface Step {
  readonly bytes: Buffer | ((before: string) => Buffer)
  readonly status: number
  expected(body: string): boolean
}

const anything = () => true
const json = { 'content-type': 'application/json' }
/** Makes numbers lie far apart that follow each other; it has no divisor in common with any world's size. */
const stride = 7_919
const hourMs = 3_600_000

/** All requests of a job, made before the clock starts. */
export function stepsOf(job: Job): Step[][] {
  const numbers = Array.from({ length: job.count }, (_, at) => job.from + at)
  switch (job.kind) {
    case 'noop':
      return numbers.map(number => [{ bytes: noop(number), status: 200, expected: anything }])
    case 'ingest':
      return numbers.map(number => [ingest(job, number)])
    case 'redeem':
      return numbers.map(number => [redeem(job, number)])
    case 'accept':
      return numbers.map(number => accept(job, number))
    case 'wallet':
      return numbers.map(number => [wallet(job, number)])
    default:
      return job satisfies never
  }
}

function noop(number: number): Buffer {
  return request('POST', '/bench/noop', { ...json, authorization: `Bearer ${number}` }, eventText(number, 75))
}

/** A ride of a resident far from the one before, at an hour nobody else of them rode at. */
export function eventText(number: number, residents: number): string {
  const resident = (number * stride) % residents
  const turn = Math.floor(number / residents)
  const at = new Date(startedAt - (1 + turn) * 3 * hourMs)
  const { from, to, durationS } = journeyOf(number)
  return JSON.stringify({
    specversion: '1.0',
    id: `b-${number}`,
    source: partnerCode,
    type: 'metro-ride.reported',
    subject: cardOf(resident),
    time: at.toISOString(),
    data: { entryStation: from, exitStation: to, durationS },
  })
}

const startedAt = Math.floor(Date.now() / hourMs) * hourMs

function ingest(job: Job & { kind: 'ingest' }, number: number): Step {
  const { batch, residents, token } = job
  const events = Array.from({ length: batch }, (_, at) => eventText(number * batch + at, residents))
  const type = batch === 1 ? 'application/cloudevents+json' : 'application/cloudevents-batch+json'
  const body = batch === 1 ? (events[0] ?? '') : `[${events.join(',')}]`
  const headers = { 'content-type': type, authorization: `Bearer ${token}` }
  return {
    bytes: request('POST', '/api/v1/activities', headers, body),
    status: 200,
    expected: text => text.split('"outcome":"credited"').length - 1 === batch,
  }
}

const anyPhone = {
  kty: 'EC',
  crv: 'P-256',
  x: 'HhhTL9R1TALzBB2cdc6zO4P_2BrHzk_ogsyxyYvFiW4',
  y: 'pGwxHE4v9A3ZajZT5uRURdMt_khuztdcepDGoYiBwKM',
}

function redeem(job: Job & { kind: 'redeem' }, number: number): Step {
  const headers = {
    ...json,
    authorization: `Bearer ${sessionToken('resident', number % job.buyers)}`,
    'idempotency-key': `bench-${number}`,
  }
  const reward = job.rewards[number % job.rewards.length] ?? ''
  return {
    bytes: request(
      'POST',
      `/api/v1/rewards/${reward}/redeem`,
      headers,
      JSON.stringify({ deviceKey: anyPhone }),
    ),
    status: 201,
    expected: anything,
  }
}

function accept(job: Job & { kind: 'accept' }, number: number): Step[] {
  const voucher = job.vouchers.issued[number]
  if (!voucher) throw new Error('the world has too few vouchers')
  const step = stepAt(Date.now())
  const phone = createPrivateKey({ key: job.vouchers.phone, format: 'jwk' })
  const text = Buffer.from(signedText('jlp-bench', voucher.id, step))
  const signature = sign('sha256', text, { key: phone, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  const code = formatVoucherCode({ certificate: voucher.certificate, step, signature })
  const headers = { ...json, authorization: `Bearer ${sessionToken('staff', number % job.staff)}` }
  const ask = (path: string, body: object, more = {}) =>
    request('POST', `/api/v1/merchant/vouchers/${path}`, { ...headers, ...more }, JSON.stringify(body))
  return [
    { bytes: ask('inspect', { code }), status: 200, expected: anything },
    {
      bytes(before) {
        const acceptanceToken = /"acceptanceToken":"([^"]+)"/.exec(before)?.[1]
        return ask('accept', { acceptanceToken }, { 'idempotency-key': `bench-${number}` })
      },
      status: 200,
      expected: anything,
    },
  ]
}

function wallet(job: Job & { kind: 'wallet' }, number: number): Step {
  const token = sessionToken('resident', (number * stride) % job.owners)
  return {
    bytes: request('GET', '/api/v1/me/wallet', { authorization: `Bearer ${token}` }),
    status: 200,
    expected: anything,
  }
}
