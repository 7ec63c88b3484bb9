import { and, eq, isNull, lt } from 'drizzle-orm'
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import type { PublicJwk } from '#shared/contract/partners.ts'
import type { PartnerId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { partner, partnerKey, usedAssertion } from './tables.ts'

/** The one value of `client_assertion_type` (RFC 7523, section 2.2). */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const tokenPath = '/api/v1/oauth/token'
const namePattern = /^[\x21-\x7e]{1,64}$/
const jtiPattern = /^[\x21-\x7e]{1,128}$/
const types = new Set([undefined, 'jwt', 'client-authentication+jwt'])

/** A key signs in one way, whatever an assertion says about itself. */
const algorithms: Readonly<Record<PublicJwk['crv'], string[]>> = {
  Ed25519: ['EdDSA', 'Ed25519'],
  'P-256': ['ES256'],
}

interface Stated {
  readonly partnerId: PartnerId
  readonly jti: string
  readonly expiresAt: Date
}

/**
 * Who signed this assertion (RFC 7523, section 3): a partner that is active, with a key of its own that has
 * not ended, for this service, once, and for at most `limits.assertionMs`. The key is chosen by `kid` from
 * what was registered; one that the assertion brings along is not looked at. Refuses `client-invalid`
 * without saying what was wrong.
 */
export async function partnerOfAssertion(
  ctx: Context,
  assertion: string,
  clientId: string | undefined,
): Promise<PartnerId> {
  const stated = await verifyAssertion(ctx, assertion, clientId).catch(() => null)
  if (!stated) return refuse('client-invalid')
  const first = await ctx.db.transaction(tx => useOnce(tx, ctx, stated))
  return first ? stated.partnerId : refuse('client-invalid')
}

async function verifyAssertion(
  ctx: Context,
  assertion: string,
  clientId: string | undefined,
): Promise<Stated | null> {
  const { kid = '', typ } = decodeProtectedHeader(assertion)
  const { iss = '' } = decodeJwt(assertion)
  if (!types.has(typ?.toLowerCase()) || (clientId !== undefined && clientId !== iss)) return null
  const key = await findKey(ctx, iss, kid)
  if (!key) return null
  const { payload } = await jwtVerify(assertion, await importJWK({ ...key.publicKey }, key.algorithms[0]), {
    algorithms: key.algorithms,
    issuer: iss,
    subject: iss,
    audience: audiencesOf(ctx),
    requiredClaims: ['exp', 'jti'],
    clockTolerance: limits.assertionSkewMs / 1000,
    currentDate: ctx.now(),
  })
  const { exp = 0, iat, jti = '' } = payload
  const now = ctx.now().getTime()
  const latest = now + limits.assertionMs + limits.assertionSkewMs
  const issuedAhead = iat !== undefined && iat * 1000 > now + limits.assertionSkewMs
  if (exp * 1000 > latest || issuedAhead || !jtiPattern.test(jti)) return null
  return { partnerId: key.partnerId, jti, expiresAt: new Date(exp * 1000 + limits.assertionSkewMs) }
}

/**
 * The deployment as issuer of tokens, and where it can be reached. The Host header of a request is not
 * asked.
 */
function audiencesOf({ config }: Pick<Context, 'config'>): string[] {
  const origin = config.publicUrl?.replace(/\/+$/, '')
  return [config.deploymentId, ...(origin ? [origin, `${origin}/`, `${origin}${tokenPath}`] : [])]
}

async function findKey(ctx: Context, code: string, kid: string) {
  if (!namePattern.test(code) || !namePattern.test(kid)) return null
  const [found] = await ctx.db.reader
    .select({ partnerId: partner.id, publicKey: partnerKey.publicKey })
    .from(partnerKey)
    .innerJoin(partner, eq(partner.id, partnerKey.partnerId))
    .where(
      and(
        eq(partner.code, code),
        eq(partner.active, true),
        eq(partnerKey.kid, kid),
        isNull(partnerKey.endedAt),
      ),
    )
  return found ? { ...found, algorithms: algorithms[found.publicKey.crv] } : null
}

/** True for the first one who brings this assertion. Those that have expired are forgotten on the way. */
async function useOnce(
  tx: Transaction,
  ctx: Context,
  { partnerId, jti, expiresAt }: Stated,
): Promise<boolean> {
  const { partnerId: owner, expiresAt: ends } = usedAssertion
  await tx.delete(usedAssertion).where(and(eq(owner, partnerId), lt(ends, ctx.now())))
  const [first] = await tx
    .insert(usedAssertion)
    .values({ partnerId, jti, expiresAt })
    .onConflictDoNothing()
    .returning({ jti: usedAssertion.jti })
  return first !== undefined
}
