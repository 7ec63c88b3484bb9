import { z } from 'zod'
import { instant, nickname } from './fields.ts'

export const Me = z
  .object({
    id: z.string(),
    nickname: z.string(),
    /** Such as `138****5678`; null for people enrolled without a phone. */
    phone: z.string().nullable(),
    memberSince: instant,
    householdId: z.string().nullable(),
    /** True when an attendant has the same phone. */
    attendant: z.boolean(),
  })
  .meta({ id: 'Me' })

export const MePatch = z.strictObject({ nickname }).meta({ id: 'MePatch' })

export const Session = z
  .object({
    id: z.string(),
    /** Such as `Android · WeChat`; null if it did not say. */
    device: z.string().nullable(),
    openedAt: instant,
    expiresAt: instant,
    /** The one that asks. */
    self: z.boolean(),
  })
  .meta({ id: 'Session' })

export const Sessions = z.object({ sessions: z.array(Session) }).meta({ id: 'Sessions' })

export const actionTypeCode = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)
export const partnerCode = z.string().regex(/^[a-z0-9][a-z0-9-]{1,31}$/)
export const externalId = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/)

export const PartnerName = z.object({ code: z.string(), name: z.string() }).meta({ id: 'PartnerName' })

export const ConsentRequest = z
  .strictObject({ actionType: actionTypeCode, partner: partnerCode })
  .meta({ id: 'ConsentRequest' })

export const Consent = z
  .object({
    id: z.string(),
    actionType: z.string(),
    partner: PartnerName,
    version: z.number().int(),
    channel: z.enum(['app', 'paper']),
    grantedAt: instant,
    withdrawnAt: instant.nullable(),
  })
  .meta({ id: 'Consent' })

export const Consents = z.object({ consents: z.array(Consent) }).meta({ id: 'Consents' })

export const BindingRequest = z
  .strictObject({
    partner: partnerCode,
    code: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-HJ-NP-Z2-9]{8}$/),
    /** For a bin: move into the household that has it now, instead of taking it over. */
    join: z.boolean().optional(),
  })
  .meta({ id: 'BindingRequest' })

export const Binding = z
  .object({
    id: z.string(),
    kind: z.enum(['account', 'bin']),
    partner: PartnerName,
    /** The last four characters of an account; null for a bin, whose code is kept only as a hash. */
    ending: z.string().nullable(),
    proof: z.enum(['partner-code', 'attendant']),
    boundAt: instant,
    unboundAt: instant.nullable(),
  })
  .meta({ id: 'Binding' })

export const Bindings = z.object({ bindings: z.array(Binding) }).meta({ id: 'Bindings' })
