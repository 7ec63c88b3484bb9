import { createRoute, z } from '@hono/zod-openapi'
import { idParam } from '#shared/contract/page.ts'
import { RedemptionOutcome, WaitingPlace, WaitingPlaces } from '#shared/contract/rewards.ts'
import type { RewardId, WaitingPlaceId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { findRedemption } from './find-redemption.ts'
import { joinWaitingList } from './join-waiting-list.ts'
import { leaveWaitingList } from './leave-waiting-list.ts'
import { listWaitingPlaces, readWaitingPlace } from './waiting-places.ts'

const asking = { tags: ['Rewards'], security: [{ resident: [] }], middleware: asResident }

const join = createRoute({
  method: 'post',
  path: '/rewards/{id}/waiting-list',
  summary: 'Wait for a reward that is sold out, with a place in the queue',
  description:
    'Needs an Idempotency-Key. When units come they are kept for those who wait, in the order in which ' +
    'they joined, for two days each. Whoever waits already keeps the place they have.',
  ...asking,
  request: { params: idParam },
  responses: {
    201: answering('The place', WaitingPlace),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'idempotency-key-missing',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'reward-not-found',
      'reward-not-on-sale',
      'reward-in-stock',
      'per-person-limit',
      'waiting-list-full',
      'waiting-places-full',
    ),
  },
})

const list = createRoute({
  method: 'get',
  path: '/me/waiting-places',
  summary: 'Where I wait, what is kept for me now, and turns that passed within a week',
  ...asking,
  responses: { 200: answering('The places', WaitingPlaces), ...refusing('not-signed-in') },
})

const leave = createRoute({
  method: 'delete',
  path: '/me/waiting-places/{id}',
  summary: 'Leave a queue, or give up what is kept for me',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Left' },
    ...refusing('not-signed-in', 'origin-foreign', 'waiting-place-not-found'),
  },
})

const outcome = createRoute({
  method: 'get',
  path: '/me/redemptions/{key}',
  summary: 'What became of a redemption whose answer was lost',
  description: 'The key is the Idempotency-Key under which it was asked for. Reading buys nothing.',
  ...asking,
  request: { params: z.object({ key: z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/) }) },
  responses: {
    200: answering('The voucher it made, or why it was refused', RedemptionOutcome),
    ...refusing('not-signed-in', 'redemption-not-found'),
  },
})

/** Under `/api/v1`. */
export const waitingRoutes = createRouter()
  .openapi(join, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    const rewardId = c.req.valid('param').id as RewardId
    return answerOnce(c, ctx, residentId, async tx => {
      const id = await joinWaitingList(tx, ctx, { residentId, rewardId })
      return { status: 201, body: await readWaitingPlace(tx, residentId, id, ctx.now()) }
    })
  })
  .openapi(list, async c => {
    const { ctx, resident } = c.var
    return c.json({ places: await listWaitingPlaces(ctx.db.reader, resident.residentId, ctx.now()) }, 200)
  })
  .openapi(leave, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    const placeId = c.req.valid('param').id as WaitingPlaceId
    await ctx.db.transaction(tx => leaveWaitingList(tx, ctx, { residentId, placeId }))
    return c.body(null, 204)
  })
  .openapi(outcome, async c => {
    const { ctx, resident } = c.var
    c.header('cache-control', 'no-store')
    const { key } = c.req.valid('param')
    return c.json(await findRedemption(ctx.db.reader, resident.residentId, key), 200)
  })

export type WaitingRoutes = typeof waitingRoutes
