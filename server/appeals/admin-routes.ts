import { createRoute } from '@hono/zod-openapi'
import {
  AppealCaseFile,
  AppealCasePage,
  AppealGrant,
  AppealOutcome,
  AppealQuery,
  AppealRefusal,
} from '#shared/contract/appeals.ts'
import { idParam } from '#shared/contract/page.ts'
import { startOf } from '#shared/domain/calendar.ts'
import type { AppealId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { answerOnce } from '../http/idempotency.ts'
import { cut, pageOf } from '../http/page.ts'
import { languageOf, refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { askPartner, refuseAppeal } from './answer-appeal.ts'
import { appealViews, findingViews, namesOf } from './appeal-view.ts'
import { explainAgain } from './explain-missing.ts'
import { grantAppeal } from './grant-appeal.ts'
import { findAppeal, listAnswered, listWaiting, type ShownAppeal } from './queries.ts'

const once = ['idempotency-key-missing', 'idempotency-key-invalid', 'idempotency-key-reused'] as const
const deciding = [
  'not-signed-in',
  'not-permitted',
  'request-invalid',
  'not-found',
  'appeal-decided',
  'appeal-own-decision',
  ...once,
] as const
const wrongFacts = [
  'fact-invalid',
  'distance-missing',
  'station-unknown',
  'stations-not-connected',
  'no-distance',
] as const
const outcome = answering('What became of it', AppealOutcome)

const list = createRoute({
  ...forAdministrators('Appeals'),
  method: 'get',
  path: '/appeals',
  summary: 'Appeals with their clocks: what waits, the most urgent first, or what was answered',
  request: { query: AppealQuery },
  responses: {
    200: answering('One page', AppealCasePage),
    ...refusing('not-signed-in', 'not-permitted', 'request-invalid'),
  },
})

const read = createRoute({
  ...forAdministrators('Appeals'),
  method: 'get',
  path: '/appeals/{id}',
  summary: 'One appeal with the explanation, as it was told and as it is now',
  request: { params: idParam },
  responses: {
    200: answering('The appeal', AppealCaseFile),
    ...refusing('not-signed-in', 'not-permitted', 'not-found'),
  },
})

const ask = createRoute({
  ...forAdministrators('Appeals'),
  method: 'post',
  path: '/appeals/{id}/ask',
  summary: 'Note that the partner was asked; the clock runs on',
  request: { params: idParam },
  responses: { 200: outcome, ...refusing('not-signed-in', 'not-permitted', 'not-found', 'appeal-decided') },
})

const grant = createRoute({
  ...forAdministrators('Appeals'),
  method: 'post',
  path: '/appeals/{id}/grant',
  summary: 'Credit the missing action under the rule of its day, with caps and budgets',
  request: { params: idParam, body: jsonBody(AppealGrant) },
  responses: {
    200: outcome,
    ...refusing(
      ...deciding,
      ...wrongFacts,
      'already-claimed',
      'account-short',
      'appeal-other-day',
      'evidence-not-taken',
      'appeal-nothing-pays',
      'too-busy',
    ),
  },
})

const deny = createRoute({
  ...forAdministrators('Appeals'),
  method: 'post',
  path: '/appeals/{id}/refuse',
  summary: 'Say no, with a reason in both languages',
  request: { params: idParam, body: jsonBody(AppealRefusal) },
  responses: {
    200: outcome,
    ...refusing(...deciding),
  },
})

async function casesOf(reader: Reader, ctx: Context, rows: readonly ShownAppeal[]) {
  const views = await appealViews(reader, ctx, rows)
  return views.map((view, at) => ({ ...view, residentId: rows[at]?.appeal.residentId ?? '' }))
}

/** Under `/api/v1/admin`. */
export const appealAdminRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'appeal.read')
    const { list: wanted = 'waiting', ...query } = c.req.valid('query')
    const page = pageOf(query)
    const { reader } = ctx.db
    const rows = await (wanted === 'waiting' ? listWaiting(reader, page) : listAnswered(reader, page))
    const { shown, next } = cut(rows, page.limit, ({ appeal: { id, dueOn, decidedAt } }) => ({
      at: (decidedAt ?? startOf(dueOn)).getTime(),
      id,
    }))
    return c.json({ items: await casesOf(reader, ctx, shown), next }, 200)
  })
  .openapi(read, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'appeal.read')
    const { reader } = ctx.db
    const row = (await findAppeal(reader, c.req.valid('param').id as AppealId)) ?? refuse('not-found')
    const [view] = await casesOf(reader, ctx, [row])
    if (!view) return refuse('not-found')
    const [names, language] = [await namesOf(reader, row), languageOf(c)]
    const findings = findingViews(row.appeal.findings, names, language)
    const findingsNow = findingViews(await explainAgain(reader, ctx, row), names, language)
    return c.json({ ...view, findings, findingsNow }, 200)
  })
  .openapi(ask, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as AppealId
    await ctx.db.transaction(tx => askPartner(tx, ctx, administrator, id))
    return c.json({ id, state: 'asked' as const, activityId: null, centipoints: 0, grams: 0 }, 200)
  })
  .openapi(grant, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as AppealId
    const { occurredAt, ...deed } = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => {
      const given = { ...deed, id, occurredAt: new Date(occurredAt) }
      const {
        activityId = null,
        centipoints = 0,
        grams = 0,
      } = await grantAppeal(tx, ctx, administrator, given)
      return { status: 200, body: { id, state: 'granted' as const, activityId, centipoints, grams } }
    })
  })
  .openapi(deny, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as AppealId
    const { reason } = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => {
      await refuseAppeal(tx, ctx, administrator, { id, reason })
      const body = { id, state: 'refused' as const, activityId: null, centipoints: 0, grams: 0 }
      return { status: 200, body }
    })
  })

export type AppealAdminRoutes = typeof appealAdminRoutes
