import { z } from 'zod'
import { instant } from './fields.ts'
import { externalId } from './me.ts'

/** RFC 6749, section 4.4. The client may stand in the Authorization header instead of the form. */
export const TokenRequest = z
  .object({
    grant_type: z.string().max(64),
    client_id: z.string().max(64).optional(),
    client_secret: z.string().max(128).optional(),
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
