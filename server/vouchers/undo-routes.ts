import { createRoute } from '@hono/zod-openapi'
import { Created } from '#shared/contract/admin.ts'
import { idParam } from '#shared/contract/page.ts'
import { UndoAskedList, UndoWish } from '#shared/contract/staff.ts'
import type { VoucherId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { askUndo, decideUndo, listUndoRequests } from './undo-requests.ts'

const asking = { tags: ['Counter'], security: [{ staff: [] }], middleware: asStaff }
const signedIn = ['not-signed-in', 'origin-foreign'] as const
const deciding = [...signedIn, 'not-permitted', 'undo-request-not-found', 'undo-request-decided'] as const

const ask = createRoute({
  method: 'post',
  path: '/vouchers/undo-requests',
  summary: 'Ask the owner to undo an acceptance that is older than five minutes',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: { body: jsonBody(UndoWish) },
  responses: {
    201: answering('The request', Created),
    ...refusing(
      ...signedIn,
      'request-invalid',
      'idempotency-key-missing',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'voucher-unknown',
      'voucher-not-accepted',
      'undo-asked',
    ),
  },
})

const list = createRoute({
  method: 'get',
  path: '/vouchers/undo-requests',
  summary: 'What was asked of the owner, the newest first',
  ...asking,
  responses: { 200: answering('The requests', UndoAskedList), ...refusing('not-signed-in') },
})

const approve = createRoute({
  method: 'post',
  path: '/vouchers/undo-requests/{id}/approve',
  summary: 'The owner agrees: the voucher can be used again',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Undone' },
    ...refusing(...deciding, 'voucher-not-accepted', 'settlement-closed'),
  },
})

const decline = createRoute({
  method: 'post',
  path: '/vouchers/undo-requests/{id}/decline',
  summary: 'The owner says no: the acceptance stands',
  ...asking,
  request: { params: idParam },
  responses: { 204: { description: 'Declined' }, ...refusing(...deciding) },
})

/** Under `/api/v1/merchant`. */
export const undoRoutes = createRouter()
  .openapi(ask, async c => {
    const { ctx, staff } = c.var
    const { voucherId, reason } = c.req.valid('json')
    return answerOnce(c, ctx, staff.staffId, async tx => ({
      status: 201,
      body: { id: await askUndo(tx, ctx, staff, { voucherId: voucherId as VoucherId, reason }) },
    }))
  })
  .openapi(list, async c => {
    const { ctx, staff } = c.var
    return c.json({ requests: await listUndoRequests(ctx.db.reader, staff.merchantId) }, 200)
  })
  .openapi(approve, async c => {
    const { ctx, staff } = c.var
    const { id } = c.req.valid('param')
    await ctx.db.transaction(tx => decideUndo(tx, ctx, staff, { id, approve: true }))
    return c.body(null, 204)
  })
  .openapi(decline, async c => {
    const { ctx, staff } = c.var
    const { id } = c.req.valid('param')
    await ctx.db.transaction(tx => decideUndo(tx, ctx, staff, { id, approve: false }))
    return c.body(null, 204)
  })

export type UndoRoutes = typeof undoRoutes
