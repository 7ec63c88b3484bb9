import { z } from 'zod'
import { anyId, instant } from './fields.ts'
import { actionTypeCode, externalId, partnerCode } from './me.ts'
import { phone } from './session.ts'

const residentId = anyId
export const cardCode = z.string().regex(/^[A-HJ-NP-Z2-9]{20}$/)

/** Whom the desk serves: by id, right after enrolling them, or by the code on their card. */
export const served = { residentId: residentId.optional(), cardCode: cardCode.optional() }
export const oneOfThem = (given: { residentId?: string | undefined; cardCode?: string | undefined }) =>
  (given.residentId === undefined) !== (given.cardCode === undefined)

export const AttendantSelf = z
  .object({ id: z.string(), community: z.string(), phone: z.string() })
  .meta({ id: 'AttendantSelf' })

export const EnrolRequest = z.strictObject({ phone: phone.optional() }).meta({ id: 'EnrolRequest' })

export const Enrolled = z
  .object({ residentId: z.string(), alreadyEnrolled: z.boolean() })
  .meta({ id: 'Enrolled' })

export const CardRequest = z.strictObject({ residentId }).meta({ id: 'CardRequest' })

export const IssuedCard = z
  .object({
    id: z.string(),
    /** The text of the card's QR; shown once. */
    code: z.string(),
    issuedAt: instant,
  })
  .meta({ id: 'IssuedCard' })

export const BlockedCard = z
  .object({ id: z.string(), state: z.literal('blocked') })
  .meta({ id: 'BlockedCard' })

export const DeskBindingRequest = z
  .strictObject({ ...served, partner: partnerCode, externalId })
  .refine(oneOfThem, { message: 'give either residentId or cardCode' })
  .meta({ id: 'DeskBindingRequest' })

export const DeskBinding = z
  .object({ id: z.string(), kind: z.enum(['account', 'bin']) })
  .meta({ id: 'DeskBinding' })

export const DeskConsentRequest = z
  .strictObject({ ...served, partner: partnerCode, actionType: actionTypeCode })
  .refine(oneOfThem, { message: 'give either residentId or cardCode' })
  .meta({ id: 'DeskConsentRequest' })
