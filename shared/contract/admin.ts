import { z } from 'zod'
import { evidenceTiers } from '../domain/action-type.ts'
import { instant, instantGiven, line, nickname } from './fields.ts'
import { actionTypeCode, partnerCode } from './me.ts'
import { next, PageQuery } from './page.ts'
import { phone } from './session.ts'

/** Who acted, or what was acted on: an id, or the name of a command or job. */
const name = z.string().regex(/^[\w.:-]{1,64}$/)

export const AuditQuery = z.strictObject({
  ...PageQuery.shape,
  /** The id of who did it. */
  actor: name.optional(),
  /** Such as `rule.approve`. */
  action: z
    .string()
    .regex(/^[a-z.-]{1,40}$/)
    .optional(),
  /** The id of what was acted on. */
  subject: name.optional(),
  from: instantGiven.optional(),
  until: instantGiven.optional(),
})

export const AuditPage = z
  .object({
    entries: z.array(
      z.object({
        id: z.string(),
        at: instant,
        actor: z.object({ kind: z.string(), id: z.string() }),
        action: z.string(),
        subject: z.string(),
        before: z.unknown(),
        after: z.unknown(),
      }),
    ),
    next,
  })
  .meta({ id: 'AuditPage' })

export const PartnerDraft = z
  .strictObject({
    code: partnerCode,
    name: line,
    actionTypes: z.array(actionTypeCode).min(1).max(50),
    subjects: z.enum(['account', 'bin']),
  })
  .meta({ id: 'PartnerDraft' })

/** The only time the secret is told. */
export const PartnerCredentials = z
  .object({ id: z.string(), clientId: z.string(), clientSecret: z.string() })
  .meta({ id: 'PartnerCredentials' })

export const PartnerState = z
  .object({ id: z.string(), code: z.string(), active: z.boolean() })
  .meta({ id: 'PartnerState' })

export const AttendantDraft = z.strictObject({ phone, community: line }).meta({ id: 'AttendantDraft' })

export const OwnerDraft = z
  .strictObject({ phone, nickname, role: z.enum(['owner', 'clerk']) })
  .meta({ id: 'OwnerDraft' })

export const Created = z.object({ id: z.string() }).meta({ id: 'Created' })

export const BudgetDraft = z
  .strictObject({
    name: line,
    /** Whose money it is. */
    source: line,
    fiscalYear: z.int().min(2020).max(2100),
    /** How many centipoints it may pay for. */
    centipoints: z.int().min(1).max(1_000_000_000_000),
  })
  .meta({ id: 'BudgetDraft' })

export const BudgetView = z
  .object({
    id: z.string(),
    name: z.string(),
    source: z.string(),
    fiscalYear: z.int(),
    appropriatedCentipoints: z.int(),
    leftCentipoints: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'Budget' })
export type BudgetView = z.infer<typeof BudgetView>

export const BudgetList = z.object({ budgets: z.array(BudgetView) }).meta({ id: 'BudgetList' })

export const RewardState = z.object({ id: z.string(), published: z.boolean() }).meta({ id: 'RewardState' })

export const RewardStock = z.object({ id: z.string(), stock: z.int() }).meta({ id: 'RewardStock' })

export const HeldPage = z
  .object({
    activities: z.array(
      z.object({
        id: z.string(),
        residentId: z.string(),
        source: z.string(),
        actionType: z.string(),
        evidence: z.enum(evidenceTiers),
        occurredAt: instant,
        receivedAt: instant,
        facts: z.record(z.string(), z.union([z.number(), z.string()])),
        /** What accepting it credits. */
        centipoints: z.int(),
        grams: z.int(),
      }),
    ),
    next,
  })
  .meta({ id: 'HeldPage' })

export const ReviewRequest = z
  .strictObject({
    outcome: z.enum(['accepted', 'refused']),
    /** The resident reads it. */
    reason: z.string().trim().min(3).max(200),
  })
  .meta({ id: 'ReviewRequest' })

export const Reviewed = z
  .object({ id: z.string(), outcome: z.enum(['accepted', 'refused']) })
  .meta({ id: 'Reviewed' })
