import { createRoute } from '@hono/zod-openapi'
import type { z } from 'zod'
import { KeySet, TokenAnswer, TokenRequest } from '#shared/contract/partners.ts'
import type { Context } from '../context.ts'
import { languageOf, problemOf, refusing, sendProblem } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { limits } from '../limits.ts'
import { isRefusal, refuse } from '../refusal.ts'
import { assertionType, partnerOfAssertion } from './assertion.ts'
import { basicCredentials, type ClientCredentials, grantToken } from './grant-token.ts'
import { issuePartnerToken } from './token.ts'

const issue = createRoute({
  method: 'post',
  path: '/oauth/token',
  tags: ['Partners'],
  summary: 'An access token for a partner’s own secret or signed assertion',
  security: [],
  request: {
    body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: TokenRequest } } },
  },
  responses: {
    200: answering('The token', TokenAnswer),
    ...refusing('request-invalid', 'grant-type-unsupported', 'client-invalid', 'content-type-unsupported'),
  },
})

const keySet = createRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  tags: ['Partners'],
  summary: 'The keys that sign tokens and voucher certificates',
  security: [],
  responses: { 200: answering('JWKS', KeySet) },
})

type Form = z.infer<typeof TokenRequest>

/** The client says who it is in one way: header or form (RFC 6749, 2.3). Refuses `client-invalid`. */
function credentialsOf(header: string | undefined, form: Form): ClientCredentials {
  if (header !== undefined) {
    if (form.client_secret !== undefined) refuse('client-invalid')
    return basicCredentials(header) ?? refuse('client-invalid')
  }
  const { client_id: clientId, client_secret: secret } = form
  return clientId === undefined || secret === undefined ? refuse('client-invalid') : { clientId, secret }
}

/** An assertion stands for itself: any other proof beside it is one too many. Refuses `client-invalid`. */
async function tokenForAssertion(ctx: Context, header: string | undefined, form: Form): Promise<string> {
  const { client_assertion_type: type, client_assertion: assertion = '' } = form
  const other = header !== undefined || form.client_secret !== undefined
  if (other || type !== assertionType) refuse('client-invalid')
  return issuePartnerToken(ctx, await partnerOfAssertion(ctx, assertion, form.client_id))
}

/** The token, or null when the client did not prove who it is. */
async function tokenFor(ctx: Context, header: string | undefined, form: Form): Promise<string | null> {
  if (form.grant_type !== 'client_credentials') refuse('grant-type-unsupported')
  const signed = form.client_assertion !== undefined || form.client_assertion_type !== undefined
  try {
    return signed
      ? await tokenForAssertion(ctx, header, form)
      : await grantToken(ctx, credentialsOf(header, form))
  } catch (error) {
    if (isRefusal(error) && error.code === 'client-invalid') return null
    throw error
  }
}

export const oauthRoutes = createRouter().openapi(issue, async c => {
  const token = await tokenFor(c.get('ctx'), c.req.header('authorization'), c.req.valid('form'))
  if (token === null) {
    const problem = problemOf('client-invalid', {}, languageOf(c), c.get('requestId'))
    const answer = sendProblem(c, problem)
    // Clients learn from it which scheme is meant; elsewhere a 401 asks for a bearer token.
    answer.headers.set('www-authenticate', 'Basic realm="partners"')
    answer.headers.set('cache-control', 'no-store')
    return answer as never
  }
  c.header('cache-control', 'no-store')
  const expiresIn = limits.partnerTokenMs / 1000
  return c.json({ access_token: token, token_type: 'Bearer' as const, expires_in: expiresIn }, 200)
})

export const keySetRoutes = createRouter().openapi(keySet, async c => {
  const { kid, publicKey } = c.get('ctx').keys.signing
  const { kty = '', crv = '', x = '' } = publicKey.export({ format: 'jwk' })
  c.header('cache-control', 'public, max-age=300')
  return c.json({ keys: [{ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' as const }] }, 200)
})
