import { createRoute } from '@hono/zod-openapi'
import {
  Accepted,
  AcceptRequest,
  Inspection,
  InspectRequest,
  Undone,
  UndoRequest,
} from '#shared/contract/vouchers.ts'
import type { VoucherId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { refuse } from '../refusal.ts'
import { acceptVoucher } from './accept-voucher.ts'
import { openAcceptance } from './acceptance-token.ts'
import { inspectVoucher } from './inspect-voucher.ts'
import { undoVoucher } from './undo-voucher.ts'

const asking = { tags: ['Counter'], security: [{ staff: [] }], middleware: asStaff }
const refused = ['not-signed-in', 'origin-foreign', 'request-invalid', 'voucher-unknown'] as const
const once = ['idempotency-key-missing', 'idempotency-key-invalid', 'idempotency-key-reused'] as const
const unusable = ['voucher-already-used', 'voucher-cancelled', 'voucher-lapsed', 'own-voucher'] as const

const inspect = createRoute({
  method: 'post',
  path: '/vouchers/inspect',
  summary: 'What to hand over for a scanned code or a typed number',
  ...asking,
  request: { body: jsonBody(InspectRequest) },
  responses: {
    200: answering('May be accepted now', Inspection),
    ...refusing(
      ...refused,
      'code-invalid',
      'code-expired',
      'code-other-deployment',
      'number-locked',
      ...unusable,
    ),
  },
})

const accept = createRoute({
  method: 'post',
  path: '/vouchers/accept',
  summary: 'Accept what was inspected',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: { body: jsonBody(AcceptRequest) },
  responses: {
    200: answering('Accepted', Accepted),
    ...refusing(...refused, ...once, 'code-invalid', 'code-expired', ...unusable),
  },
})

const undo = createRoute({
  method: 'post',
  path: '/vouchers/undo',
  summary: 'Take an acceptance back',
  description: 'Needs an Idempotency-Key. After five minutes only the owner may.',
  ...asking,
  request: { body: jsonBody(UndoRequest) },
  responses: {
    200: answering('Undone', Undone),
    ...refusing(...refused, ...once, 'voucher-not-accepted', 'undo-too-late', 'settlement-closed'),
  },
})

export const counterRoutes = createRouter()
  .openapi(inspect, async c => {
    const { ctx, staff } = c.var
    c.header('cache-control', 'no-store')
    return c.json(await inspectVoucher(ctx, staff, c.req.valid('json').code), 200)
  })
  .openapi(accept, async c => {
    const { ctx, staff } = c.var
    const inspected = await openAcceptance(ctx, staff, c.req.valid('json').acceptanceToken)
    return answerOnce(c, ctx, staff.staffId, async tx => {
      if (typeof inspected === 'string') return refuse(inspected)
      return { status: 200, body: await acceptVoucher(tx, ctx, staff, inspected) }
    })
  })
  .openapi(undo, async c => {
    const { ctx, staff } = c.var
    const { voucherId, reason } = c.req.valid('json')
    return answerOnce(c, ctx, staff.staffId, async tx => ({
      status: 200,
      body: await undoVoucher(tx, ctx, staff, { voucherId: voucherId as VoucherId, reason }),
    }))
  })

export type CounterRoutes = typeof counterRoutes
