import type { PartnerActor } from '#shared/domain/actor.ts'
import { readEvent, type ReportedEvent } from '#shared/domain/cloud-event.ts'
import type { Deed } from '#shared/domain/deed.ts'
import { type DeedOutcome, refusedOutcome } from '#shared/domain/deed-plan.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { isDuplicate } from '../db/failures.ts'
import { limits } from '../limits.ts'
import { isRefusal, refuse } from '../refusal.ts'
import { readReports } from './read-reports.ts'
import { isRevision, recordDeeds } from './record-deeds.ts'
import { writeRefusals } from './write-plan.ts'

interface Numbered {
  readonly at: number
  readonly event: ReportedEvent
}

/**
 * Takes a partner's batch: each event is credited, held, known already or refused, and the answers stand in
 * the order of the events. One bad event never spoils the batch. What is answered is on disk. Refuses
 * `batch-too-large`; `too-busy` and `unavailable` when nothing of the rest was taken and it may be sent
 * again.
 */
export async function ingestEvents(
  ctx: Context,
  partner: PartnerActor,
  events: readonly unknown[],
): Promise<DeedOutcome[]> {
  if (events.length > limits.batchEvents) refuse('batch-too-large', { max: limits.batchEvents })
  const outcomes: DeedOutcome[] = []
  const readable: Numbered[] = []
  events.forEach((value, at) => {
    const read = readEvent(value)
    if (read.ok) readable.push({ at, event: read.event })
    else outcomes[at] = refusedOutcome(read.eventId ?? '', { code: 'event-invalid', fact: read.attribute })
  })
  for (const wave of wavesOf(readable)) {
    const answers = await ingestWave(
      ctx,
      partner,
      wave.map(one => one.event),
    )
    wave.forEach(({ at }, index) => {
      const answer = answers[index]
      if (answer) outcomes[at] = answer
    })
  }
  return outcomes
}

/**
 * Cuts a batch into waves that can each be decided at one look: first reports or revisions, no two of one
 * event or activity, at most a chunk of them. The order within an activity is kept.
 */
function wavesOf(events: readonly Numbered[]): Numbered[][] {
  const waves: { revisions: boolean; names: Set<string>; events: Numbered[] }[] = []
  const lastOf = new Map<string, number>()
  for (const one of events) {
    const { event } = one
    const names = [`event ${event.eventId}`, `activity ${event.sourceActivityId}`]
    const revisions = isRevision(event)
    const after = Math.max(...names.map(name => lastOf.get(name) ?? -1))
    let at = waves.findIndex(
      (wave, index) => index > after && wave.revisions === revisions && wave.events.length < limits.chunkRows,
    )
    if (at < 0) at = waves.push({ revisions, names: new Set(), events: [] }) - 1
    waves[at]?.events.push(one)
    for (const name of names) lastOf.set(name, at)
  }
  return waves.map(wave => wave.events)
}

/**
 * One transaction; again when another process took the same event, or the last of a budget, between look
 * and leap.
 */
async function ingestWave(
  ctx: Context,
  partner: PartnerActor,
  events: readonly ReportedEvent[],
): Promise<readonly DeedOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.db.transaction(tx => decideWave(tx, ctx, partner, events, attempt > 1))
    } catch (error) {
      const again = isDuplicate(error) || (isRefusal(error) && error.code === 'account-short')
      if (!again) throw error
      if (attempt >= limits.ingestAttempts) refuse('too-busy')
    }
  }
}

async function decideWave(
  tx: Transaction,
  ctx: Context,
  partner: PartnerActor,
  events: readonly ReportedEvent[],
  lockBudgets: boolean,
): Promise<readonly DeedOutcome[]> {
  const book = await ctx.rules.inForce(tx)
  const reports = await readReports(tx, ctx, partner, events, book)
  const deeds = reports.filter((one): one is Deed => 'activityId' in one)
  const decided = await recordDeeds(tx, ctx, deeds, { book, lockBudgets })
  const answers = new Map(deeds.map((deed, at) => [deed, decided[at]]))
  const outcomes = reports.map(
    report => ('activityId' in report ? answers.get(report) : report.outcome) as DeedOutcome,
  )
  const refused = outcomes.flatMap((outcome, at) => {
    const event = events[at]
    const residentId = reports[at]?.residentId ?? null
    return event && outcome.outcome === 'refused' ? [{ event, outcome, residentId }] : []
  })
  await writeRefusals(tx, ctx, partner.code, refused)
  return outcomes
}
