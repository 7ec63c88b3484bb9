import { z } from 'zod'
import { placeStates } from '../domain/waiting-list.ts'
import { rewardPictures } from '../domain/reward-offer.ts'
import { streetName } from '../domain/streets.ts'
import { anyId, instant, instantGiven, line } from './fields.ts'
import { next, PageQuery } from './page.ts'

const text = z.string().trim().min(1)
const title = z.strictObject({ zh: text.max(30), en: text.max(80) })
const description = z.strictObject({ zh: text.max(500), en: text.max(1_000) })
const dateGiven = instantGiven.transform(text => new Date(text))

export const Merchant = z
  .object({ id: z.string(), name: z.string(), address: z.string() })
  .meta({ id: 'Merchant' })

export const Bilingual = z.object({ zh: z.string(), en: z.string() }).meta({ id: 'Bilingual' })

/** A street or town of the district, by its code in the administrative division. */
const street = z
  .string()
  .regex(/^\d{9}$/)
  .refine(code => streetName(code) !== null, { message: 'a street or town of the district' })

export const NextRestock = z
  .object({
    /** A Shanghai day. */
    on: z.string(),
    units: z.number().int(),
  })
  .meta({ id: 'NextRestock' })
export type NextRestock = z.infer<typeof NextRestock>

export const rewardKinds = ['coupon', 'goods', 'ticket', 'donation'] as const

export const Reward = z
  .object({
    id: z.string(),
    kind: z.enum(rewardKinds),
    /** Which of our drawings shows it; null for the kind's. */
    picture: z.string().nullable(),
    title: Bilingual,
    description: Bilingual,
    merchant: Merchant,
    /** Code of the street or town where it is handed over; null where it has no place. */
    street: z.string().nullable(),
    priceCentipoints: z.number().int(),
    /** What is left. */
    stock: z.number().int(),
    /** How many people wait for it. */
    waiting: z.number().int(),
    nextRestock: NextRestock.nullable(),
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

export const rewardOrders = ['shelf', 'cheapest', 'dearest'] as const

export const RewardQuery = z.strictObject({
  ...PageQuery.shape,
  kind: z.enum(rewardKinds).optional(),
  street: street.optional(),
  merchant: anyId.optional(),
  /** At most this price. */
  upToCentipoints: z.coerce.number().int().min(1).max(100_000_000).optional(),
  /** Only what is in stock. */
  inStock: z.literal('yes').optional(),
  /** Words that stand in the title, the description, or the merchant's name or address. */
  words: z.string().trim().min(1).max(40).optional(),
  order: z.enum(rewardOrders).optional(),
})
export type RewardQuery = z.infer<typeof RewardQuery>

export const RewardPlaces = z
  .object({
    streets: z.array(z.object({ street: z.string(), name: Bilingual, rewards: z.number().int() })),
  })
  .meta({ id: 'RewardPlaces' })

export const WaitingPlace = z
  .object({
    id: z.string(),
    reward: z.object({
      id: z.string(),
      kind: z.enum(rewardKinds),
      picture: z.string().nullable(),
      title: Bilingual,
      priceCentipoints: z.number().int(),
    }),
    state: z.enum(placeStates),
    /** How many stand before one; null unless one waits. */
    ahead: z.number().int().nullable(),
    joinedAt: instant,
    /** A unit is kept until this instant; null while one waits. */
    offerUntil: instant.nullable(),
    nextRestock: NextRestock.nullable(),
  })
  .meta({ id: 'WaitingPlace' })
export type WaitingPlace = z.infer<typeof WaitingPlace>

export const WaitingPlaces = z.object({ places: z.array(WaitingPlace) }).meta({ id: 'WaitingPlaces' })

/** What became of a redemption whose answer was lost. */
export const RedemptionOutcome = z
  .object({
    rewardId: z.string(),
    /** The voucher it made; null when it was refused. */
    voucherId: z.string().nullable(),
    /** Why it was refused; null when it was not. */
    refusal: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'RedemptionOutcome' })
export type RedemptionOutcome = z.infer<typeof RedemptionOutcome>

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
    street: street.nullable().optional(),
    picture: z.enum(rewardPictures).nullable().optional(),
  })
  .meta({ id: 'RewardDraft' })

export const Restock = z
  .strictObject({ add: z.number().int().min(1).max(10_000_000) })
  .meta({ id: 'Restock' })

export const RewardPatch = z.strictObject({ published: z.boolean() }).meta({ id: 'RewardPatch' })
