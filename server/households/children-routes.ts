import { createRoute } from '@hono/zod-openapi'
import {
  ChildAdded,
  ChildDetail,
  ChildRequest,
  Children,
  RedeemForRequest,
} from '#shared/contract/household.ts'
import { OwnCode } from '#shared/contract/merchants.ts'
import { idParam } from '#shared/contract/page.ts'
import { Voucher } from '#shared/contract/vouchers.ts'
import type { ResidentId, RewardId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { issueOwnCode } from '../merchants/own-code.ts'
import { compressedKey } from '../vouchers/device-key.ts'
import { voucherView } from '../vouchers/queries.ts'
import { addChild } from './add-child.ts'
import { ownChild } from './guardians.ts'
import { ownHelpedVoucher } from './helped-vouchers.ts'
import { listChildren, readChild } from './queries.ts'
import { redeemForChild } from './redeem-for.ts'
import { redeemRefusals, spending } from './refusals.ts'
import { removeChild } from './remove-child.ts'

const asking = { tags: ['Household'], security: [{ resident: [] }], middleware: asResident }

const list = createRoute({
  method: 'get',
  path: '/me/children',
  summary: 'The children whose guardian I am',
  ...asking,
  responses: { 200: answering('The first registered first', Children), ...refusing('not-signed-in') },
})

const add = createRoute({
  method: 'post',
  path: '/me/children',
  summary: 'Register a child under 14, with a guardian’s consent',
  description: 'Needs an Idempotency-Key. No phone and no birthday: a nickname and the month of turning 14.',
  ...asking,
  request: { body: jsonBody(ChildRequest) },
  responses: {
    201: answering('The child', ChildAdded),
    ...refusing(
      ...spending,
      'request-invalid',
      'child-month-invalid',
      'children-full',
      'household-full',
      'too-busy',
    ),
  },
})

const read = createRoute({
  method: 'get',
  path: '/me/children/{id}',
  summary: 'Everything there is about one of my children',
  ...asking,
  request: { params: idParam },
  responses: { 200: answering('The child', ChildDetail), ...refusing('not-signed-in', 'not-found') },
})

const code = createRoute({
  method: 'get',
  path: '/me/children/{id}/code',
  summary: 'A child’s own code, shown to a counter on the guardian’s phone',
  ...asking,
  request: { params: idParam },
  responses: { 200: answering('The code', OwnCode), ...refusing('not-signed-in', 'not-found') },
})

const redeem = createRoute({
  method: 'post',
  path: '/me/children/{id}/redeem',
  summary: 'Redeem with a child’s points, on the guardian’s phone',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: { params: idParam, body: jsonBody(RedeemForRequest) },
  responses: { 201: answering('The voucher', Voucher), ...refusing(...spending, ...redeemRefusals) },
})

const remove = createRoute({
  method: 'delete',
  path: '/me/children/{id}',
  summary: 'Withdraw consent and delete what says who the child is',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Gone' },
    ...refusing('not-signed-in', 'not-found', 'origin-foreign'),
  },
})

export const childrenRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, resident } = c.var
    return c.json({ children: await listChildren(ctx.db.reader, ctx, resident.residentId) }, 200)
  })
  .openapi(add, async c => {
    const { ctx, resident } = c.var
    const { nickname, minorUntil } = c.req.valid('json')
    return answerOnce(c, ctx, resident.residentId, async tx => ({
      status: 201,
      body: { id: (await addChild(tx, ctx, resident.residentId, { nickname, minorUntil })) as string },
    }))
  })
  .openapi(read, async c => {
    const { ctx, resident } = c.var
    const asked = { guardianId: resident.residentId, childId: c.req.valid('param').id as ResidentId }
    return c.json(await readChild(ctx.db.reader, ctx, asked), 200)
  })
  .openapi(code, async c => {
    const { ctx, resident } = c.var
    const childId = c.req.valid('param').id as ResidentId
    await ownChild(ctx.db.reader, resident.residentId, childId)
    const own = await issueOwnCode(ctx, childId)
    c.header('cache-control', 'no-store')
    const now = ctx.now().toISOString()
    return c.json({ code: own.code, expiresAt: own.expiresAt.toISOString(), now }, 200)
  })
  .openapi(redeem, async c => {
    const { ctx, resident } = c.var
    const { rewardId, deviceKey } = c.req.valid('json')
    const asked = {
      childId: c.req.valid('param').id as ResidentId,
      rewardId: rewardId as RewardId,
      deviceKey: compressedKey(deviceKey),
    }
    return answerOnce(c, ctx, resident.residentId, async tx => {
      const id = await redeemForChild(tx, ctx, resident.residentId, asked)
      return {
        status: 201,
        body: voucherView(await ownHelpedVoucher(tx, resident.residentId, id), ctx.now()),
      }
    })
  })
  .openapi(remove, async c => {
    const { ctx, resident } = c.var
    await removeChild(ctx, resident.residentId, c.req.valid('param').id as ResidentId)
    return c.body(null, 204)
  })
