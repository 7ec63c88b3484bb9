import { z } from 'zod'
import { cardCode, oneOfThem, served } from './attendant.ts'
import { anyId, instant } from './fields.ts'
import { actionTypeCode, partnerCode } from './me.ts'
import { phone } from './session.ts'
import { Voucher } from './vouchers.ts'

const eitherOne = { message: 'give either residentId or cardCode' }
const centipoints = z.number().int()

export const FindRequest = z
  .strictObject({ phone: phone.optional(), cardCode: cardCode.optional() })
  .refine(given => (given.phone === undefined) !== (given.cardCode === undefined), {
    message: 'give either phone or cardCode',
  })
  .meta({ id: 'FindRequest' })

export const FoundResident = z
  .object({
    residentId: z.string(),
    nickname: z.string(),
    /** Masked; null for people without a phone. */
    phone: z.string().nullable(),
    minor: z.boolean(),
    card: z.object({ id: z.string(), issuedAt: instant }).nullable(),
  })
  .meta({ id: 'FoundResident' })

const fact = z.union([z.string().max(40), z.number().finite()])

export const WeighingRequest = z
  .strictObject({
    ...served,
    actionType: z.enum(['recycling', 'waste-sorting']),
    facts: z
      .record(z.string().regex(/^[a-zA-Z]{1,30}$/), fact)
      .refine(facts => Object.keys(facts).length <= 5),
  })
  .refine(oneOfThem, eitherOne)
  .meta({ id: 'WeighingRequest' })

export const Weighing = z
  .object({
    weighingId: z.string(),
    outcome: z.enum(['credited', 'held', 'duplicate', 'conflict', 'refused']),
    activityId: z.string().nullable(),
    centipoints,
    grams: z.number().int(),
    /** Why it did not pay. */
    code: z.string().nullable(),
  })
  .meta({ id: 'Weighing' })

export const DeskRedeemRequest = z
  .strictObject({ cardCode, rewardId: anyId })
  .meta({ id: 'DeskRedeemRequest' })

export const ReprintRequest = z
  .strictObject({ ...served, voucherId: anyId })
  .refine(oneOfThem, eitherOne)
  .meta({ id: 'ReprintRequest' })

export const PrintedVoucher = z
  .object({
    voucher: Voucher,
    /** For the paper, told once: 20 signs that a counter checks online. */
    code: z.string(),
  })
  .meta({ id: 'PrintedVoucher' })

export const BalanceRequest = z
  .strictObject(served)
  .refine(oneOfThem, eitherOne)
  .meta({ id: 'BalanceRequest' })

export const Balance = z
  .object({
    nickname: z.string(),
    at: instant,
    spendable: centipoints,
    held: centipoints,
    grams: z.number().int(),
    expiringNext: z.object({ on: z.string(), centipoints }).nullable(),
    vouchers: z.array(Voucher),
    deeds: z.array(
      z.object({ actionType: z.string(), occurredAt: instant, centipoints, grams: z.number().int() }),
    ),
  })
  .meta({ id: 'Balance' })

/** A photo of the paper: JPEG, PNG or WebP, in base64. */
const photo = z
  .string()
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)
  .max(1_000_000)

export const FormRequest = z
  .strictObject({
    ...served,
    purpose: z.enum(['terms', 'consent', 'household', 'help']),
    picture: photo,
    consents: z.array(z.strictObject({ partner: partnerCode, actionType: actionTypeCode })).max(20),
    invitation: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-HJ-NP-Z2-9]{8}$/)
      .optional(),
  })
  .refine(oneOfThem, eitherOne)
  .meta({ id: 'FormRequest' })

export const FormRecorded = z.object({ id: z.string(), recordedAt: instant }).meta({ id: 'FormRecorded' })

export const ClosingRequest = z.strictObject({ cardCode, picture: photo }).meta({ id: 'ClosingRequest' })
export const Closed = z.object({ closed: z.literal(true) }).meta({ id: 'Closed' })

export const DeskDay = z
  .object({
    acts: z.array(
      z.object({
        id: z.string(),
        act: z.string(),
        subject: z.string(),
        facts: z.record(z.string(), z.union([z.string(), z.number()])),
        for: z.string(),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'DeskDay' })
