import type { MissingDeed, Span } from './appeal.ts'
import { spanOf } from './appeal.ts'
import { dayMs, dayOf } from './calendar.ts'
import type { AdmissionWindow } from './deed.ts'
import type { CapReceipt, CutReason } from './receipt.ts'

/** One record of the resident near the day in question, as it stands now. */
export interface RecordKnown {
  readonly id: string
  readonly actionType: string
  /** The time it claims, half-open. */
  readonly fromAt: Date
  readonly untilAt: Date
  readonly status: 'credited' | 'held' | 'accepted' | 'refused' | 'retracted'
  readonly centipoints: number
  readonly grams: number
  readonly caps: readonly CapReceipt[]
  readonly cut: CutReason | null
  readonly reviewReason: string | null
}

interface Held {
  readonly from: Date
  readonly until: Date | null
}

/** What is known about the partner that should have reported it. */
export interface PartnerKnown {
  readonly bindings: readonly Held[]
  readonly consents: readonly Held[]
  /** When its data last arrived, and how long after the deed it usually does; null when none was seen. */
  readonly lastSeenAt: Date | null
  readonly usualDelayMs: number | null
}

/** Everything the system knows about a deed that somebody misses. */
export interface MissingFacts {
  readonly deed: MissingDeed
  readonly now: Date
  readonly window: AdmissionWindow
  /** The action may be reported at all. */
  readonly open: boolean
  /** A rule was in force at some instant of the span. */
  readonly ruled: boolean
  /** Of about that day, of this action and of those that cannot be done at the same time. */
  readonly records: readonly RecordKnown[]
  /** Reports that were refused although the resident was known. */
  readonly refusals: readonly { readonly code: string; readonly receivedAt: Date }[]
  readonly partner: PartnerKnown | null
}

export interface RecordFound {
  readonly id: string
  readonly at: string
  readonly centipoints: number
}

/** Why a connection or a consent did not cover the time, and since when it does, or until when it did. */
export interface Gap {
  readonly why: 'never' | 'later' | 'ended'
  readonly at: string | null
}

/** A finding about certain records. */
interface About<Kind extends string> {
  readonly kind: Kind
  readonly records: readonly RecordFound[]
}

interface Missing<Kind extends string> extends Gap {
  readonly kind: Kind
}

/** One thing the system found. Kept with an appeal as it was told, so instants are ISO texts. */
export type Finding =
  | { readonly kind: 'ahead' }
  | { readonly kind: 'too-old'; readonly days: number }
  | { readonly kind: 'action-closed' }
  | { readonly kind: 'no-rule' }
  | (About<'counted'> & { readonly wholeDay: boolean })
  | (About<'cap-reached'> & { readonly cap: Pick<CapReceipt, 'per' | 'of' | 'unit' | 'limit'> })
  | About<'budget-empty'>
  | About<'nothing-paid'>
  | About<'held'>
  | (About<'review-refused'> & { readonly reason: string })
  | About<'withdrawn'>
  | About<'overlapped'>
  | { readonly kind: 'report-refused'; readonly code: string; readonly at: string }
  | Missing<'not-connected'>
  | Missing<'no-consent'>
  | {
      readonly kind: 'not-reported'
      readonly lastSeenAt: string | null
      readonly usualDelayMs: number | null
      /** True once the usual delay is over. */
      readonly late: boolean
    }
  | { readonly kind: 'not-confirmed' }

/** What the resident can do about a finding. */
export type NextStep = 'connect' | 'consent' | 'record' | 'wait' | 'none'

/** With one of these nothing can be credited, whoever decides. */
const hopeless: readonly Finding['kind'][] = ['ahead', 'too-old', 'action-closed', 'no-rule']

const records = (found: readonly RecordKnown[]): RecordFound[] =>
  found.map(({ id, fromAt, centipoints }) => ({ id, at: fromAt.toISOString(), centipoints }))

const overlapping = (span: Span) => (record: Span) =>
  record.fromAt < span.untilAt && record.untilAt > span.fromAt

/**
 * Says why a deed does not show in the account: what rules it out first, then what happened to records of
 * that time, then what keeps a report from arriving. There is always at least one finding. Pure: the same
 * facts, the same list.
 */
export function explainMissing(facts: MissingFacts): Finding[] {
  const span = spanOf(facts.deed)
  const near = facts.records.filter(overlapping(span))
  const same = near.filter(record => record.actionType === facts.deed.actionType)
  const ruledOut = outOfReach(facts, span)
  if (ruledOut.some(({ kind }) => kind === 'ahead')) return ruledOut
  const found = [
    ...ruledOut,
    ...ofRecords(facts, same),
    ...overlapped(facts, near),
    ...facts.refusals.map(({ code, receivedAt }): Finding => {
      return { kind: 'report-refused', code, at: receivedAt.toISOString() }
    }),
    ...(facts.partner ? ofPartner(facts.partner, span) : []),
  ]
  return found.length > 0 ? found : [silence(facts, span)]
}

/** False when nothing can come of an appeal. */
export function mayAppeal(findings: readonly Finding[]): boolean {
  return !findings.some(({ kind }) => hopeless.includes(kind))
}

export function nextStepOf(finding: Finding): NextStep {
  switch (finding.kind) {
    case 'not-connected':
      return 'connect'
    case 'no-consent':
      return 'consent'
    case 'not-reported':
      return finding.late ? 'none' : 'wait'
    default:
      return 'records' in finding ? 'record' : 'none'
  }
}

