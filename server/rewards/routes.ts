import { createRoute } from '@hono/zod-openapi'
import { idParam } from '#shared/contract/page.ts'
import { RedeemRequest, Reward, RewardPage, RewardPlaces, RewardQuery } from '#shared/contract/rewards.ts'
import { Voucher } from '#shared/contract/vouchers.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { compressedKey } from '../vouchers/device-key.ts'
import { ownVoucher, voucherView } from '../vouchers/queries.ts'
import { listPlaces, listRewards } from './list-rewards.ts'
import { readReward } from './queries.ts'
import { redeemReward } from './redeem-reward.ts'

const list = createRoute({
  method: 'get',
  path: '/rewards',
  tags: ['Rewards'],
  summary: 'What is on sale now, sold out or not',
  security: [],
  request: { query: RewardQuery },
  responses: {
    200: answering('One page', RewardPage),
    ...refusing('request-invalid'),
  },
})

const places = createRoute({
  method: 'get',
  path: '/reward-places',
  tags: ['Rewards'],
  summary: 'Streets and towns of the district with something on sale',
  security: [],
  responses: { 200: answering('By code', RewardPlaces) },
})

const read = createRoute({
  method: 'get',
  path: '/rewards/{id}',
  tags: ['Rewards'],
  summary: 'One reward, on sale or not',
  security: [],
  request: { params: idParam },
  responses: {
    200: answering('The reward', Reward),
    ...refusing('reward-not-found'),
  },
})

const redeem = createRoute({
  method: 'post',
  path: '/rewards/{id}/redeem',
  tags: ['Rewards'],
  summary: 'Redeem a reward for a voucher',
  description:
    'Needs an Idempotency-Key. The voucher is bound to the key of the phone that will show its code.',
  security: [{ resident: [] }],
  middleware: asResident,
  request: {
    params: idParam,
    body: jsonBody(RedeemRequest),
  },
  responses: {
    201: answering('The voucher', Voucher),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'request-invalid',
      'idempotency-key-missing',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'device-key-invalid',
      'reward-not-found',
      'reward-not-on-sale',
      'reward-sold-out',
      'per-person-limit',
      'balance-too-low',
      'reservation-over',
    ),
  },
})

export const rewardRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx } = c.var
    return c.json(await listRewards(ctx.db.reader, ctx.now(), c.req.valid('query')), 200)
  })
  .openapi(places, async c => {
    const { ctx } = c.var
    return c.json({ streets: await listPlaces(ctx.db.reader, ctx.now()) }, 200)
  })
  .openapi(read, async c => {
    const { ctx } = c.var
    return c.json(await readReward(ctx.db.reader, c.req.valid('param').id as RewardId, ctx.now()), 200)
  })
  .openapi(redeem, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    const rewardId = c.req.valid('param').id as RewardId
    const deviceKey = compressedKey(c.req.valid('json').deviceKey)
    return answerOnce(c, ctx, residentId, async tx => {
      const id = await redeemReward(tx, ctx, { residentId, rewardId, deviceKey })
      return { status: 201, body: voucherView(await ownVoucher(tx, residentId, id), ctx.now()) }
    })
  })

export type RewardRoutes = typeof rewardRoutes
