import { createRoute } from '@hono/zod-openapi'
import { Me, MePatch } from '#shared/contract/me.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { renameResident } from './rename-resident.ts'
import { type ResidentView, residentView } from './residents.ts'

const asking = { security: [{ resident: [] }], middleware: asResident }

function meOf(view: ResidentView) {
  return { ...view, memberSince: view.memberSince.toISOString() }
}

const read = createRoute({
  method: 'get',
  path: '/me',
  tags: ['Me'],
  summary: 'Who I am here',
  ...asking,
  responses: {
    200: answering('The resident', Me),
    ...refusing('not-signed-in', 'not-found'),
  },
})

const rename = createRoute({
  method: 'patch',
  path: '/me',
  tags: ['Me'],
  summary: 'Change my nickname',
  ...asking,
  request: { body: jsonBody(MePatch) },
  responses: {
    200: answering('The resident', Me),
    ...refusing('not-signed-in', 'not-found', 'request-invalid', 'origin-foreign'),
  },
})

export const meRoutes = createRouter()
  .openapi(read, async c => {
    const { ctx, resident } = c.var
    return c.json(meOf(await residentView(ctx.db.reader, ctx, resident.residentId)), 200)
  })
  .openapi(rename, async c => {
    const { ctx, resident } = c.var
    await renameResident(ctx, resident.residentId, c.req.valid('json').nickname)
    return c.json(meOf(await residentView(ctx.db.reader, ctx, resident.residentId)), 200)
  })
