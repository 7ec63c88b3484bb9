import { createRoute } from '@hono/zod-openapi'
import { idParam } from '#shared/contract/page.ts'
import { OfflinePack, PackRequest, Till, TillDraft, TillList } from '#shared/contract/tills.ts'
import type { TillId } from '#shared/domain/ids.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { issuePack } from './issue-pack.ts'
import { listTills, registerTill, revokeTill } from './tills.ts'

const asking = { tags: ['Merchant'], security: [{ staff: [] }], middleware: asStaff }

const register = createRoute({
  method: 'post',
  path: '/tills',
  summary: 'Register the phone or tablet I work on',
  description: 'The same device key asked again is the same till.',
  ...asking,
  request: { body: jsonBody(TillDraft) },
  responses: {
    201: answering('The till', Till),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'request-invalid',
      'device-key-invalid',
      'device-taken',
      'device-revoked',
      'devices-full',
    ),
  },
})

const list = createRoute({
  method: 'get',
  path: '/tills',
  summary: 'The shop’s tills',
  ...asking,
  responses: { 200: answering('The tills', TillList), ...refusing('not-signed-in') },
})

const revoke = createRoute({
  method: 'delete',
  path: '/tills/{id}',
  summary: 'The owner switches a lost till off at once',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Switched off' },
    ...refusing('not-signed-in', 'origin-foreign', 'not-permitted', 'device-not-found'),
  },
})

const pack = createRoute({
  method: 'post',
  path: '/tills/{id}/pack',
  summary: 'What a till needs to work without network until it is back',
  ...asking,
  request: { params: idParam, body: jsonBody(PackRequest) },
  responses: {
    201: answering('Keys, what is used up, words and limits', OfflinePack),
    ...refusing('not-signed-in', 'origin-foreign', 'request-invalid', 'device-not-found', 'device-revoked'),
  },
})

/** Under `/api/v1/merchant`. */
export const tillRoutes = createRouter()
  .openapi(register, async c => {
    const { ctx, staff } = c.var
    const given = c.req.valid('json')
    return c.json(await ctx.db.transaction(tx => registerTill(tx, ctx, staff, given)), 201)
  })
  .openapi(list, async c => {
    const { ctx, staff } = c.var
    return c.json({ tills: await listTills(ctx.db.reader, staff.merchantId) }, 200)
  })
  .openapi(revoke, async c => {
    const { ctx, staff } = c.var
    const id = c.req.valid('param').id as TillId
    await ctx.db.transaction(tx => revokeTill(tx, ctx, staff, id))
    return c.body(null, 204)
  })
  .openapi(pack, async c => {
    const { ctx, staff } = c.var
    const asked = {
      tillId: c.req.valid('param').id as TillId,
      clock: new Date(c.req.valid('json').clock),
    }
    return c.json(await ctx.db.transaction(tx => issuePack(tx, ctx, staff, asked)), 201)
  })

export type TillRoutes = typeof tillRoutes
