import { createRoute } from '@hono/zod-openapi'
import {
  AttendantDraft,
  Created,
  PartnerCredentials,
  PartnerDraft,
  PartnerState,
} from '#shared/contract/admin.ts'
import { idParam } from '#shared/contract/page.ts'
import type { PartnerId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { createAttendant } from '../identity/create-attendant.ts'
import { createPartner } from '../partners/create-partner.ts'
import { deactivatePartner } from '../partners/deactivate-partner.ts'
import { rotateSecret } from '../partners/rotate-secret.ts'
import { requirePermission } from '../permission.ts'

const credentials = answering('The secret is told this once', PartnerCredentials)

/**
 * Without an Idempotency-Key: the answer holds a secret, which is stored nowhere; the code keeps it from
 * running twice.
 */
const createOne = createRoute({
  ...forAdministrators('Partners'),
  method: 'post',
  path: '/partners',
  summary: 'Let an operator report actions',
  request: { body: jsonBody(PartnerDraft) },
  responses: {
    201: credentials,
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid', 'name-taken'),
  },
})

const rotate = createRoute({
  ...forAdministrators('Partners'),
  method: 'post',
  path: '/partners/{id}/rotate',
  summary: 'Give a partner a new secret and end the old one',
  request: { params: idParam },
  responses: { 200: credentials, ...refusing('not-signed-in', 'not-permitted', 'not-found') },
})

const deactivate = createRoute({
  ...forAdministrators('Partners'),
  method: 'post',
  path: '/partners/{id}/deactivate',
  summary: 'Take nothing more from a partner',
  request: { params: idParam },
  responses: {
    200: answering('It is switched off', PartnerState),
    ...refusing('not-signed-in', 'not-permitted', 'not-found'),
  },
})

const appoint = createRoute({
  ...forAdministrators('Attendants'),
  method: 'post',
  path: '/attendants',
  summary: 'Appoint an attendant of a community',
  request: { body: jsonBody(AttendantDraft) },
  responses: {
    201: answering('The attendant signs in with this phone', Created),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid', 'phone-taken'),
    ...refusing('idempotency-key-missing', 'idempotency-key-reused'),
  },
})

/** Under `/api/v1/admin`. */
export const partnerAdminRoutes = createRouter()
  .openapi(createOne, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'partner.create')
    const given = c.req.valid('json')
    const { id, secret } = await ctx.db.transaction(tx => createPartner(tx, ctx, administrator, given))
    return c.json({ id, clientId: given.code, clientSecret: secret }, 201)
  })
  .openapi(rotate, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as PartnerId
    const { code, secret } = await ctx.db.transaction(tx => rotateSecret(tx, ctx, administrator, id))
    return c.json({ id, clientId: code, clientSecret: secret }, 200)
  })
  .openapi(deactivate, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as PartnerId
    const { code } = await ctx.db.transaction(tx => deactivatePartner(tx, ctx, administrator, id))
    return c.json({ id, code, active: false }, 200)
  })
  .openapi(appoint, c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'attendant.create')
    const given = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: { id: await createAttendant(tx, ctx, administrator, given) },
    }))
  })
