import { z } from 'zod'
import { evidenceTiers } from '../domain/action-type.ts'
import { periods } from '../domain/calendar.ts'
import { capSubjects, operators } from '../domain/rule.ts'
import { day, instant, instantGiven } from './fields.ts'
import { next, PageQuery } from './page.ts'

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/)
const code = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,39}$/)
const whole = z.int().min(0)
const value = z.union([z.int(), z.string().max(64)])
const sentence = z.string().trim().min(1).max(500)

/** A rule's own name over all its versions. */
export const ruleCode = z.string().regex(/^[a-z0-9][a-z0-9.-]{2,63}$/)

const Condition = z
  .strictObject({ fact: name, op: z.enum(operators), value: z.union([value, z.array(value).max(50)]) })
  .meta({ id: 'RuleCondition' })

const totalOf = z.enum(['resident', 'household']).nullable()

const Award = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('linear'),
      base: whole,
      per: z.strictObject({ fact: name, num: whole, den: whole }).nullable(),
      dayTotalOf: totalOf,
    }),
    z.strictObject({
      kind: z.literal('banded'),
      fact: name,
      bands: z.array(z.strictObject({ from: whole, centipoints: whole })).max(50),
      dayTotalOf: totalOf,
    }),
    z.strictObject({ kind: z.literal('perGram'), num: whole, den: whole }),
  ])
  .meta({ id: 'RuleAward' })

const Cap = z
  .strictObject({
    code,
    limit: whole,
    unit: z.enum(['centipoints', 'times']),
    per: z.enum(['event', ...periods]),
    of: z.enum(capSubjects),
  })
  .meta({ id: 'RuleCap' })

const Multiplier = z
  .strictObject({
    code,
    percent: whole,
    from: day.nullable(),
    until: day.nullable(),
    weekdays: z.array(z.int().min(1).max(7)).max(7).nullable(),
    when: z.array(Condition).max(20),
  })
  .meta({ id: 'RuleMultiplier' })

/** How an action pays. Its shape is checked here; its facts, numbers and windows when it is drafted. */
export const RuleBodyForm = z
  .strictObject({
    form: z.literal(1),
    actionType: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
    priority: whole,
    when: z.array(Condition).max(20),
    award: Award,
    evidenceWeights: z.partialRecord(z.enum(evidenceTiers), whole),
    caps: z.array(Cap).max(20),
    multipliers: z.array(Multiplier).max(20),
    budget: z.string().max(40).nullable(),
    expiryMonths: whole,
    basis: z.strictObject({ zh: sentence, en: sentence }),
  })
  .meta({ id: 'RuleBody' })

export const ruleStates = ['draft', 'approved', 'scheduled', 'withdrawn'] as const

export const RuleDraftRequest = z
  .strictObject({ code: ruleCode, body: RuleBodyForm })
  .meta({ id: 'RuleDraftRequest' })

export const RuleApprovalRequest = z
  .strictObject({ bodyHash: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })
  .meta({ id: 'RuleApprovalRequest' })

export const RuleScheduleRequest = z
  .strictObject({ effectiveFrom: instantGiven, effectiveUntil: instantGiven.nullable() })
  .meta({ id: 'RuleScheduleRequest' })

export const RuleWithdrawalRequest = z
  .strictObject({ reason: z.string().trim().min(3).max(500) })
  .meta({ id: 'RuleWithdrawalRequest' })

export const RuleQuery = z.strictObject({
  ...PageQuery.shape,
  code: ruleCode.optional(),
  state: z.enum(ruleStates).optional(),
})

export const RuleView = z
  .object({
    id: z.string(),
    code: z.string(),
    version: z.int(),
    state: z.enum(ruleStates),
    body: RuleBodyForm,
    /** What an approval names. */
    bodyHash: z.string(),
    effectiveFrom: instant.nullable(),
    effectiveUntil: instant.nullable(),
    authorId: z.string(),
    approverId: z.string().nullable(),
    createdAt: instant,
    approvedAt: instant.nullable(),
    scheduledAt: instant.nullable(),
  })
  .meta({ id: 'Rule' })
export type RuleView = z.infer<typeof RuleView>

export const RulePage = z.object({ rules: z.array(RuleView), next }).meta({ id: 'RulePage' })

/** A rule as residents read it. */
export const RuleSentences = z
  .object({ zh: z.array(z.string()), en: z.array(z.string()) })
  .meta({ id: 'RuleSentences' })
