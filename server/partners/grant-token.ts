import { and, eq } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { sameHash } from '../identity/one-time-code.ts'
import { blindIndex } from '../identity/sealing.ts'
import { refuse } from '../refusal.ts'
import { partner } from './tables.ts'
import { issuePartnerToken } from './token.ts'

/** What is no partner's code is not looked up: it could hold what a database refuses. */
const codePattern = /^[\x21-\x7e]{1,64}$/

export interface ClientCredentials {
  readonly clientId: string
  readonly secret: string
}

/** An access token for a partner's own secret. Refuses `client-invalid`, unknown and wrong alike. */
export async function grantToken(ctx: Context, { clientId, secret }: ClientCredentials): Promise<string> {
  if (!codePattern.test(clientId)) refuse('client-invalid')
  const [known] = await ctx.db.reader
    .select({ id: partner.id, secretHash: partner.secretHash })
    .from(partner)
    .where(and(eq(partner.code, clientId), eq(partner.active, true)))
  const given = blindIndex(ctx.keys, 'token', secret)
  // Compared with itself when there is nobody, so that both take the same work.
  const right = sameHash(known?.secretHash ?? given, given)
  if (!known || !right) return refuse('client-invalid')
  return issuePartnerToken(ctx, known.id)
}

/** Credentials out of an `Authorization: Basic` header (RFC 6749, 2.3.1); null when it does not hold any. */
export function basicCredentials(header: string): ClientCredentials | null {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  if (!encoded) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return null
  const clientId = formDecoded(text.slice(0, colon))
  const secret = formDecoded(text.slice(colon + 1))
  return clientId === null || secret === null ? null : { clientId, secret }
}

function formDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch {
    return null
  }
}
