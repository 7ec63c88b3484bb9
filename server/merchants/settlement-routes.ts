import { createRoute } from '@hono/zod-openapi'
import { idParam, PageQuery } from '#shared/contract/page.ts'
import { DisputeRequest, Settlement, SettlementDetail, SettlementPage } from '#shared/contract/settlements.ts'
import type { SettlementId } from '#shared/domain/ids.ts'
import { pageOf } from '../http/page.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { streamed } from '../http/streamed.ts'
import { confirmSettlement, disputeSettlement } from './move-settlement.ts'
import { listLines, listSettlements, ownSettlement, settlementView } from './settlement-queries.ts'
import { settlementStatement } from './statements.ts'

const asking = { tags: ['Settlements'], security: [{ staff: [] }], middleware: asStaff }
const one = {
  200: answering('The settlement', Settlement),
}
const deciding = refusing(
  'not-signed-in',
  'origin-foreign',
  'not-permitted',
  'settlement-not-found',
  'settlement-state',
)

const list = createRoute({
  method: 'get',
  path: '/settlements',
  summary: 'The shop’s settlements, the newest first',
  ...asking,
  request: { query: PageQuery },
  responses: {
    200: answering('One page', SettlementPage),
    ...refusing('not-signed-in', 'request-invalid'),
  },
})

const read = createRoute({
  method: 'get',
  path: '/settlements/{id}',
  summary: 'One settlement with a page of its lines',
  ...asking,
  request: { params: idParam, query: PageQuery },
  responses: {
    200: answering('The settlement', SettlementDetail),
    ...refusing('not-signed-in', 'request-invalid', 'settlement-not-found'),
  },
})

const readCsv = createRoute({
  method: 'get',
  path: '/settlements/{id}/lines.csv',
  summary: 'The lines of a settlement as CSV',
  ...asking,
  request: { params: idParam },
  responses: {
    200: { description: 'RFC 4180, UTF-8', content: { 'text/csv': { schema: { type: 'string' } } } },
    ...refusing('not-signed-in', 'settlement-not-found'),
  },
})

const confirm = createRoute({
  method: 'post',
  path: '/settlements/{id}/confirm',
  summary: 'The owner agrees; the period is closed for good',
  ...asking,
  request: { params: idParam },
  responses: { ...one, ...deciding },
})

const dispute = createRoute({
  method: 'post',
  path: '/settlements/{id}/dispute',
  summary: 'The owner disagrees and says why',
  ...asking,
  request: {
    params: idParam,
    body: jsonBody(DisputeRequest),
  },
  responses: { ...one, ...deciding, ...refusing('request-invalid', 'settlement-line-not-found') },
})

export const settlementRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, staff } = c.var
    const page = pageOf(c.req.valid('query'))
    return c.json(await listSettlements(ctx.db.reader, staff.merchantId, page), 200)
  })
  .openapi(read, async c => {
    const { ctx, staff } = c.var
    const { reader } = ctx.db
    const id = c.req.valid('param').id as SettlementId
    const settlement = settlementView(await ownSettlement(reader, staff.merchantId, id))
    const lines = await listLines(reader, id, pageOf(c.req.valid('query')))
    return c.json({ settlement, ...lines }, 200)
  })
  .openapi(readCsv, async c => {
    const { ctx, staff } = c.var
    const id = c.req.valid('param').id as SettlementId
    const { throughOn } = await ownSettlement(ctx.db.reader, staff.merchantId, id)
    return c.body(streamed(settlementStatement(ctx.db.reader, id)), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="settlement-${throughOn}.csv"`,
    })
  })
  .openapi(confirm, async c => {
    const { ctx, staff } = c.var
    const id = c.req.valid('param').id as SettlementId
    await ctx.db.transaction(tx => confirmSettlement(tx, ctx, staff, id))
    return c.json(settlementView(await ownSettlement(ctx.db.reader, staff.merchantId, id)), 200)
  })
  .openapi(dispute, async c => {
    const { ctx, staff } = c.var
    const id = c.req.valid('param').id as SettlementId
    const said = c.req.valid('json')
    await ctx.db.transaction(tx => disputeSettlement(tx, ctx, staff, { id, ...said }))
    return c.json(settlementView(await ownSettlement(ctx.db.reader, staff.merchantId, id)), 200)
  })

export type SettlementRoutes = typeof settlementRoutes
