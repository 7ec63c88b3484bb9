import { createRoute } from '@hono/zod-openapi'
import { BindingCode, BindingCodeRequest, PartnerList } from '#shared/contract/partners.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asPartner } from '../http/session.ts'
import { issueBindingCode } from '../identity/issue-binding-code.ts'
import { listPartners } from './queries.ts'

const list = createRoute({
  method: 'get',
  path: '/partners',
  tags: ['Partners'],
  summary: 'Who can report actions, and which',
  security: [],
  responses: {
    200: answering('By code', PartnerList),
  },
})

const issueCode = createRoute({
  method: 'post',
  path: '/partner/binding-codes',
  tags: ['Partners'],
  summary: 'Make a one-time code for the holder of one of the partner’s ids',
  security: [{ partner: [] }],
  middleware: asPartner,
  request: { body: jsonBody(BindingCodeRequest) },
  responses: {
    201: answering('Told once; good for ten minutes', BindingCode),
    ...refusing('not-signed-in', 'token-invalid', 'not-permitted', 'request-invalid'),
  },
})

export const partnerRoutes = createRouter()
  .openapi(list, async c => c.json({ partners: await listPartners(c.get('ctx').db.reader) }, 200))
  .openapi(issueCode, async c => {
    const { ctx, partner } = c.var
    const { code, expiresAt } = await issueBindingCode(ctx, partner, c.req.valid('json'))
    c.header('cache-control', 'no-store')
    return c.json({ code, expiresAt: expiresAt.toISOString() }, 201)
  })
