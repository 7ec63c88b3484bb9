import { createRoute } from '@hono/zod-openapi'
import { PageQuery } from '#shared/contract/page.ts'
import {
  OfflineAnswer,
  OfflineConflictPage,
  OfflinePage,
  OfflineQuery,
  OfflineReport,
} from '#shared/contract/tills.ts'
import type { TillId } from '#shared/domain/ids.ts'
import { pageOf } from '../http/page.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { requirePermission } from '../permission.ts'
import { bookOffline } from './offline-book.ts'
import { listConflicts, listOffline } from './offline-queries.ts'

const asking = { tags: ['Counter'], security: [{ staff: [] }], middleware: asStaff }

const report = createRoute({
  method: 'post',
  path: '/vouchers/offline-acceptances',
  summary: 'What a till took without network',
  description:
    'Each entry is booked by itself; one that is sent again gets its first answer. A refused entry is an ' +
    'outcome with a code, and is kept.',
  ...asking,
  request: { body: jsonBody(OfflineReport) },
  responses: {
    200: answering('What became of each entry', OfflineAnswer),
    ...refusing('not-signed-in', 'origin-foreign', 'request-invalid', 'device-not-found'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/vouchers/offline-acceptances',
  summary: 'What the shop’s tills took without network, and what became of it',
  ...asking,
  request: { query: OfflineQuery },
  responses: {
    200: answering('One page, the newest first', OfflinePage),
    ...refusing('not-signed-in', 'request-invalid'),
  },
})

/** Under `/api/v1/merchant`. */
export const offlineRoutes = createRouter()
  .openapi(report, async c => {
    const { ctx, staff } = c.var
    const { deviceId, entries } = c.req.valid('json')
    return c.json({ results: await bookOffline(ctx, staff, { tillId: deviceId as TillId, entries }) }, 200)
  })
  .openapi(list, async c => {
    const { ctx, staff } = c.var
    const { only, ...query } = c.req.valid('query')
    const wanted = { merchantId: staff.merchantId, conflictsOnly: only === 'conflicts' }
    return c.json(await listOffline(ctx.db.reader, wanted, pageOf(query)), 200)
  })

export type OfflineRoutes = typeof offlineRoutes

const conflicts = createRoute({
  ...forAdministrators('Merchants'),
  method: 'get',
  path: '/offline-conflicts',
  summary: 'Vouchers used twice at tills without network, and entries that were refused',
  request: { query: PageQuery },
  responses: {
    200: answering('One page, the newest first', OfflineConflictPage),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid'),
  },
})

/** Under `/api/v1/admin`. */
export const offlineAdminRoutes = createRouter().openapi(conflicts, async c => {
  const { ctx, administrator } = c.var
  requirePermission(administrator, 'settlement.read')
  return c.json(await listConflicts(ctx.db.reader, pageOf(c.req.valid('query'))), 200)
})
