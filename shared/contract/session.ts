import { z } from 'zod'
import { instant } from './fields.ts'

/** A mobile number of mainland China. */
export const phone = z.string().regex(/^1[3-9]\d{9}$/)

export const phoneAudiences = ['resident', 'merchant', 'attendant'] as const

export const audiences = [...phoneAudiences, 'administrator'] as const

/**
 * Whose session to end: one browser may hold several side by side. Left out, all that the request came with.
 */
export const SignOutQuery = z.strictObject({ audience: z.enum(audiences).optional() })

export const SignInCodeRequest = z
  .strictObject({ phone, audience: z.enum(phoneAudiences) })
  .meta({ id: 'SignInCodeRequest' })

export const SignInCodeSent = z
  .object({ expiresAt: instant, nextCodeAt: instant })
  .meta({ id: 'SignInCodeSent' })

export const SignInRequest = z
  .strictObject({
    phone,
    code: z.string().regex(/^\d{6}$/),
    audience: z.enum(phoneAudiences),
    /** Must be true when a resident signs in for the first time. */
    consentToTerms: z.boolean().optional(),
  })
  .meta({ id: 'SignInRequest' })

export const AdministratorSignInRequest = z
  .strictObject({
    name: z.string().min(1).max(64),
    password: z.string().min(1).max(128),
    totp: z.string().regex(/^\d{6}$/),
  })
  .meta({ id: 'AdministratorSignInRequest' })

export const SignedIn = z
  .object({
    token: z.string(),
    audience: z.enum(audiences),
    expiresAt: instant,
  })
  .meta({ id: 'SignedIn' })

export const DemoCodes = z
  .object({
    codes: z.array(z.object({ phone: z.string(), code: z.string(), at: instant })),
  })
  .meta({ id: 'DemoCodes' })
