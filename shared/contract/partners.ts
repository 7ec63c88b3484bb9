import { z } from 'zod'
import { instant } from './fields.ts'
import { externalId } from './me.ts'

/**
 * RFC 6749, section 4.4. The client says who it is in the Authorization header or in the form, or signs it
 * (RFC 7523, section 2.2).
 */
export const TokenRequest = z
  .object({
    grant_type: z.string().max(64),
    client_id: z.string().max(64).optional(),
    client_secret: z.string().max(128).optional(),
    client_assertion_type: z.string().max(80).optional(),
    client_assertion: z.string().max(4_096).optional(),
    scope: z.string().max(200).optional(),
  })
  .meta({ id: 'TokenRequest' })

export const TokenAnswer = z
  .object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.number().int() })
  .meta({ id: 'TokenAnswer' })

export const KeySet = z
  .object({
    keys: z.array(
      z.object({
        kty: z.string(),
        crv: z.string(),
        x: z.string(),
        kid: z.string(),
        alg: z.string(),
        use: z.literal('sig'),
      }),
    ),
  })
  .meta({ id: 'KeySet' })

export const BindingCodeRequest = z
  .strictObject({
    externalId,
    /** What the id names. Each partner has one kind, so it may be left out. */
    kind: z.enum(['account', 'bin']).optional(),
  })
  .meta({ id: 'BindingCodeRequest' })

export const BindingCode = z.object({ code: z.string(), expiresAt: instant }).meta({ id: 'BindingCode' })

export const PartnerSummary = z
  .object({
    code: z.string(),
    name: z.string(),
    actionTypes: z.array(z.string()),
    subjects: z.enum(['account', 'bin']),
    demo: z.boolean(),
  })
  .meta({ id: 'PartnerSummary' })

export const PartnerList = z.object({ partners: z.array(PartnerSummary) }).meta({ id: 'PartnerList' })

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** The public half of an Ed25519 or P-256 key (RFC 7517). A private half is refused as an unknown field. */
export const PublicJwk = z
  .union([
    z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate }),
    z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
  ])
  .meta({ id: 'PublicJwk' })
export type PublicJwk = z.infer<typeof PublicJwk>

export const PartnerKeyDraft = z
  .strictObject({
    publicKey: PublicJwk,
    /** True when the partner signs from now on: its secret opens nothing any more. */
    endSecret: z.boolean().optional(),
  })
  .meta({ id: 'PartnerKeyDraft' })

export const PartnerKeyView = z
  .object({
    id: z.string(),
    kid: z.string(),
    publicKey: PublicJwk,
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'PartnerKey' })

export const PartnerKeyList = z.object({ keys: z.array(PartnerKeyView) }).meta({ id: 'PartnerKeyList' })
