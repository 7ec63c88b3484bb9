import { z } from 'zod'
import { attestationCodePattern } from '../domain/resident-code.ts'
import { settledSteps } from '../domain/voucher.ts'
import { day, instant, nickname } from './fields.ts'
import { next, PageQuery } from './page.ts'
import { Bilingual, Merchant } from './rewards.ts'
import { phone } from './session.ts'

const staffRoles = ['owner', 'clerk'] as const

export const MerchantDraft = z
  .strictObject({ name: z.string().trim().min(1).max(60), address: z.string().trim().min(1).max(120) })
  .meta({ id: 'MerchantDraft' })

export const StaffSelf = z
  .object({
    id: z.string(),
    nickname: z.string(),
    /** A clerk who stands in for the owner acts as one. */
    role: z.enum(staffRoles),
    standsIn: z.boolean(),
    merchant: Merchant,
  })
  .meta({ id: 'StaffSelf' })
export type StaffSelf = z.infer<typeof StaffSelf>

export const StaffDraft = z.strictObject({ phone, nickname }).meta({ id: 'StaffDraft' })

export const StaffMember = z
  .object({
    id: z.string(),
    nickname: z.string(),
    role: z.enum(staffRoles),
    since: instant,
    /** The last day on which this clerk stands in for the owner. */
    standsInThrough: z.string().nullable(),
  })
  .meta({ id: 'StaffMember' })
export type StaffMember = z.infer<typeof StaffMember>

export const StaffList = z.object({ staff: z.array(StaffMember) }).meta({ id: 'StaffList' })

export const DayQuery = z.strictObject({ ...PageQuery.shape, day: day.optional() })

/**
 * One step at the counter: a voucher accepted, an acceptance undone (its amount is below zero), or a second
 * use that the programme paid for.
 */
export const CounterStep = z
  .object({
    id: z.string(),
    voucherId: z.string(),
    step: z.enum(settledSteps),
    at: instant,
    title: Bilingual,
    staff: z.string(),
    reason: z.string().nullable(),
    amountFen: z.number().int(),
  })
  .meta({ id: 'CounterStep' })
export type CounterStep = z.infer<typeof CounterStep>

export const CounterDay = z
  .object({
    day: z.string(),
    accepted: z.number().int(),
    undone: z.number().int(),
    compensated: z.number().int(),
    totalFen: z.number().int(),
    steps: z.array(CounterStep),
    next,
  })
  .meta({ id: 'CounterDay' })

const residentCode = z.string().min(1).max(1_100)
/** Names the till, for caps per device: a random text it made once and keeps. */
const device = z.string().regex(/^[\w-]{8,64}$/)

export const AttestOneRequest = z
  .strictObject({ residentCode, device: device.optional() })
  .meta({ id: 'AttestOneRequest' })

export const AttestTableRequest = z
  .strictObject({ diners: z.number().int().min(1).max(20), device: device.optional() })
  .meta({ id: 'AttestTableRequest' })

export const Attested = z
  .object({
    attestationId: z.string(),
    actionType: z.string(),
    outcome: z.enum(['credited', 'held', 'duplicate', 'conflict', 'refused']),
    activityId: z.string().nullable(),
    centipoints: z.number().int(),
    grams: z.number().int(),
    /** Why it was refused. */
    code: z.string().nullable(),
  })
  .meta({ id: 'Attested' })
export type Attested = z.infer<typeof Attested>

export const AttestedTable = z
  .object({
    attestationId: z.string(),
    diners: z.number().int(),
    expiresAt: instant,
    codes: z.array(z.object({ code: z.string(), claimed: z.boolean() })),
  })
  .meta({ id: 'AttestedTable' })
export type AttestedTable = z.infer<typeof AttestedTable>

export const OwnCode = z
  .object({ code: z.string(), expiresAt: instant, now: instant })
  .meta({ id: 'OwnCode' })

export const AttestationClaim = z
  .strictObject({ code: z.string().trim().toUpperCase().regex(attestationCodePattern) })
  .meta({ id: 'AttestationClaim' })
