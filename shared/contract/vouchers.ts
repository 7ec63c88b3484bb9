import { z } from 'zod'
import { voucherStates } from '../domain/voucher.ts'
import { anyId, instant } from './fields.ts'
import { next } from './page.ts'
import { Bilingual, Merchant } from './rewards.ts'

export const Voucher = z
  .object({
    id: z.string(),
    state: z.enum(voucherStates),
    reward: z.object({ id: z.string(), title: Bilingual, description: Bilingual }),
    merchant: Merchant,
    priceCentipoints: z.number().int(),
    /** What the merchant is paid for it and by whom; frozen when it was redeemed. */
    settlementFen: z.number().int(),
    payer: z.string(),
    fiscalYear: z.number().int(),
    /**
     * The public key (compressed point, base64url) of the phone that shows its code; null when it has none.
     */
    deviceKey: z.string().nullable(),
    issuedAt: instant,
    /** It can be used before this instant. */
    notAfter: instant,
    acceptedAt: instant.nullable(),
    /** Who redeemed it with the owner's points: a helper, a guardian, or an attendant at a desk. */
    redeemedBy: z.enum(['self', 'aide', 'guardian', 'attendant']),
  })
  .meta({ id: 'Voucher' })
export type Voucher = z.infer<typeof Voucher>

export const VoucherPage = z.object({ vouchers: z.array(Voucher), next }).meta({ id: 'VoucherPage' })
export type VoucherPage = z.infer<typeof VoucherPage>

export const VoucherCertificate = z
  .object({
    /** A signed statement (compact JWS, EdDSA) that stands in every code of this voucher. */
    certificate: z.string(),
    /** Part of the text that the phone signs. */
    deploymentId: z.string(),
    notAfter: instant,
    /** The server's clock, so that a phone with a wrong one can tell by how much. */
    now: instant,
  })
  .meta({ id: 'VoucherCertificate' })
export type VoucherCertificate = z.infer<typeof VoucherCertificate>

export const VoucherNumber = z
  .object({ number: z.string(), expiresAt: instant })
  .meta({ id: 'VoucherNumber' })
export type VoucherNumber = z.infer<typeof VoucherNumber>

/** What a till scanned (the text of the QR) or a clerk typed (ten digits). */
export const InspectRequest = z
  .strictObject({ code: z.string().min(1).max(2_000) })
  .meta({ id: 'InspectRequest' })

export const Inspection = z
  .object({
    acceptanceToken: z.string(),
    expiresAt: instant,
    voucherId: z.string(),
    title: Bilingual,
    description: Bilingual,
    /** Whose voucher it is; null when they closed their account. */
    nickname: z.string().nullable(),
    settlementFen: z.number().int(),
    notAfter: instant,
  })
  .meta({ id: 'Inspection' })
export type Inspection = z.infer<typeof Inspection>

export const AcceptRequest = z
  .strictObject({ acceptanceToken: z.string().min(1).max(2_000) })
  .meta({ id: 'AcceptRequest' })

export const Accepted = z
  .object({
    voucherId: z.string(),
    title: Bilingual,
    settlementFen: z.number().int(),
    acceptedAt: instant,
    /** Until then whoever serves may undo it; later only the owner. */
    undoUntil: instant,
  })
  .meta({ id: 'Accepted' })
export type Accepted = z.infer<typeof Accepted>

export const UndoRequest = z
  .strictObject({ voucherId: anyId, reason: z.string().trim().min(1).max(200) })
  .meta({ id: 'UndoRequest' })

export const Undone = z
  .object({ voucherId: z.string(), settlementFen: z.number().int(), undoneAt: instant })
  .meta({ id: 'Undone' })
export type Undone = z.infer<typeof Undone>