function outOfReach({ deed, now, window, open, ruled }: MissingFacts, { fromAt, untilAt }: Span): Finding[] {
  const days = window.reviewedDaysBack
  const found: Finding[] = []
  if (deed.on > dayOf(now) || fromAt.getTime() > now.getTime() + window.aheadMs) found.push({ kind: 'ahead' })
  if (untilAt.getTime() < now.getTime() - days * dayMs) found.push({ kind: 'too-old', days })
  if (!open) found.push({ kind: 'action-closed' })
  if (!ruled) found.push({ kind: 'no-rule' })
  return found
}

/** What became of records of the same action at that time. */
function ofRecords({ deed, records: all }: MissingFacts, same: readonly RecordKnown[]): Finding[] {
  const stands = same.filter(({ status }) => status === 'credited' || status === 'accepted')
  const of = (kept: readonly RecordKnown[], make: (kept: RecordFound[]) => Finding): Finding[] =>
    kept.length > 0 ? [make(records(kept))] : []
  const unpaid = stands.filter(({ centipoints }) => centipoints === 0)
  const empty = unpaid.filter(({ cut }) => cut?.by === 'budget-empty')
  const unmet = unpaid.filter(({ cut }) => cut === null)
  const paid = stands.filter(({ centipoints }) => centipoints > 0)
  const refused = same.filter(({ status }) => status === 'refused')
  return [
    ...of(paid, found => ({ kind: 'counted', records: found, wholeDay: deed.at === null })),
    ...capReached(
      all.filter(({ actionType, fromAt }) => actionType === deed.actionType && dayOf(fromAt) === deed.on),
    ),
    ...of(empty, found => ({ kind: 'budget-empty', records: found })),
    ...of(unmet, found => ({ kind: 'nothing-paid', records: found })),
    ...of(withStatus(same, 'held'), found => ({ kind: 'held', records: found })),
    ...refused.map((one): Finding => {
      return { kind: 'review-refused', records: records([one]), reason: one.reviewReason ?? '' }
    }),
    ...of(withStatus(same, 'retracted'), found => ({ kind: 'withdrawn', records: found })),
  ]
}

const withStatus = (all: readonly RecordKnown[], status: RecordKnown['status']) =>
  all.filter(record => record.status === status)

/** The first limit that the day's records of this action used up, with the records that ran into it. */
function capReached(ofAction: readonly RecordKnown[]): Finding[] {
  const full = ofAction.filter(({ caps }) => caps.some(isFull))
  const cap = full.flatMap(({ caps }) => caps.filter(isFull))[0]
  if (!cap) return []
  const { per, of, unit, limit } = cap
  return [{ kind: 'cap-reached', records: records(full), cap: { per, of, unit, limit } }]
}

/** A limit per event says nothing about the next one. */
function isFull({ per, usedBefore, used, limit }: CapReceipt): boolean {
  return per !== 'event' && usedBefore + used >= limit
}

/** Another action at that very time: nobody rides two vehicles at once. A whole day has room for both. */
function overlapped({ deed }: MissingFacts, near: readonly RecordKnown[]): Finding[] {
  if (deed.at === null) return []
  const others = near.filter(
    ({ actionType, status }) =>
      actionType !== deed.actionType && status !== 'retracted' && status !== 'refused',
  )
  return others.length > 0 ? [{ kind: 'overlapped', records: records(others) }] : []
}

function ofPartner({ bindings, consents }: PartnerKnown, span: Span): Finding[] {
  const unbound = gapIn(bindings, span)
  // A consent must hold when the report arrives too.
  const given = consents.some(({ until }) => until === null)
  const unconsented = gapIn(consents, span) ?? (given ? null : lastEnd(consents))
  return [
    ...(unbound ? [{ kind: 'not-connected', ...unbound } as const] : []),
    ...(unconsented ? [{ kind: 'no-consent', ...unconsented } as const] : []),
  ]
}

/** Null when one of them covers some instant of the span. */
function gapIn(held: readonly Held[], { fromAt, untilAt }: Span): Gap | null {
  if (held.some(({ from, until }) => from < untilAt && (until === null || until > fromAt))) return null
  const later = held.map(({ from }) => from).filter(from => from >= untilAt)
  if (later.length > 0) return { why: 'later', at: earliest(later).toISOString() }
  return held.length > 0 ? lastEnd(held) : { why: 'never', at: null }
}

function lastEnd(held: readonly Held[]): Gap {
  const ends = held.flatMap(({ until }) => until ?? []).map(end => end.getTime())
  return { why: 'ended', at: ends.length > 0 ? new Date(Math.max(...ends)).toISOString() : null }
}

function earliest(instants: readonly Date[]): Date {
  return new Date(Math.min(...instants.map(instant => instant.getTime())))
}

/** Nothing stands against it, and nothing came. */
function silence({ now, partner }: MissingFacts, { untilAt }: Span): Finding {
  if (!partner) return { kind: 'not-confirmed' }
  const { lastSeenAt, usualDelayMs } = partner
  const late = now.getTime() >= untilAt.getTime() + (usualDelayMs ?? 0)
  return { kind: 'not-reported', lastSeenAt: lastSeenAt?.toISOString() ?? null, usualDelayMs, late }
}
