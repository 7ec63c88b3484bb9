import { createRoute } from '@hono/zod-openapi'
import { deleteCookie } from 'hono/cookie'
import { AccountClosing, ExportTableParam, MyData } from '#shared/contract/my-data.ts'
import { SignInCodeSent } from '#shared/contract/session.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import { originOf } from '../http/address.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident, cookieName } from '../http/session.ts'
import { streamed } from '../http/streamed.ts'
import { closeAccount, ownPhone } from './erase-resident.ts'
import { exportProfile } from './export-profile.ts'
import { exportResident } from './export-resident.ts'
import { exportCsv } from './export-tables.ts'
import { requestCode } from './request-code.ts'

const asking = { tags: ['Me'], security: [{ resident: [] }], middleware: asResident }

const readAll = createRoute({
  ...asking,
  method: 'get',
  path: '/me/export',
  summary: 'Everything that is kept about me, as one JSON file',
  responses: { 200: answering('The document', MyData), ...refusing('not-signed-in', 'not-found') },
})

const readTable = createRoute({
  ...asking,
  method: 'get',
  path: '/me/export/{id}',
  summary: 'My records, my statement or my vouchers as CSV',
  request: { params: ExportTableParam },
  responses: {
    200: {
      description: 'RFC 4180, UTF-8; times as clocks in Shanghai show them',
      content: { 'text/csv': { schema: { type: 'string' } } },
    },
    ...refusing('not-signed-in', 'not-found'),
  },
})

const sendCode = createRoute({
  ...asking,
  method: 'post',
  path: '/me/delete/code',
  summary: 'Send a code to my phone, to delete my account with',
  responses: {
    200: answering('Sent', SignInCodeSent),
    ...refusing(
      'not-signed-in',
      'not-found',
      'origin-foreign',
      'phone-missing',
      'too-many-requests',
      'sms-unavailable',
    ),
  },
})

const close = createRoute({
  ...asking,
  method: 'post',
  path: '/me/delete',
  summary: 'Delete my account: points that are left expire, and who I am is forgotten',
  request: { body: jsonBody(AccountClosing) },
  responses: {
    204: { description: 'Deleted; every session has ended' },
    ...refusing(
      'not-signed-in',
      'not-found',
      'origin-foreign',
      'request-invalid',
      'closing-code-wrong',
      'code-locked',
      'too-many-requests',
      'phone-missing',
      'guardian-stays',
      'too-busy',
    ),
  },
})

/** Under `/api/v1`. */
export const myDataRoutes = createRouter()
  .openapi(readAll, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    const profile = await exportProfile(ctx, residentId)
    const answer = c.body(streamed(exportResident(ctx, residentId, profile)), 200, {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="my-data-${dayOf(ctx.now())}.json"`,
    })
    // Typed as what it says when it has been put together.
    return answer as never
  })
  .openapi(readTable, async c => {
    const { ctx, resident } = c.var
    const table = c.req.valid('param').id
    return c.body(streamed(exportCsv(ctx, resident.residentId, table)), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${table}-${dayOf(ctx.now())}.csv"`,
    })
  })
  .openapi(sendCode, async c => {
    const { ctx, resident } = c.var
    const phone = await ownPhone(ctx, resident.residentId)
    const sent = await requestCode(ctx, { phone, audience: 'resident', from: originOf(c) })
    return c.json({ expiresAt: sent.expiresAt.toISOString(), nextCodeAt: sent.nextCodeAt.toISOString() }, 200)
  })
  .openapi(close, async c => {
    const { ctx, resident } = c.var
    await closeAccount(ctx, resident.residentId, c.req.valid('json').code)
    const secure = ctx.config.publicUrl?.startsWith('https:') ?? false
    deleteCookie(c, cookieName(ctx, 'resident'), { path: '/', secure })
    return c.body(null, 204)
  })
