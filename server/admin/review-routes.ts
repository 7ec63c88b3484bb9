import { createRoute } from '@hono/zod-openapi'
import { HeldPage, Reviewed, ReviewRequest } from '#shared/contract/admin.ts'
import { idParam, PageQuery } from '#shared/contract/page.ts'
import type { ActivityId } from '#shared/domain/ids.ts'
import { reviewActivity } from '../activities/review-activity.ts'
import { pageOf } from '../http/page.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { requirePermission } from '../permission.ts'
import { heldActivities } from './held-activities.ts'

const held = createRoute({
  ...forAdministrators('Reviews'),
  method: 'get',
  path: '/activities/held',
  summary: 'What waits for a reviewer, the longest first',
  request: { query: PageQuery },
  responses: {
    200: answering('One page', HeldPage),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid'),
  },
})

const decide = createRoute({
  ...forAdministrators('Reviews'),
  method: 'post',
  path: '/activities/{id}/review',
  summary: 'Accept or refuse what is held',
  request: { params: idParam, body: jsonBody(ReviewRequest) },
  responses: {
    200: answering('What was decided', Reviewed),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid', 'not-found', 'already-reviewed'),
  },
})

/** Under `/api/v1/admin`. */
export const reviewRoutes = createRouter()
  .openapi(held, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'activity.read')
    return c.json(await heldActivities(ctx.db.reader, pageOf(c.req.valid('query'))), 200)
  })
  .openapi(decide, async c => {
    const { ctx, administrator } = c.var
    const activityId = c.req.valid('param').id as ActivityId
    const { outcome, reason } = c.req.valid('json')
    await reviewActivity(ctx, administrator, { activityId, outcome, reason })
    return c.json({ id: activityId, outcome }, 200)
  })
