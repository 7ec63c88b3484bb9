import { createRoute } from '@hono/zod-openapi'
import {
  CounterDay,
  DayQuery,
  StaffDraft,
  StaffList,
  StaffMember,
  StaffSelf,
} from '#shared/contract/merchants.ts'
import { idParam } from '#shared/contract/page.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import type { StaffId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { pageOf } from '../http/page.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { streamed } from '../http/streamed.ts'
import { addStaff } from './add-staff.ts'
import { dayTotals, listDay } from './day-queries.ts'
import { listStaff, staffSelf } from './queries.ts'
import { removeStaff } from './remove-staff.ts'
import { dayStatement } from './statements.ts'

const asking = { tags: ['Merchant'], security: [{ staff: [] }], middleware: asStaff }

const readSelf = createRoute({
  method: 'get',
  path: '/me',
  summary: 'Who I am here, and for which shop I serve',
  ...asking,
  responses: {
    200: answering('The staff member', StaffSelf),
    ...refusing('not-signed-in'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/staff',
  summary: 'Who serves here',
  ...asking,
  responses: {
    200: answering('The staff', StaffList),
    ...refusing('not-signed-in'),
  },
})

const invite = createRoute({
  method: 'post',
  path: '/staff',
  summary: 'The owner lets a clerk serve here',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: { body: jsonBody(StaffDraft) },
  responses: {
    201: answering('The clerk', StaffMember),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'request-invalid',
      'not-permitted',
      'phone-taken',
      'merchant-not-found',
      'idempotency-key-missing',
    ),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/staff/{id}',
  summary: 'The owner ends a clerk’s service',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Ended' },
    ...refusing('not-signed-in', 'origin-foreign', 'not-permitted', 'staff-not-found', 'owner-stays'),
  },
})

const readDay = createRoute({
  method: 'get',
  path: '/vouchers',
  summary: 'The day’s list, with its totals',
  ...asking,
  request: { query: DayQuery },
  responses: {
    200: answering('One page of the day', CounterDay),
    ...refusing('not-signed-in', 'request-invalid'),
  },
})

const readDayCsv = createRoute({
  method: 'get',
  path: '/vouchers.csv',
  summary: 'The day’s list as CSV',
  ...asking,
  request: { query: DayQuery.pick({ day: true }) },
  responses: {
    200: { description: 'RFC 4180, UTF-8', content: { 'text/csv': { schema: { type: 'string' } } } },
    ...refusing('not-signed-in', 'request-invalid'),
  },
})

function newClerk(id: StaffId, nickname: string, since: Date) {
  return { id, nickname, role: 'clerk' as const, since: since.toISOString(), standsInThrough: null }
}

export const merchantRoutes = createRouter()
  .openapi(readSelf, async c => {
    const { ctx, staff } = c.var
    return c.json(await staffSelf(ctx.db.reader, staff), 200)
  })
  .openapi(list, async c => {
    const { ctx, staff } = c.var
    return c.json({ staff: await listStaff(ctx.db.reader, staff.merchantId, ctx.now()) }, 200)
  })
  .openapi(invite, async c => {
    const { ctx, staff } = c.var
    const { phone, nickname } = c.req.valid('json')
    const { merchantId, staffId } = staff
    return answerOnce(c, ctx, staffId, async tx => {
      const id = await addStaff(tx, ctx, staff, { merchantId, phone, nickname, role: 'clerk' })
      return { status: 201, body: newClerk(id, nickname, ctx.now()) }
    })
  })
  .openapi(remove, async c => {
    const { ctx, staff } = c.var
    const staffId = c.req.valid('param').id as StaffId
    await ctx.db.transaction(tx => removeStaff(tx, ctx, staff, staffId))
    return c.body(null, 204)
  })
  .openapi(readDay, async c => {
    const { ctx, staff } = c.var
    const { day = dayOf(ctx.now()), ...query } = c.req.valid('query')
    const { reader } = ctx.db
    const [totals, steps] = await Promise.all([
      dayTotals(reader, staff.merchantId, day),
      listDay(reader, staff.merchantId, day, pageOf(query)),
    ])
    return c.json({ day, ...totals, ...steps }, 200)
  })
  .openapi(readDayCsv, async c => {
    const { ctx, staff } = c.var
    const { day = dayOf(ctx.now()) } = c.req.valid('query')
    return c.body(streamed(dayStatement(ctx.db.reader, staff.merchantId, day)), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="vouchers-${day}.csv"`,
    })
  })

export type MerchantRoutes = typeof merchantRoutes
