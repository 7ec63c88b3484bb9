import { z } from 'zod'
import { anyId, instant, instantGiven, line } from './fields.ts'
import { next } from './page.ts'

const text = z.string().trim().min(1)
const title = z.strictObject({ zh: text.max(30), en: text.max(80) })
const description = z.strictObject({ zh: text.max(500), en: text.max(1_000) })
const dateGiven = instantGiven.transform(text => new Date(text))

export const Merchant = z
  .object({ id: z.string(), name: z.string(), address: z.string() })
  .meta({ id: 'Merchant' })

export const Bilingual = z.object({ zh: z.string(), en: z.string() }).meta({ id: 'Bilingual' })

export const rewardKinds = ['coupon', 'goods', 'ticket', 'donation'] as const

export const Reward = z
  .object({
    id: z.string(),
    kind: z.enum(rewardKinds),
    title: Bilingual,
    description: Bilingual,
    merchant: Merchant,
    priceCentipoints: z.number().int(),
    /** What is left. */
    stock: z.number().int(),
    perPerson: z.number().int(),
    onSaleFrom: instant,
    onSaleUntil: instant.nullable(),
    /** A voucher can be used through the end of this many days after the day it is redeemed. */
    validDays: z.number().int(),
    demo: z.boolean(),
    /** Why it cannot be redeemed now; null when it can. */
    obstacle: z.enum(['reward-not-on-sale', 'reward-sold-out']).nullable(),
  })
  .meta({ id: 'Reward' })
export type Reward = z.infer<typeof Reward>

export const RewardPage = z.object({ rewards: z.array(Reward), next }).meta({ id: 'RewardPage' })

const base64url32 = z.string().regex(/^[\w-]{43}$/)

/**
 * The public half of the key that the phone made for this voucher (WebCrypto, ECDSA P-256, not extractable).
 */
export const DeviceKey = z
  .strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: base64url32, y: base64url32 })
  .meta({ id: 'DeviceKey' })
export type DeviceKey = z.infer<typeof DeviceKey>

export const RedeemRequest = z.strictObject({ deviceKey: DeviceKey }).meta({ id: 'RedeemRequest' })

export const RewardDraft = z
  .strictObject({
    kind: z.enum(rewardKinds),
    title,
    description,
    merchantId: anyId,
    priceCentipoints: z.number().int().min(1).max(100_000_000),
    /** What the merchant is paid for each, in fen. */
    settlementFen: z.number().int().min(0).max(100_000_000),
    /** The funding source that pays, and its fiscal year. */
    payer: line,
    fiscalYear: z.number().int().min(2020).max(2100),
    stock: z.number().int().min(0).max(10_000_000),
    perPerson: z.number().int().min(1).max(1_000),
    onSaleFrom: dateGiven,
    onSaleUntil: dateGiven.nullable().optional(),
    validDays: z.number().int().min(1).max(730),
    sort: z.number().int().min(0).max(1_000_000).optional(),
  })
  .meta({ id: 'RewardDraft' })

export const Restock = z
  .strictObject({ add: z.number().int().min(1).max(10_000_000) })
  .meta({ id: 'Restock' })

export const RewardPatch = z.strictObject({ published: z.boolean() }).meta({ id: 'RewardPatch' })
