import { createRoute } from '@hono/zod-openapi'
import { idParam } from '#shared/contract/page.ts'
import { RestockPlan, RestockPlanDraft, RestockPlanList } from '#shared/contract/restock-plans.ts'
import type { RestockPlanId, RewardId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { requirePermission } from '../permission.ts'
import { findOffer } from '../rewards/queries.ts'
import { listPlans, planRestock, planView, withdrawRestockPlan } from '../rewards/restock-plans.ts'
import { refuse } from '../refusal.ts'

const signedIn = ['not-signed-in', 'not-permitted'] as const
const once = ['idempotency-key-missing', 'idempotency-key-invalid', 'idempotency-key-reused'] as const

const plan = createRoute({
  ...forAdministrators('Rewards'),
  method: 'post',
  path: '/rewards/{id}/restock-plans',
  summary: 'Announce that units of a reward arrive on a day; they come by themselves then',
  request: { params: idParam, body: jsonBody(RestockPlanDraft) },
  responses: {
    201: answering('The plan', RestockPlan),
    ...refusing(
      ...signedIn,
      ...once,
      'request-invalid',
      'reward-not-found',
      'restock-day-past',
      'restock-plans-full',
    ),
  },
})

const list = createRoute({
  ...forAdministrators('Rewards'),
  method: 'get',
  path: '/rewards/{id}/restock-plans',
  summary: 'Restocks of a reward, to come and past',
  request: { params: idParam },
  responses: {
    200: answering('The latest day first', RestockPlanList),
    ...refusing(...signedIn, 'reward-not-found'),
  },
})

const withdraw = createRoute({
  ...forAdministrators('Rewards'),
  method: 'post',
  path: '/restock-plans/{id}/withdraw',
  summary: 'Take back a restock that has not come to pass',
  request: { params: idParam },
  responses: {
    200: answering('The plan', RestockPlan),
    ...refusing(...signedIn, ...once, 'restock-plan-not-found'),
  },
})

/** Under `/api/v1/admin`. */
export const restockAdminRoutes = createRouter()
  .openapi(plan, c => {
    const { ctx, administrator } = c.var
    const rewardId = c.req.valid('param').id as RewardId
    const given = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: planView(await planRestock(tx, ctx, administrator, { rewardId, ...given })),
    }))
  })
  .openapi(list, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'reward.read')
    const rewardId = c.req.valid('param').id as RewardId
    if (!(await findOffer(ctx.db.reader, rewardId))) refuse('reward-not-found')
    return c.json({ plans: (await listPlans(ctx.db.reader, rewardId)).map(planView) }, 200)
  })
  .openapi(withdraw, c => {
    const { ctx, administrator } = c.var
    const planId = c.req.valid('param').id as RestockPlanId
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 200,
      body: planView(await withdrawRestockPlan(tx, ctx, administrator, planId)),
    }))
  })
