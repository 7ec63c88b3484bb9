import { createRoute } from '@hono/zod-openapi'
import { Sessions } from '#shared/contract/me.ts'
import { idParam } from '#shared/contract/page.ts'
import { refusing } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident, tokenOf } from '../http/session.ts'
import { endSession, sessionsOf } from './sessions.ts'

const list = createRoute({
  method: 'get',
  path: '/me/sessions',
  tags: ['Signing in'],
  summary: 'Where I am signed in',
  security: [{ resident: [] }],
  middleware: asResident,
  responses: {
    200: answering('Live sessions, the newest first', Sessions),
    ...refusing('not-signed-in'),
  },
})

const end = createRoute({
  method: 'delete',
  path: '/me/sessions/{id}',
  tags: ['Signing in'],
  summary: 'Sign out one of my devices',
  security: [{ resident: [] }],
  middleware: asResident,
  request: { params: idParam },
  responses: {
    204: { description: 'Signed out there' },
    ...refusing('not-signed-in', 'not-found', 'origin-foreign'),
  },
})

export const mySessionRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, resident } = c.var
    const views = await sessionsOf(ctx, resident.residentId, [tokenOf(ctx, c.req, 'resident')])
    const sessions = views.map(({ openedAt, expiresAt, ...view }) => ({
      ...view,
      openedAt: openedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }))
    return c.json({ sessions }, 200)
  })
  .openapi(end, async c => {
    const { ctx, resident } = c.var
    await endSession(ctx, resident.residentId, c.req.valid('param').id)
    return c.body(null, 204)
  })
