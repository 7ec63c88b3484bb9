import { z } from 'zod'
import { settlementStates } from '../domain/settlement.ts'
import { settledSteps } from '../domain/voucher.ts'
import { anyId, day, instant } from './fields.ts'
import { next } from './page.ts'
import { Bilingual } from './rewards.ts'

export const Settlement = z
  .object({
    id: z.string(),
    merchantId: z.string(),
    /** Both days included, in Asia/Shanghai. */
    fromOn: z.string(),
    throughOn: z.string(),
    state: z.enum(settlementStates),
    lines: z.number().int(),
    totalFen: z.number().int(),
    disputeReason: z.string().nullable(),
    createdAt: instant,
    decidedAt: instant.nullable(),
    paidAt: instant.nullable(),
    paymentReference: z.string().nullable(),
  })
  .meta({ id: 'Settlement' })
export type Settlement = z.infer<typeof Settlement>

export const SettlementPage = z
  .object({ settlements: z.array(Settlement), next })
  .meta({ id: 'SettlementPage' })

export const SettlementLine = z
  .object({
    id: z.string(),
    voucherId: z.string(),
    step: z.enum(settledSteps),
    at: instant,
    /** Below zero for an acceptance that was undone. */
    amountFen: z.number().int(),
    /** What to hand over. */
    title: Bilingual,
    /** Why an acceptance was undone, or what the programme paid a second time for. */
    reason: z.string().nullable(),
    /** What the owner says is wrong with this line. */
    objection: z.string().nullable(),
  })
  .meta({ id: 'SettlementLine' })
export type SettlementLine = z.infer<typeof SettlementLine>

export const SettlementDetail = z
  .object({ settlement: Settlement, entries: z.array(SettlementLine), next })
  .meta({ id: 'SettlementDetail' })

export const DisputeRequest = z
  .strictObject({
    reason: z.string().trim().min(1).max(500),
    /** Lines that are wrong, each with its own word. */
    lines: z
      .array(z.strictObject({ id: anyId, reason: z.string().trim().min(1).max(200) }))
      .max(100)
      .optional(),
  })
  .meta({ id: 'DisputeRequest' })

export const SettlementDraft = z
  .strictObject({ merchantId: anyId, throughOn: day })
  .meta({ id: 'SettlementDraft' })

export const PaymentRequest = z
  .strictObject({ paymentReference: z.string().trim().min(1).max(80) })
  .meta({ id: 'PaymentRequest' })
