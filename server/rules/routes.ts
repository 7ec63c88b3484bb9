import { createRoute } from '@hono/zod-openapi'
import { idParam } from '#shared/contract/page.ts'
import {
  RuleApprovalRequest,
  RuleDraftRequest,
  RulePage,
  RuleQuery,
  RuleScheduleRequest,
  RuleSentences,
  RuleView,
  RuleWithdrawalRequest,
} from '#shared/contract/rules.ts'
import { ruleSentences } from '#shared/domain/rule-sentences.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { findActionType } from '../scenarios/queries.ts'
import { approveRule } from './approve-rule.ts'
import { draftRule } from './draft-rule.ts'
import { findRule } from './queries.ts'
import { rulePage, ruleView } from './rule-view.ts'
import { scheduleRule } from './schedule-rule.ts'
import { withdrawRule } from './withdraw-rule.ts'

const rule = answering('The rule as it is now', RuleView)

const list = createRoute({
  ...forAdministrators('Rules'),
  method: 'get',
  path: '/rules',
  summary: 'Versions of rules, the newest first',
  request: { query: RuleQuery },
  responses: {
    200: answering('One page', RulePage),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid'),
  },
})

const draft = createRoute({
  ...forAdministrators('Rules'),
  method: 'post',
  path: '/rules',
  summary: 'Draft the next version of a rule',
  request: { body: jsonBody(RuleDraftRequest) },
  responses: {
    201: answering('The draft', RuleView),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid', 'idempotency-key-missing'),
    ...refusing(
      'idempotency-key-reused',
      'rule-invalid',
      'rule-code-taken',
      'action-type-not-found',
      'budget-not-found',
    ),
  },
})

const read = createRoute({
  ...forAdministrators('Rules'),
  method: 'get',
  path: '/rules/{id}',
  summary: 'One version of a rule',
  request: { params: idParam },
  responses: { 200: rule, ...refusing('not-signed-in', 'not-permitted', 'rule-not-found') },
})

const sentences = createRoute({
  ...forAdministrators('Rules'),
  method: 'get',
  path: '/rules/{id}/sentences',
  summary: 'One version of a rule as residents will read it',
  request: { params: idParam },
  responses: {
    200: answering('In both languages', RuleSentences),
    ...refusing('not-signed-in', 'not-permitted', 'rule-not-found'),
  },
})

const approve = createRoute({
  ...forAdministrators('Rules'),
  method: 'post',
  path: '/rules/{id}/approve',
  summary: 'Approve somebody else’s draft; its body is frozen from here on',
  request: { params: idParam, body: jsonBody(RuleApprovalRequest) },
  responses: {
    200: rule,
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid', 'rule-not-found'),
    ...refusing('rule-own-draft', 'rule-changed', 'rule-state'),
  },
})

const schedule = createRoute({
  ...forAdministrators('Rules'),
  method: 'post',
  path: '/rules/{id}/schedule',
  summary: 'Put an approved version in force from an instant on',
  request: { params: idParam, body: jsonBody(RuleScheduleRequest) },
  responses: {
    200: rule,
    ...refusing(
      'not-signed-in',
      'not-permitted',
      'request-invalid',
      'rule-not-found',
      'rule-state',
      'rule-window',
    ),
  },
})

const withdraw = createRoute({
  ...forAdministrators('Rules'),
  method: 'post',
  path: '/rules/{id}/withdraw',
  summary: 'Stop a rule at once, or keep one from beginning',
  request: { params: idParam, body: jsonBody(RuleWithdrawalRequest) },
  responses: {
    200: rule,
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid', 'rule-not-found', 'rule-state'),
  },
})

/** Under `/api/v1/admin`. */
export const ruleRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'rule.read')
    return c.json(await rulePage(ctx.db.reader, c.req.valid('query')), 200)
  })
  .openapi(draft, c => {
    const { ctx, administrator } = c.var
    const request = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: ruleView(await draftRule(tx, ctx, administrator, request)),
    }))
  })
  .openapi(read, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'rule.read')
    const row = (await findRule(ctx.db.reader, c.req.valid('param').id)) ?? refuse('rule-not-found')
    return c.json(ruleView(row), 200)
  })
  .openapi(sentences, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'rule.read')
    const { body } = (await findRule(ctx.db.reader, c.req.valid('param').id)) ?? refuse('rule-not-found')
    const actionType = (await findActionType(ctx.db.reader, body.actionType)) ?? refuse('rule-not-found')
    return c.json(
      { zh: ruleSentences(body, actionType, 'zh'), en: ruleSentences(body, actionType, 'en') },
      200,
    )
  })
  .openapi(approve, async c => {
    const { ctx, administrator } = c.var
    const approval = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(
      ruleView(await ctx.db.transaction(tx => approveRule(tx, ctx, administrator, approval))),
      200,
    )
  })
  .openapi(schedule, async c => {
    const { ctx, administrator } = c.var
    const { effectiveFrom, effectiveUntil } = c.req.valid('json')
    const window = {
      ...c.req.valid('param'),
      effectiveFrom: new Date(effectiveFrom),
      effectiveUntil: effectiveUntil === null ? null : new Date(effectiveUntil),
    }
    return c.json(ruleView(await ctx.db.transaction(tx => scheduleRule(tx, ctx, administrator, window))), 200)
  })
  .openapi(withdraw, async c => {
    const { ctx, administrator } = c.var
    const withdrawal = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(
      ruleView(await ctx.db.transaction(tx => withdrawRule(tx, ctx, administrator, withdrawal))),
      200,
    )
  })

export type RuleRoutes = typeof ruleRoutes
