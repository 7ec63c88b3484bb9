import { z } from 'zod'
import { evidenceTiers } from '../domain/action-type.ts'
import { appealStates } from '../domain/appeal.ts'
import { anyId, day, instant, instantGiven } from './fields.ts'
import { actionTypeCode, partnerCode } from './me.ts'
import { next, PageQuery } from './page.ts'

/** Several lines of plain text: nothing that a screen cannot show or that turns the text around. */
const plain = /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/
const words = (least: number, most: number) => z.string().trim().min(least).max(most).regex(plain)

/** What is missing: which action, on which Shanghai day, roughly when, reported by whom. */
export const MissingDeedBody = z
  .strictObject({
    actionType: actionTypeCode,
    /** Null where somebody at a counter should have confirmed it. */
    partner: partnerCode.nullable(),
    on: day,
    /** Roughly, such as `08:15`; null for the whole day. */
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .nullable(),
  })
  .meta({ id: 'MissingDeed' })

export const AppealDraft = z
  .strictObject({
    ...MissingDeedBody.shape,
    /** What happened, in the resident's own words. */
    text: words(1, 500),
    /** What could prove it: an order number, a bus line, the last digits of a card. */
    evidence: words(0, 200).optional(),
  })
  .meta({ id: 'AppealDraft' })

export const FindingView = z
  .object({
    /** Such as `not-connected` or `cap-reached`. */
    kind: z.string(),
    /** What the resident can do: look at the record, connect, consent, wait. */
    next: z.enum(['connect', 'consent', 'record', 'wait', 'none']),
    /** In the language asked for. */
    sentence: z.string(),
    /** The records it is about. */
    records: z.array(z.string()),
  })
  .meta({ id: 'Finding' })
export type FindingView = z.infer<typeof FindingView>

export const Explanation = z
  .object({
    findings: z.array(FindingView),
    /** False when nothing could come of an appeal. */
    mayAppeal: z.boolean(),
    /** An appeal filed now is answered by this Shanghai day. */
    dueOn: z.string(),
    workingDays: z.int(),
  })
  .meta({ id: 'MissingExplanation' })

const Reason = z.object({ zh: z.string(), en: z.string() })

export const AppealView = z
  .object({
    id: z.string(),
    actionType: z.string(),
    partner: z.object({ code: z.string(), name: z.string() }).nullable(),
    on: z.string(),
    at: z.string().nullable(),
    /** Null once the resident is forgotten. */
    text: z.string().nullable(),
    evidence: z.string().nullable(),
    state: z.enum(appealStates),
    filedAt: instant,
    /** Answered by the end of this Shanghai day. */
    dueOn: z.string(),
    /** Today not counted; null once it is answered. */
    workingDaysLeft: z.int().nullable(),
    overdue: z.boolean(),
    /** When the partner was asked, if it was. */
    askedAt: instant.nullable(),
    decidedAt: instant.nullable(),
    /** The record that was credited. */
    activityId: z.string().nullable(),
    reason: Reason.nullable(),
  })
  .meta({ id: 'Appeal' })
export type AppealView = z.infer<typeof AppealView>

export const AppealPage = z.object({ items: z.array(AppealView), next }).meta({ id: 'AppealPage' })

/** One appeal with what the system found when it was filed. */
export const AppealFile = AppealView.extend({ findings: z.array(FindingView) }).meta({ id: 'AppealFile' })

// For administrators.

export const AppealQuery = z.strictObject({
  ...PageQuery.shape,
  /** What waits, the most urgent first; or what was answered, the newest first. */
  list: z.enum(['waiting', 'answered']).optional(),
})

export const AppealCase = AppealView.extend({ residentId: z.string() }).meta({ id: 'AppealCase' })
export const AppealCasePage = z.object({ items: z.array(AppealCase), next }).meta({ id: 'AppealCasePage' })

export const AppealCaseFile = AppealCase.extend({
  /** As the resident was told. */
  findings: z.array(FindingView),
  /** As it looks now. */
  findingsNow: z.array(FindingView),
}).meta({ id: 'AppealCaseFile' })

export const AppealGrant = z
  .strictObject({
    /** When it was, on the day of the appeal. */
    occurredAt: instantGiven,
    evidence: z.enum(evidenceTiers),
    facts: z.record(z.string().regex(/^[A-Za-z]\w{0,39}$/), z.union([z.int(), z.string().max(64)])),
  })
  .meta({ id: 'AppealGrant' })

export const AppealRefusal = z
  .strictObject({ reason: z.strictObject({ zh: words(3, 300), en: words(3, 300) }) })
  .meta({ id: 'AppealRefusal' })

export const AppealOutcome = z
  .object({
    id: anyId,
    state: z.enum(appealStates),
    activityId: z.string().nullable(),
    centipoints: z.int(),
    grams: z.int(),
  })
  .meta({ id: 'AppealOutcome' })
