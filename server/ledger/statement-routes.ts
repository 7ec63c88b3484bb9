import { createRoute } from '@hono/zod-openapi'
import {
  lineParam,
  News,
  NewsQuery,
  Statement,
  StatementLineDetail,
  StatementQuery,
} from '#shared/contract/account.ts'
import { refusing } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { readNews, readStatement, readStatementLine } from './statement.ts'

const asking = { tags: ['Me'], security: [{ resident: [] }], middleware: asResident }

const statement = createRoute({
  ...asking,
  method: 'get',
  path: '/me/statement',
  summary: 'Every line of my points, the newest first; the first page says what they come to',
  request: { query: StatementQuery },
  responses: {
    200: answering('A page of lines', Statement),
    ...refusing('request-invalid', 'not-signed-in'),
  },
})

const line = createRoute({
  ...asking,
  method: 'get',
  path: '/me/statement/{id}',
  summary: 'One line with the points it moved and the balance after it',
  request: { params: lineParam },
  responses: { 200: answering('The line', StatementLineDetail), ...refusing('not-signed-in', 'not-found') },
})

const news = createRoute({
  ...asking,
  method: 'get',
  path: '/me/news',
  summary: 'What was credited since a place in my statement, which only my device remembers',
  request: { query: NewsQuery },
  responses: {
    200: answering('By action, and where the statement ends now', News),
    ...refusing('request-invalid', 'not-signed-in'),
  },
})

/** Under `/api/v1`. */
export const statementRoutes = createRouter()
  .openapi(statement, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    return c.json(await readStatement(ctx.db.reader, residentId, c.req.valid('query'), ctx.now()), 200)
  })
  .openapi(line, async c => {
    const { ctx, resident } = c.var
    return c.json(await readStatementLine(ctx.db.reader, resident.residentId, c.req.valid('param').id), 200)
  })
  .openapi(news, async c => {
    const { ctx, resident } = c.var
    const { since } = c.req.valid('query')
    return c.json(await readNews(ctx.db.reader, resident.residentId, since, ctx.now()), 200)
  })
