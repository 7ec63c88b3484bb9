import { createRoute } from '@hono/zod-openapi'
import { idParam, PageQuery } from '#shared/contract/page.ts'
import { Voucher, VoucherCertificate, VoucherNumber, VoucherPage } from '#shared/contract/vouchers.ts'
import type { VoucherId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { pageOf } from '../http/page.ts'
import { refusing } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { cancelVoucher } from './cancel-voucher.ts'
import { certificateOf } from './certificate.ts'
import { issueNumber } from './issue-number.ts'
import { listVouchers, ownVoucher, voucherView } from './queries.ts'

const asking = { tags: ['Vouchers'], security: [{ resident: [] }], middleware: asResident }
const unusable = ['voucher-already-used', 'voucher-cancelled', 'voucher-lapsed'] as const

const list = createRoute({
  method: 'get',
  path: '/me/vouchers',
  summary: 'My vouchers, the newest first',
  ...asking,
  request: { query: PageQuery },
  responses: {
    200: answering('One page', VoucherPage),
    ...refusing('not-signed-in', 'request-invalid'),
  },
})

const read = createRoute({
  method: 'get',
  path: '/me/vouchers/{id}',
  summary: 'One of my vouchers',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('The voucher', Voucher),
    ...refusing('not-signed-in', 'voucher-not-found'),
  },
})

const readCertificate = createRoute({
  method: 'get',
  path: '/me/vouchers/{id}/certificate',
  summary: 'The signed statement that stands in every code of the voucher',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('The certificate', VoucherCertificate),
    ...refusing('not-signed-in', 'voucher-not-found', 'voucher-without-device', ...unusable),
  },
})

const cancel = createRoute({
  method: 'post',
  path: '/me/vouchers/{id}/cancel',
  summary: 'Give an unused voucher back and get the points',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('The cancelled voucher', Voucher),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'idempotency-key-missing',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'voucher-not-found',
      ...unusable,
    ),
  },
})

const draw = createRoute({
  method: 'post',
  path: '/me/vouchers/{id}/number',
  summary: 'Ten digits to read out, for a minute',
  ...asking,
  request: { params: idParam },
  responses: {
    201: answering('The number', VoucherNumber),
    ...refusing('not-signed-in', 'origin-foreign', 'voucher-not-found', ...unusable),
  },
})

export const voucherRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, resident } = c.var
    const page = pageOf(c.req.valid('query'))
    return c.json(await listVouchers(ctx.db.reader, resident.residentId, ctx.now(), page), 200)
  })
  .openapi(read, async c => {
    const { ctx, resident } = c.var
    const id = c.req.valid('param').id as VoucherId
    return c.json(voucherView(await ownVoucher(ctx.db.reader, resident.residentId, id), ctx.now()), 200)
  })
  .openapi(readCertificate, async c => {
    const { ctx, resident } = c.var
    const held = await ownVoucher(ctx.db.reader, resident.residentId, c.req.valid('param').id as VoucherId)
    const certificate = await certificateOf(ctx, held)
    const { deploymentId } = ctx.config
    const now = ctx.now().toISOString()
    c.header('cache-control', 'no-store')
    return c.json({ certificate, deploymentId, notAfter: held.notAfter.toISOString(), now }, 200)
  })
  .openapi(cancel, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    const voucherId = c.req.valid('param').id as VoucherId
    return answerOnce(c, ctx, residentId, async tx => {
      await cancelVoucher(tx, ctx, { residentId, voucherId })
      return { status: 200, body: voucherView(await ownVoucher(tx, residentId, voucherId), ctx.now()) }
    })
  })
  .openapi(draw, async c => {
    const { ctx, resident } = c.var
    const voucherId = c.req.valid('param').id as VoucherId
    const { number, expiresAt } = await issueNumber(ctx, { residentId: resident.residentId, voucherId })
    c.header('cache-control', 'no-store')
    return c.json({ number, expiresAt: expiresAt.toISOString() }, 201)
  })

export type VoucherRoutes = typeof voucherRoutes
