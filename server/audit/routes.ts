import { createRoute } from '@hono/zod-openapi'
import { AuditPage, AuditQuery } from '#shared/contract/admin.ts'
import { refusing } from '../http/problem.ts'
import { cut, pageOf } from '../http/page.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asAdministrator } from '../http/session.ts'
import { requirePermission } from '../permission.ts'
import { auditView } from './audit-view.ts'
import { listAudit } from './queries.ts'

const list = createRoute({
  method: 'get',
  path: '/audit',
  tags: ['Audit'],
  summary: 'Who did what, the newest first',
  security: [{ administrator: [] }],
  middleware: [asAdministrator] as const,
  request: { query: AuditQuery },
  responses: {
    200: answering('One page', AuditPage),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid'),
  },
})

/** Under `/api/v1/admin`. */
export const auditRoutes = createRouter().openapi(list, async c => {
  const { ctx, administrator } = c.var
  requirePermission(administrator, 'audit.read')
  const { from, until, ...query } = c.req.valid('query')
  const { after, limit } = pageOf(query)
  const filter = { ...query, from: from ? new Date(from) : null, until: until ? new Date(until) : null }
  const rows = await listAudit(ctx.db.reader, filter, { after, rows: limit + 1 })
  const { shown, next } = cut(rows, limit, row => ({ at: row.at.getTime(), id: row.id }))
  return c.json({ entries: shown.map(auditView), next }, 200)
})
