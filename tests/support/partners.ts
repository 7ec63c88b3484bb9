import { eq } from 'drizzle-orm'
import type { Context } from '#server/context.ts'
import { bindExternal } from '#server/identity/bind-external.ts'
import { giveConsent } from '#server/identity/consents.ts'
import { createPartner } from '#server/partners/create-partner.ts'
import { partner as partnerTable } from '#server/partners/tables.ts'
import { issuePartnerToken } from '#server/partners/token.ts'
import type { PartnerActor } from '#shared/domain/actor.ts'
import { activity, decision } from '#server/activities/tables.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import type { PartnerId, ResidentId } from '#shared/domain/ids.ts'
import { operator, type peopleOf, type TestResident } from './people.ts'
import type { Answered, Asking, Client } from './request.ts'

export interface TestPartner extends Asking {
  readonly id: PartnerId
  readonly code: string
  readonly secret: string
  readonly actor: PartnerActor
}

/** One event of a partner; `report` fills in the envelope and the source. */
export interface EventGiven {
  readonly id: string
  /** `bus-ride` for a report of one, or the whole `bus-ride.retracted`. */
  readonly type?: string
  readonly subject?: string
  readonly time?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly activityid?: string
  readonly revision?: number
  readonly [extra: string]: unknown
}

export type Outcome = Omit<DeedOutcome, 'eventId'> & { readonly id: string; readonly detail?: string }

/** People were bound and had consented this long before the district's day began. */
const settledDays = 60

/** Partners, and the residents they report about. `startedAt` is the day on which a test begins. */
export function partnersOf(
  ctx: Context,
  { resident }: Pick<ReturnType<typeof peopleOf>, 'resident'>,
  client: Client,
  startedAt: Date,
) {
  const longAgo: Context = {
    ...ctx,
    now: () => new Date(startedAt.getTime() - settledDays * 24 * 3_600_000),
  }

  async function partner(
    given: { code?: string; actionTypes?: string[]; subjects?: 'account' | 'bin' } = {},
  ): Promise<TestPartner> {
    const {
      code = 'metro',
      actionTypes = ['metro-ride', 'bus-ride', 'bike-ride'],
      subjects = 'account',
    } = given
    const { id, secret } = await ctx.db.transaction(tx =>
      createPartner(tx, ctx, operator, { code, name: code, actionTypes, subjects }),
    )
    const actor: PartnerActor = { kind: 'partner', partnerId: id, code, actionTypes, subjects }
    return { id, code, secret, actor, token: () => issuePartnerToken(ctx, id) }
  }

  /** Binds an external id that the partner proved, from `at` on (long ago unless given). */
  async function bind(
    { id: residentId }: { readonly id: ResidentId },
    { id: partnerId }: { readonly id: PartnerId },
    externalId: string,
    given: { readonly at?: 'now'; readonly join?: boolean } = {},
  ): Promise<void> {
    const [{ subjects: kind } = { subjects: 'account' as const }] = await ctx.db.reader
      .select({ subjects: partnerTable.subjects })
      .from(partnerTable)
      .where(eq(partnerTable.id, partnerId))
    const { at, join = false } = given
    const proof = 'partner-code' as const
    await ctx.db.transaction(tx =>
      bindExternal(tx, at === 'now' ? ctx : longAgo, {
        residentId,
        partnerId,
        kind,
        externalId,
        proof,
        join,
      }),
    )
  }

  /** Consents to all a partner reports, or to some of it, from `at` on (long ago unless given). */
  async function consent(
    { id: residentId }: { readonly id: ResidentId },
    to: TestPartner,
    given: { readonly at?: 'now'; readonly actionTypes?: readonly string[] } = {},
  ): Promise<string[]> {
    const { at, actionTypes = to.actor.actionTypes } = given
    const ids: string[] = []
    await ctx.db.transaction(async tx => {
      ids.length = 0
      for (const actionType of actionTypes) {
        const one = { residentId, partner: to.code, actionType, onPaperBy: null }
        ids.push((await giveConsent(tx, at === 'now' ? ctx : longAgo, one)).id)
      }
    })
    return ids
  }

  /** A resident whom partners may report about, under one external id with each of them. */
  async function rider(
    partners: TestPartner | readonly TestPartner[],
    externalId: string,
  ): Promise<TestResident> {
    const person = await resident()
    for (const one of [partners].flat()) {
      await bind(person, one, externalId)
      await consent(person, one)
    }
    return person
  }

  const eventOf = (from: TestPartner, given: EventGiven) => {
    const { type = 'bus-ride', ...rest } = given
    return {
      specversion: '1.0',
      source: from.code,
      subject: 'card-1',
      time: ctx.now().toISOString(),
      type: type.includes('.') ? type : `${type}.reported`,
      ...rest,
    }
  }

  /** Pushes a batch over HTTP and gives the answer as it came. */
  function push(
    from: TestPartner,
    events: readonly EventGiven[],
  ): Promise<Answered<{ outcomes: Outcome[] }>> {
    const body = events.map(event => eventOf(from, event))
    return client.post('/activities', {
      as: from,
      body,
      type: 'application/cloudevents-batch+json',
      key: null,
    })
  }

  /** The same, and what became of each event. Throws when the batch as a whole was refused. */
  async function report(from: TestPartner, ...events: EventGiven[]): Promise<Outcome[]> {
    const { status, body } = await push(from, events)
    if (status !== 200) throw new Error(`the batch was answered ${status}: ${JSON.stringify(body)}`)
    return body.outcomes
  }

  /** What was decided for an activity. */
  async function decisionOf(activityId: string | undefined) {
    const [row] = await ctx.db.reader
      .select({ decision, activity })
      .from(activity)
      .innerJoin(decision, eq(decision.activityId, activity.id))
      .where(eq(activity.id, activityId as never))
    return row!
  }

  return { partner, bind, consent, rider, eventOf, push, report, decisionOf }
}
