import type { Agent } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { journeyOf } from '#tests/bench/journeys.ts'
import { cardOf, partnerCode, partnerSecret, sessionToken } from '#tests/bench/settings.ts'
import { type Answer, ask, keptConnections } from './ask.ts'
import { type World, worldSize } from './world.ts'

const stride = 7_919
const rideEveryMs = 3 * 3_600_000
const afterRefusalMs = 20
const settlingLanes = 16
const patienceMs = 120_000

const anyPhone = {
  kty: 'EC',
  crv: 'P-256',
  x: 'HhhTL9R1TALzBB2cdc6zO4P_2BrHzk_ogsyxyYvFiW4',
  y: 'pGwxHE4v9A3ZajZT5uRURdMt_khuztdcepDGoYiBwKM',
}

export interface Shape {
  readonly lanes: number
  /** Events in a batch. */
  readonly batch: number
  /** The share of requests that redeem instead. */
  readonly redeeming: number
}

/** What partners and residents do, and a book of what they were promised. */
export class Load {
  port = 0
  /** What was promised: event id → activity id, idempotency key → voucher id. */
  readonly credited = new Map<string, string>()
  readonly redeemed = new Map<string, string>()
  /** Sent without a promise: numbers of first events with their batch, and of redemptions. */
  private readonly openBatches = new Map<number, number>()
  private readonly openRedemptions = new Set<number>()
  /** Answers by status, and requests without one. */
  readonly answers = new Map<number | 'none', number>()
  /** Answers that should not exist: a 500, a 503 without a problem or a time to wait, an event refused. */
  readonly strange: string[] = []
  /** Milliseconds of each promised answer. */
  readonly latencies: number[] = []
  /** When the first and the last promise came. */
  lastPromiseAt = 0
  now: () => number = Date.now
  private readonly agent: Agent = keptConnections()
  private readonly world: World
  private readonly name: string
  private token = ''
  private next = 0

  constructor(world: World, name = 'f') {
    this.world = world
    this.name = name
  }

  count(status: number | 'none'): number {
    return this.answers.get(status) ?? 0
  }

  /** Keeps `lanes` requests in the air until `going` says no; throws when that takes far too long. */
  async run(shape: Shape, going: () => boolean): Promise<void> {
    const giveUpAt = performance.now() + patienceMs
    const lane = async () => {
      while (going()) {
        if (performance.now() > giveUpAt) throw new Error(`no end of load: ${[...this.answers].join(' ')}`)
        if (!(await this.one(shape))) await wait(afterRefusalMs)
      }
    }
    await Promise.all(Array.from({ length: shape.lanes }, lane))
  }

  async runFor(shape: Shape, ms: number): Promise<void> {
    const until = performance.now() + ms
    await this.run(shape, () => performance.now() < until)
  }

  /** Sends again what has no promise yet, with the same ids, until each has one. */
  async settle(): Promise<void> {
    for (let tries = 0; this.openBatches.size + this.openRedemptions.size > 0; tries++) {
      if (tries === 200) throw new Error(`it does not settle: ${[...this.answers].join(' ')}`)
      const open = [
        ...[...this.openBatches].map(
          ([first, batch]) =>
            () =>
              this.report(first, batch),
        ),
        ...[...this.openRedemptions].map(number => () => this.redeem(number)),
      ]
      const lane = async () => {
        for (let next = open.shift(); next; next = open.shift()) await next()
      }
      await Promise.all(Array.from({ length: settlingLanes }, lane))
      if (this.openBatches.size + this.openRedemptions.size > 0) await wait(afterRefusalMs)
    }
  }

  /** One request; says whether it was promised. */
  async one({ batch, redeeming }: Shape): Promise<boolean> {
    const number = this.next
    if (number % 100 < redeeming * 100) {
      this.next++
      return this.redeem(number)
    }
    this.next += batch
    return this.report(number, batch)
  }

  async report(first: number, batch: number): Promise<boolean> {
    this.openBatches.set(first, batch)
    const body = `[${Array.from({ length: batch }, (_, at) => this.eventText(first + at)).join(',')}]`
    const headers = { 'content-type': 'application/cloudevents-batch+json', ...(await this.asPartner()) }
    const answer = await this.send('/api/v1/activities', headers, body)
    if (answer?.status !== 200) return false
    this.openBatches.delete(first)
    for (const one of (JSON.parse(answer.body) as { outcomes: Outcome[] }).outcomes) this.noteOutcome(one)
    return true
  }

