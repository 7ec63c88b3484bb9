import { createRoute } from '@hono/zod-openapi'
import { Today } from '#shared/contract/account.ts'
import { refusing } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { readToday } from './read-today.ts'

const today = createRoute({
  method: 'get',
  path: '/me/today',
  tags: ['Me'],
  summary: 'How I stand with each action today: connected or not, what caps have counted, what is nearest',
  security: [{ resident: [] }],
  middleware: asResident,
  responses: { 200: answering('Today', Today), ...refusing('not-signed-in') },
})

/** Under `/api/v1`. */
export const todayRoutes = createRouter().openapi(today, async c => {
  const { ctx, resident } = c.var
  return c.json(await readToday(ctx, resident.residentId), 200)
})
