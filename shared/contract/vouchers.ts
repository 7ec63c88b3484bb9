import { z } from 'zod'
import { voucherStates } from '../domain/voucher.ts'
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
    /** The public key (compressed point, base64url) of the phone that shows its code; null when it has none. */
    deviceKey: z.string().nullable(),
    issuedAt: z.iso.datetime(),
    /** It can be used before this instant. */
    notAfter: z.iso.datetime(),
    acceptedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Voucher' })
export type Voucher = z.infer<typeof Voucher>

export const VoucherPage = z.object({ vouchers: z.array(Voucher), next }).meta({ id: 'VoucherPage' })

export const VoucherCertificate = z
  .object({
    /** A signed statement (compact JWS, EdDSA) that stands in every code of this voucher. */
    certificate: z.string(),
    /** Part of the text that the phone signs. */
    deploymentId: z.string(),
    notAfter: z.iso.datetime(),
    /** The server's clock, so that a phone with a wrong one can tell by how much. */
    now: z.iso.datetime(),
  })
  .meta({ id: 'VoucherCertificate' })

export const VoucherNumber = z
  .object({ number: z.string(), expiresAt: z.iso.datetime() })
  .meta({ id: 'VoucherNumber' })

/** What a till scanned (the text of the QR) or a clerk typed (ten digits). */
export const InspectRequest = z
  .strictObject({ code: z.string().min(1).max(2_000) })
  .meta({ id: 'InspectRequest' })

export const Inspection = z
  .object({
    acceptanceToken: z.string(),
    expiresAt: z.iso.datetime(),
    voucherId: z.string(),
    title: Bilingual,
    description: Bilingual,
    /** Whose voucher it is; null when they closed their account. */
    nickname: z.string().nullable(),
    settlementFen: z.number().int(),
    notAfter: z.iso.datetime(),
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
    acceptedAt: z.iso.datetime(),
    /** Until then whoever serves may undo it; later only the owner. */
    undoUntil: z.iso.datetime(),
  })
  .meta({ id: 'Accepted' })
export type Accepted = z.infer<typeof Accepted>

export const UndoRequest = z
  .strictObject({ voucherId: z.string().max(64), reason: z.string().trim().min(1).max(200) })
  .meta({ id: 'UndoRequest' })

export const Undone = z
  .object({ voucherId: z.string(), settlementFen: z.number().int(), undoneAt: z.iso.datetime() })
  .meta({ id: 'Undone' })
export type Undone = z.infer<typeof Undone>