  async redeem(number: number): Promise<boolean> {
    this.openRedemptions.add(number)
    const key = `${this.name}-${number}`
    const reward = this.world.rewards[number % this.world.rewards.length] ?? ''
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${sessionToken('resident', (number * stride) % worldSize.buyers)}`,
      'idempotency-key': key,
    }
    const answer = await this.send(
      `/api/v1/rewards/${reward}/redeem`,
      headers,
      JSON.stringify({ deviceKey: anyPhone }),
    )
    if (answer?.status !== 201) return false
    this.openRedemptions.delete(number)
    const { id } = JSON.parse(answer.body) as { id: string }
    if ((this.redeemed.get(key) ?? id) !== id) this.strange.push(`${key} became two vouchers`)
    this.redeemed.set(key, id)
    return true
  }

  /** Reads, as a resident; null when there was no answer. */
  get(path: string, resident?: number): Promise<Answer | null> {
    const authorization = `Bearer ${sessionToken('resident', resident ?? 0)}`
    const headers = resident === undefined ? {} : { authorization }
    return ask(this.agent, this.port, { path, headers }).catch(() => null)
  }

  close(): void {
    this.agent.destroy()
  }

  private noteOutcome({ id, outcome, activityId, code, fact }: Outcome): void {
    if (activityId === undefined || !/^(credited|held|duplicate)$/.test(outcome)) {
      this.strange.push(`${id}: ${outcome} ${code ?? ''} ${fact ?? ''}`)
      return
    }
    if ((this.credited.get(id) ?? activityId) !== activityId) this.strange.push(`${id} became two activities`)
    this.credited.set(id, activityId)
  }

  private async send(path: string, headers: Record<string, string>, body: string): Promise<Answer | null> {
    try {
      const answer = await ask(this.agent, this.port, { method: 'POST', path, headers, body })
      this.note(answer)
      return answer
    } catch {
      this.answers.set('none', this.count('none') + 1)
      return null
    }
  }

  private note({ status, type, retryAfter, body, ms }: Answer): void {
    this.answers.set(status, this.count(status) + 1)
    if (status === 200 || status === 201) {
      this.latencies.push(ms)
      this.lastPromiseAt = performance.now()
      return
    }
    const kind = type.startsWith('application/problem+json')
    const waiting = (status === 503 || status === 429) && Number(retryAfter) >= 1
    if (!kind || !waiting) this.strange.push(`${status} ${type} ${retryAfter ?? ''}: ${body.slice(0, 200)}`)
  }

  /** The partner's token, asked for when there is none. */
  private async asPartner(): Promise<Record<string, string>> {
    if (this.token === '') {
      const body = `grant_type=client_credentials&client_id=${partnerCode}&client_secret=${partnerSecret}`
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const asking = { method: 'POST', path: '/api/v1/oauth/token', headers, body }
      const answer = await ask(this.agent, this.port, asking).catch(() => null)
      if (answer?.status === 200)
        this.token = (JSON.parse(answer.body) as { access_token: string }).access_token
    }
    return { authorization: `Bearer ${this.token}` }
  }

  /** Another day, another token. */
  forgetToken(): void {
    this.token = ''
  }

  /** A ride of a resident at an hour at which no other of theirs begins. */
  private eventText(number: number): string {
    const turn = Math.floor(number / worldSize.residents)
    const { from, to, durationS } = journeyOf(number)
    const at = new Date(Math.floor(this.now() / 3_600_000) * 3_600_000 - (1 + turn) * rideEveryMs)
    return JSON.stringify({
      specversion: '1.0',
      id: `${this.name}-${number}`,
      source: partnerCode,
      type: 'metro-ride.reported',
      subject: cardOf((number * stride) % worldSize.residents),
      time: at.toISOString(),
      data: { entryStation: from, exitStation: to, durationS },
    })
  }
}

interface Outcome {
  readonly id: string
  readonly outcome: string
  readonly activityId?: string
  readonly code?: string
  readonly fact?: string
}
