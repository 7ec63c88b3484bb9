import { createRoute } from '@hono/zod-openapi'
import {
  AppealDraft,
  AppealFile,
  AppealPage,
  Explanation,
  MissingDeedBody,
} from '#shared/contract/appeals.ts'
import { idParam, PageQuery } from '#shared/contract/page.ts'
import { mayAppeal } from '#shared/domain/appeal-findings.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import type { AppealId, ResidentId } from '#shared/domain/ids.ts'
import type { Language } from '#shared/domain/rule-words.ts'
import { addWorkingDays } from '#shared/domain/working-days.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { answerOnce } from '../http/idempotency.ts'
import { cut, pageOf } from '../http/page.ts'
import { languageOf, refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { withdrawAppeal } from './answer-appeal.ts'
import { appealViews, findingViews, namesOf } from './appeal-view.ts'
import { explainDeed } from './explain-missing.ts'
import { fileAppeal } from './file-appeal.ts'
import { findAppeal, listOwn } from './queries.ts'

const asking = { tags: ['Appeals'], security: [{ resident: [] }], middleware: asResident }
const once = ['idempotency-key-missing', 'idempotency-key-invalid', 'idempotency-key-reused'] as const
const strange = ['action-type-not-found', 'partner-not-reporting'] as const

const explain = createRoute({
  method: 'post',
  path: '/me/appeals/explain',
  summary: 'Why an action does not show in my account, as far as the system knows',
  description: 'Writes nothing. There is always at least one finding, the weightiest first.',
  ...asking,
  request: { body: jsonBody(MissingDeedBody) },
  responses: {
    200: answering('What was found', Explanation),
    ...refusing('not-signed-in', 'origin-foreign', 'request-invalid', ...strange),
  },
})

const file = createRoute({
  method: 'post',
  path: '/me/appeals',
  summary: 'Appeal about missing points',
  description: 'Needs an Idempotency-Key. Answered within ten working days.',
  ...asking,
  request: { body: jsonBody(AppealDraft) },
  responses: {
    201: answering('The appeal, with what the system found', AppealFile),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'request-invalid',
      'appeal-already-open',
      'appeal-limit-open',
      'appeal-limit-day',
      'appeal-ahead',
      'appeal-too-old',
      'appeal-nothing-pays',
      ...once,
      ...strange,
    ),
  },
})

const list = createRoute({
  method: 'get',
  path: '/me/appeals',
  summary: 'My appeals with their clocks, the newest first',
  ...asking,
  request: { query: PageQuery },
  responses: {
    200: answering('One page', AppealPage),
    ...refusing('not-signed-in', 'request-invalid'),
  },
})

const read = createRoute({
  method: 'get',
  path: '/me/appeals/{id}',
  summary: 'One of my appeals, with what the system found when I filed it',
  ...asking,
  request: { params: idParam },
  responses: { 200: answering('The appeal', AppealFile), ...refusing('not-signed-in', 'not-found') },
})

const withdraw = createRoute({
  method: 'post',
  path: '/me/appeals/{id}/withdraw',
  summary: 'Take an appeal back',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('The appeal', AppealFile),
    ...refusing('not-signed-in', 'origin-foreign', 'not-found', 'appeal-decided'),
  },
})

async function fileOf(
  reader: Reader,
  ctx: Context,
  asked: { readonly id: AppealId; readonly residentId: ResidentId; readonly language: Language },
) {
  const row = (await findAppeal(reader, asked.id, asked.residentId)) ?? refuse('not-found')
  const [view] = await appealViews(reader, ctx, [row])
  if (!view) return refuse('not-found')
  const names = await namesOf(reader, row)
  return { ...view, findings: findingViews(row.appeal.findings, names, asked.language) }
}

/** Under `/api/v1`. */
export const appealRoutes = createRouter()
  .openapi(explain, async c => {
    const { ctx, resident } = c.var
    const { findings, names } = await explainDeed(
      ctx.db.reader,
      ctx,
      resident.residentId,
      c.req.valid('json'),
    )
    const workingDays = limits.appealWorkingDays
    const body = {
      findings: findingViews(findings, names, languageOf(c)),
      mayAppeal: mayAppeal(findings),
      dueOn: addWorkingDays(ctx.calendar, dayOf(ctx.now()), workingDays),
      workingDays,
    }
    return c.json(body, 200)
  })
  .openapi(file, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    const { text, evidence, ...deed } = c.req.valid('json')
    const language = languageOf(c)
    return answerOnce(c, ctx, residentId, async tx => {
      const words = { text, evidence: evidence || null }
      const id = await fileAppeal(tx, ctx, { residentId, deed, words })
      return { status: 201, body: await fileOf(tx, ctx, { id, residentId, language }) }
    })
  })
  .openapi(list, async c => {
    const { ctx, resident } = c.var
    const { reader } = ctx.db
    const page = pageOf(c.req.valid('query'))
    const rows = await listOwn(reader, resident.residentId, page)
    const { shown, next } = cut(rows, page.limit, ({ appeal }) => ({
      at: appeal.filedAt.getTime(),
      id: appeal.id,
    }))
    return c.json({ items: await appealViews(reader, ctx, shown), next }, 200)
  })
  .openapi(read, async c => {
    const { ctx, resident } = c.var
    const id = c.req.valid('param').id as AppealId
    const asked = { id, residentId: resident.residentId, language: languageOf(c) }
    return c.json(await fileOf(ctx.db.reader, ctx, asked), 200)
  })
  .openapi(withdraw, async c => {
    const { ctx, resident } = c.var
    const { residentId } = resident
    const id = c.req.valid('param').id as AppealId
    await ctx.db.transaction(tx => withdrawAppeal(tx, ctx, residentId, id))
    return c.json(await fileOf(ctx.db.reader, ctx, { id, residentId, language: languageOf(c) }), 200)
  })

export type AppealRoutes = typeof appealRoutes
