import { z } from 'zod'
import { anyId, day, instant, nickname } from './fields.ts'
import { phone } from './session.ts'

export const InvitationDraft = z.strictObject({ nickname }).meta({ id: 'InvitationDraft' })

/** Shown once: only a hash of the code is kept. */
export const Invitation = z.object({ code: z.string(), expiresAt: instant }).meta({ id: 'Invitation' })

export const JoinRequest = z
  .strictObject({
    code: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z2-9]{10}$/),
    phone,
  })
  .meta({ id: 'JoinRequest' })

export const Joined = z.object({ shop: z.string(), nickname: z.string() }).meta({ id: 'Joined' })

/** The last day on which a clerk stands in for the owner; none ends it. */
export const StandInRequest = z.strictObject({ through: day.optional() }).meta({ id: 'StandInRequest' })

export const HandoverRequest = z.strictObject({ staffId: anyId }).meta({ id: 'HandoverRequest' })

export const Handover = z
  .object({
    id: z.string(),
    from: z.string(),
    to: z.string(),
    /** True for the one who may agree. */
    forMe: z.boolean(),
    expiresAt: instant,
  })
  .meta({ id: 'Handover' })
export type Handover = z.infer<typeof Handover>

export const OpenHandover = z.object({ handover: Handover.nullable() }).meta({ id: 'OpenHandover' })

export const UndoWish = z
  .strictObject({ voucherId: anyId, reason: z.string().trim().min(1).max(200) })
  .meta({ id: 'UndoWish' })

/** A clerk asks the owner to undo an acceptance that is older than five minutes. */
export const UndoAsked = z
  .object({
    id: z.string(),
    voucherId: z.string(),
    title: z.object({ zh: z.string(), en: z.string() }),
    settlementFen: z.number().int(),
    acceptedAt: instant.nullable(),
    reason: z.string(),
    askedBy: z.string(),
    askedAt: instant,
    state: z.enum(['open', 'approved', 'declined']),
  })
  .meta({ id: 'UndoAsked' })
export type UndoAsked = z.infer<typeof UndoAsked>

export const UndoAskedList = z.object({ requests: z.array(UndoAsked) }).meta({ id: 'UndoAskedList' })
