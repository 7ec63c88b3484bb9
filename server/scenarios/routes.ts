import { createRoute } from '@hono/zod-openapi'
import { Catalogue, FactorList } from '#shared/contract/catalogue.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { factorView, readCatalogue } from './catalogue.ts'
import { findFactors } from './queries.ts'

const catalogue = createRoute({
  method: 'get',
  path: '/catalogue',
  tags: ['Catalogue'],
  summary: 'Every green action: how it is proved, how its grams are counted, and what it pays now',
  security: [],
  responses: {
    200: answering('The catalogue', Catalogue),
  },
})

const factors = createRoute({
  method: 'get',
  path: '/factors',
  tags: ['Catalogue'],
  summary: 'Every version of every emission factor, with its source',
  security: [],
  responses: {
    200: answering('The factors', FactorList),
  },
})

/** Under `/api/v1`. */
export const catalogueRoutes = createRouter()
  .openapi(catalogue, async c => {
    const { ctx } = c.var
    return c.json({ actionTypes: await readCatalogue(ctx.db.reader, ctx.now()) }, 200)
  })
  .openapi(factors, async c => {
    const { ctx } = c.var
    return c.json({ factors: (await findFactors(ctx.db.reader)).map(factorView) }, 200)
  })

export type CatalogueRoutes = typeof catalogueRoutes
