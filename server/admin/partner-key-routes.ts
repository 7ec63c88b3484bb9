import { createRoute } from '@hono/zod-openapi'
import type { z } from 'zod'
import { idParam } from '#shared/contract/page.ts'
import { PartnerKeyDraft, PartnerKeyList, PartnerKeyView } from '#shared/contract/partners.ts'
import type { PartnerId, PartnerKeyId } from '#shared/domain/ids.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { endKey } from '../partners/end-key.ts'
import { listPartnerKeys } from '../partners/queries.ts'
import { registerKey, thumbprintOf } from '../partners/register-key.ts'
import type { partnerKey } from '../partners/tables.ts'
import { requirePermission } from '../permission.ts'

const list = createRoute({
  ...forAdministrators('Partners'),
  method: 'get',
  path: '/partners/{id}/keys',
  summary: 'The public keys a partner signs with',
  request: { params: idParam },
  responses: {
    200: answering('Newest first, ended ones too', PartnerKeyList),
    ...refusing('not-signed-in', 'not-permitted', 'not-found'),
  },
})

/** Without an Idempotency-Key: a key is registered once, and sent again it is refused. */
const register = createRoute({
  ...forAdministrators('Partners'),
  method: 'post',
  path: '/partners/{id}/keys',
  summary: 'Let a partner prove itself by private_key_jwt with this key',
  request: { params: idParam, body: jsonBody(PartnerKeyDraft) },
  responses: {
    201: answering('Good from now on', PartnerKeyView),
    ...refusing('not-signed-in', 'not-permitted', 'not-found', 'request-invalid'),
    ...refusing('partner-key-invalid', 'partner-key-taken', 'partner-keys-full'),
  },
})

const end = createRoute({
  ...forAdministrators('Partners'),
  method: 'post',
  path: '/partner-keys/{id}/end',
  summary: 'Take no assertion of this key any more',
  request: { params: idParam },
  responses: {
    200: answering('It has ended', PartnerKeyView),
    ...refusing('not-signed-in', 'not-permitted', 'not-found'),
  },
})

function view(row: typeof partnerKey.$inferSelect): z.infer<typeof PartnerKeyView> {
  const { id, kid, publicKey, createdAt, endedAt } = row
  return { id, kid, publicKey, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null }
}

/** Under `/api/v1/admin`. */
export const partnerKeyRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'partner.read')
    const keys = await listPartnerKeys(ctx.db.reader, c.req.valid('param').id as PartnerId)
    return c.json({ keys: keys.map(view) }, 200)
  })
  .openapi(register, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'partner.rotate')
    const { publicKey, endSecret = false } = c.req.valid('json')
    const kid = await thumbprintOf(publicKey)
    const partnerId = c.req.valid('param').id as PartnerId
    const given = { partnerId, publicKey, endSecret, kid }
    return c.json(view(await ctx.db.transaction(tx => registerKey(tx, ctx, administrator, given))), 201)
  })
  .openapi(end, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as PartnerKeyId
    return c.json(view(await ctx.db.transaction(tx => endKey(tx, ctx, administrator, id))), 200)
  })
