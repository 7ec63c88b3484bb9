import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { RefusalExplained } from '#shared/contract/service.ts'
import { type RefusalCode, refusals } from '#shared/domain/refusals.ts'
import { refuse } from '../refusal.ts'
import { refusing } from './problem.ts'
import { json } from './route-parts.ts'
import { createRouter } from './router.ts'

const explain = createRoute({
  method: 'get',
  path: '/problems/{code}',
  tags: ['Service'],
  summary: 'What a problem’s type means, in both languages',
  security: [],
  request: { params: z.object({ code: z.string().regex(/^[a-z-]{1,64}$/) }) },
  responses: {
    200: {
      description: 'The reason; a page for a browser',
      content: { ...json(RefusalExplained), 'text/html': { schema: { type: 'string' } } },
    },
    ...refusing('not-found'),
  },
})

const isCode = (text: string): text is RefusalCode => Object.hasOwn(refusals, text)

/** Codes and sentences are our own, so nothing in the page needs escaping. */
function page(code: RefusalCode): string {
  const { status, zh, en } = refusals[code]
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${code}</title>
<h1>${status} ${code}</h1>
<p>${zh}</p>
<p lang="en">${en}</p>
</html>
`
}

/** Where the `type` of every problem leads. */
export const problemRoutes = createRouter().openapi(explain, c => {
  const { code } = c.req.valid('param')
  if (!isCode(code)) return refuse('not-found')
  if ((c.req.header('accept') ?? '').includes('text/html')) return c.html(page(code), 200)
  const { status, zh, en } = refusals[code]
  return c.json({ code, status, zh, en }, 200)
})
