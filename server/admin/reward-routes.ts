import { createRoute } from '@hono/zod-openapi'
import { BudgetDraft, BudgetList, Created, RewardState, RewardStock } from '#shared/contract/admin.ts'
import { idParam } from '#shared/contract/page.ts'
import { Restock, RewardDraft, RewardPatch } from '#shared/contract/rewards.ts'
import type { RewardId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { createBudget } from '../ledger/create-budget.ts'
import { listBudgets } from '../ledger/list-budgets.ts'
import { requirePermission } from '../permission.ts'
import { createReward } from '../rewards/create-reward.ts'
import { publishReward } from '../rewards/publish-reward.ts'
import { restockReward } from '../rewards/restock-reward.ts'

const created = answering('Its id', Created)
const askedOnce = refusing('idempotency-key-missing', 'idempotency-key-reused')
const signedIn = refusing('not-signed-in', 'not-permitted', 'request-invalid')

const createOne = createRoute({
  ...forAdministrators('Rewards'),
  method: 'post',
  path: '/rewards',
  summary: 'Put a reward into the catalogue, unpublished',
  request: { body: jsonBody(RewardDraft) },
  responses: { 201: created, ...signedIn, ...askedOnce, ...refusing('merchant-not-found') },
})

const restock = createRoute({
  ...forAdministrators('Rewards'),
  method: 'post',
  path: '/rewards/{id}/restock',
  summary: 'Add to what is left of a reward',
  request: { params: idParam, body: jsonBody(Restock) },
  responses: {
    200: answering('What is left now', RewardStock),
    ...signedIn,
    ...askedOnce,
    ...refusing('reward-not-found'),
  },
})

const change = createRoute({
  ...forAdministrators('Rewards'),
  method: 'patch',
  path: '/rewards/{id}',
  summary: 'Show a reward to residents, or take it off the shelf',
  request: { params: idParam, body: jsonBody(RewardPatch) },
  responses: {
    200: answering('The reward', RewardState),
    ...signedIn,
    ...refusing('reward-not-found'),
  },
})

const setAside = createRoute({
  ...forAdministrators('Budgets'),
  method: 'post',
  path: '/budgets',
  summary: 'Set public money aside for a rule to pay from',
  request: { body: jsonBody(BudgetDraft) },
  responses: { 201: created, ...signedIn, ...askedOnce },
})

const list = createRoute({
  ...forAdministrators('Budgets'),
  method: 'get',
  path: '/budgets',
  summary: 'Budgets and what is left of them',
  responses: {
    200: answering('The newest first', BudgetList),
    ...refusing('not-signed-in', 'not-permitted'),
  },
})

/** Under `/api/v1/admin`. */
export const rewardAdminRoutes = createRouter()
  .openapi(createOne, c => {
    const { ctx, administrator } = c.var
    const given = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: { id: await createReward(tx, ctx, administrator, given) },
    }))
  })
  .openapi(restock, c => {
    const { ctx, administrator } = c.var
    const rewardId = c.req.valid('param').id as RewardId
    const { add } = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 200,
      body: { id: rewardId, stock: await restockReward(tx, ctx, administrator, { rewardId, add }) },
    }))
  })
  .openapi(change, async c => {
    const { ctx, administrator } = c.var
    const rewardId = c.req.valid('param').id as RewardId
    const { published } = c.req.valid('json')
    await ctx.db.transaction(tx => publishReward(tx, ctx, administrator, { rewardId, published }))
    return c.json({ id: rewardId, published }, 200)
  })
  .openapi(setAside, c => {
    const { ctx, administrator } = c.var
    const given = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: { id: await createBudget(tx, ctx, administrator, given) },
    }))
  })
  .openapi(list, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'budget.read')
    return c.json({ budgets: await listBudgets(ctx.db.reader) }, 200)
  })
