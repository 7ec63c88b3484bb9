import { createRoute } from '@hono/zod-openapi'
import { DemoCodes } from '#shared/contract/session.ts'
import { refusing } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { refuse } from '../refusal.ts'

const codes = createRoute({
  method: 'get',
  path: '/demo/codes',
  tags: ['Demo'],
  summary: 'The last sign-in codes, in the demo only',
  security: [],
  responses: {
    200: answering('The newest first', DemoCodes),
    ...refusing('not-found'),
  },
})

export const demoRoutes = createRouter().openapi(codes, async c => {
  const { config, sms } = c.get('ctx')
  const recent = (config.demo && sms.recent?.()) || refuse('not-found')
  c.header('cache-control', 'no-store')
  return c.json({ codes: recent.map(one => ({ ...one, at: one.at.toISOString() })) }, 200)
})
