import { createRoute } from '@hono/zod-openapi'
import { AttestationClaim, Attested, OwnCode } from '#shared/contract/merchants.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { claimAttestation } from './claim-attestation.ts'
import { issueOwnCode } from './own-code.ts'

const asking = { tags: ['Attest'], security: [{ resident: [] }], middleware: asResident }

const ownCode = createRoute({
  method: 'get',
  path: '/me/code',
  summary: 'My own code for a counter, good for a minute',
  ...asking,
  responses: {
    200: answering('The text of the QR', OwnCode),
    ...refusing('not-signed-in'),
  },
})

const claim = createRoute({
  method: 'post',
  path: '/me/attestation-codes',
  summary: 'Claim a code that a restaurant showed me',
  description: 'The same code sent again by the same person gets the same answer.',
  ...asking,
  request: { body: jsonBody(AttestationClaim) },
  responses: {
    201: answering('What became of it', Attested),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'request-invalid',
      'too-many-requests',
      'attestation-code-wrong',
      'attestation-code-expired',
      'attestation-code-used',
      'one-code-each',
      'own-attestation',
    ),
  },
})

export const atCounterRoutes = createRouter()
  .openapi(ownCode, async c => {
    const { ctx, resident } = c.var
    const { code, expiresAt } = await issueOwnCode(ctx, resident.residentId)
    c.header('cache-control', 'no-store')
    return c.json({ code, expiresAt: expiresAt.toISOString(), now: ctx.now().toISOString() }, 200)
  })
  .openapi(claim, async c => {
    const { ctx, resident } = c.var
    const { code } = c.req.valid('json')
    return c.json(await claimAttestation(ctx, { residentId: resident.residentId, code }), 201)
  })

export type AtCounterRoutes = typeof atCounterRoutes
