import type { PartnerActor } from '#shared/domain/actor.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { ingestEvents } from './ingest.ts'

interface Waiting {
  /** As the request that brought the event found it: what a partner may report can change under load. */
  readonly partner: PartnerActor
  readonly event: unknown
  resolve(outcome: DeedOutcome): void
  reject(reason: unknown): void
}

/** The single events of one partner: those that wait, and whether a batch of them is on its way. */
interface Queue {
  readonly waiting: Waiting[]
  busy: boolean
}

const queues = new WeakMap<Context, Map<string, Queue>>()

function queueOf(ctx: Context, partner: PartnerActor): Queue {
  const all = queues.get(ctx) ?? new Map<string, Queue>()
  queues.set(ctx, all)
  const queue = all.get(partner.partnerId) ?? { waiting: [], busy: false }
  all.set(partner.partnerId, queue)
  return queue
}

/**
 * Takes one event. Events of one partner that arrive while others of it are being decided go together in
 * the next batch, in the order they came: many single posts cost little more than a batch. Nobody waits for
 * company. Refuses `too-busy` when more wait than can be taken soon; else as `ingestEvents`.
 */
export function ingestOne(ctx: Context, partner: PartnerActor, event: unknown): Promise<DeedOutcome> {
  const queue = queueOf(ctx, partner)
  if (queue.waiting.length >= limits.singlesWaiting) refuse('too-busy')
  return new Promise((resolve, reject) => {
    queue.waiting.push({ partner, event, resolve, reject })
    if (queue.busy) return
    queue.busy = true
    // What else arrived in this turn of the loop comes along.
    setImmediate(() => void drain(ctx, queue))
  })
}

async function drain(ctx: Context, queue: Queue): Promise<void> {
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, limits.gatherEvents)
    const partner = batch.at(-1)?.partner
    if (!partner) break
    try {
      const outcomes = await ingestEvents(
        ctx,
        partner,
        batch.map(one => one.event),
      )
      batch.forEach((one, at) => {
        const outcome = outcomes[at]
        if (outcome) one.resolve(outcome)
      })
    } catch (error) {
      for (const one of batch) one.reject(error)
    }
  }
  queue.busy = false
}
