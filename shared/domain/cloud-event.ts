/**
 * What a partner reports: the envelope of one CloudEvents 1.0 event, read and checked; its facts are not
 * checked yet.
 */
export interface ReportedEvent {
  readonly eventId: string
  readonly source: string
  /** Names the activity over its revisions; the event's own id unless stated. */
  readonly sourceActivityId: string
  readonly revision: number
  readonly kind: 'reported' | 'retracted'
  readonly actionType: string
  /** The partner's own id of the card, account or bin. */
  readonly subject: string
  readonly occurredAt: Date
  readonly data: Readonly<Record<string, unknown>>
}

export type EventRead =
  | { readonly ok: true; readonly event: ReportedEvent }
  /** `eventId` is null where even that could not be read. */
  | { readonly ok: false; readonly eventId: string | null; readonly attribute: string }

/** Ids are plain ASCII, so that two ways of writing one character cannot make two ids. */
const idPattern = /^[A-Za-z0-9._:-]{1,64}$/
const typePattern = /^([a-z][a-z0-9-]{1,40})\.(reported|retracted)$/
const instantPattern =
  /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/
const revisionMax = 1_000

const known = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'data',
  'activityid',
  'revision',
])

type Attributes = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** NUL and halves of surrogate pairs: two databases would store them differently. */
const strange = /[\0\p{Surrogate}]/u

function isStrange(value: unknown): boolean {
  if (typeof value === 'string') return strange.test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, member]) => strange.test(name) || isStrange(member))
}

function matching(value: unknown, pattern: RegExp): string | null {
  return typeof value === 'string' && pattern.test(value) ? value : null
}

function instantOf(value: unknown): Date | null {
  const text = matching(value, instantPattern)
  if (text === null) return null
  const at = new Date(text)
  // `2026-02-30` would quietly become the second of March.
  const sameDay = new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10))
  return Number.isFinite(at.getTime()) && sameDay ? at : null
}

function isRealDay(value: unknown): boolean {
  return typeof value === 'string' && Number.isFinite(Date.parse(`${value.slice(0, 10)}T00:00:00Z`))
}

function revisionOf(value: unknown): number | null {
  if (value === undefined) return 1
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= revisionMax ? Number(value) : null
}

/** Reads one event strictly: an attribute that is missing, of the wrong form or not known is named. */
export function readEvent(value: unknown): EventRead {
  if (!isRecord(value)) return { ok: false, eventId: null, attribute: 'event' }
  const eventId = matching(value['id'], idPattern)
  const wrong = (attribute: string): EventRead => ({ ok: false, eventId, attribute })
  if (eventId === null) return wrong('id')
  const stranger = Object.keys(value).find(name => !known.has(name))
  if (stranger !== undefined) return wrong(stranger.slice(0, 40))
  if (value['specversion'] !== '1.0') return wrong('specversion')
  const source = matching(value['source'], idPattern)
  if (source === null) return wrong('source')
  const type = typePattern.exec(typeof value['type'] === 'string' ? value['type'] : '')
  if (!type) return wrong('type')
  const subject = matching(value['subject'], idPattern)
  if (subject === null) return wrong('subject')
  const occurredAt = isRealDay(value['time']) ? instantOf(value['time']) : null
  if (occurredAt === null) return wrong('time')
  if ((value['datacontenttype'] ?? 'application/json') !== 'application/json') return wrong('datacontenttype')
  const sourceActivityId =
    value['activityid'] === undefined ? eventId : matching(value['activityid'], idPattern)
  if (sourceActivityId === null) return wrong('activityid')
  const revision = revisionOf(value['revision'])
  if (revision === null) return wrong('revision')
  const data = value['data'] ?? {}
  if (!isRecord(data) || isStrange(data)) return wrong('data')
  const kind = type[2] === 'retracted' ? 'retracted' : 'reported'
  const actionType = type[1] ?? ''
  return {
    ok: true,
    event: { eventId, source, sourceActivityId, revision, kind, actionType, subject, occurredAt, data },
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null'
  const members = Object.keys(value)
    .sort()
    .map(name => `${JSON.stringify(name)}:${canonical(value[name])}`)
  return `{${members.join(',')}}`
}

/**
 * The event's content as one text, the same for every order of its members: what a duplicate is compared
 * by.
 */
export function canonicalEvent(event: ReportedEvent): string {
  const { eventId, source, sourceActivityId, revision, kind, actionType, subject, occurredAt, data } = event
  const at = occurredAt.toISOString()
  return canonical([eventId, source, sourceActivityId, revision, kind, actionType, subject, at, data])
}
