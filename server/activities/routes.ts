import { createRoute } from '@hono/zod-openapi'
import {
  ActivityPage,
  ActivityReceipt,
  BatchOutcome,
  CarbonView,
  ReportedEventBody,
  WalletBody,
} from '#shared/contract/activities.ts'
import { idParam, PageQuery } from '#shared/contract/page.ts'
import { addDays, dayOf, startOf } from '#shared/domain/calendar.ts'
import { carbonByMonth } from '#shared/domain/carbon.ts'
import { comparisonFactor } from '#shared/domain/comparison.ts'
import type { DeedOutcome } from '#shared/domain/deed-plan.ts'
import type { ActivityId } from '#shared/domain/ids.ts'
import { refusalSentence } from '#shared/domain/refusals.ts'
import { cut, pageOf } from '../http/page.ts'
import { languageOf, refusing } from '../http/problem.ts'
import { answering } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asPartner, asResident } from '../http/session.ts'
import { readWallet } from '../ledger/wallets.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { factorInForce } from '../scenarios/catalogue.ts'
import { findActionTypes, findFactors } from '../scenarios/queries.ts'
import { activityView, explain } from './activity-view.ts'
import { ingestOne } from './gather.ts'
import { ingestEvents } from './ingest.ts'
import { findActivity, listActivities, replacedAmong, standingDeeds } from './queries.ts'

/** The charts of the carbon account go this far back; what is older is in the total and in the export. */
const carbonDaysBack = 400

const eventSchema = { $ref: '#/components/schemas/ReportedEvent' }
const manyEvents = { type: 'array' as const, items: eventSchema, maxItems: limits.batchEvents }

const report = createRoute({
  method: 'post',
  path: '/activities',
  tags: ['Partners'],
  summary: 'Report what people did: one CloudEvent, or a batch of up to 1,000',
  security: [{ partner: [] }],
  middleware: asPartner,
  request: {
    body: {
      required: true,
      content: {
        'application/cloudevents+json': { schema: eventSchema },
        'application/cloudevents-batch+json': { schema: manyEvents },
      },
    },
  },
  responses: {
    200: answering('What became of each event, in order', BatchOutcome),
    ...refusing(
      'json-malformed',
      'text-invalid',
      'not-signed-in',
      'token-invalid',
      'body-too-large',
      'batch-too-large',
      'content-type-unsupported',
      'too-busy',
      'unavailable',
    ),
  },
})

const list = createRoute({
  method: 'get',
  path: '/me/activities',
  tags: ['Me'],
  summary: 'My records, newest first',
  security: [{ resident: [] }],
  middleware: asResident,
  request: { query: PageQuery },
  responses: {
    200: answering('A page of records', ActivityPage),
    ...refusing('request-invalid', 'not-signed-in'),
  },
})

const receipt = createRoute({
  method: 'get',
  path: '/me/activities/{id}',
  tags: ['Me'],
  summary: 'One record with its receipt: why this number',
  security: [{ resident: [] }],
  middleware: asResident,
  request: { params: idParam },
  responses: { 200: answering('The record', ActivityReceipt), ...refusing('not-signed-in', 'not-found') },
})

const carbon = createRoute({
  method: 'get',
  path: '/me/carbon',
  tags: ['Me'],
  summary: 'Grams avoided, by month and action',
  security: [{ resident: [] }],
  middleware: asResident,
  responses: { 200: answering('The carbon account', CarbonView), ...refusing('not-signed-in') },
})

const walletRoute = createRoute({
  method: 'get',
  path: '/me/wallet',
  tags: ['Me'],
  summary: 'Points to spend, held and owed, and what expires next; in centipoints',
  security: [{ resident: [] }],
  middleware: asResident,
  responses: { 200: answering('The wallet', WalletBody), ...refusing('not-signed-in') },
})

/** A refused event says why in a sentence; ids and numbers stay as they are. */
function outcomeBody({ eventId, ...outcome }: DeedOutcome, language: 'zh' | 'en') {
  const detail = outcome.code && refusalSentence(outcome.code, language, { fact: outcome.fact ?? '' })
  return { id: eventId, ...outcome, ...(detail ? { detail } : {}) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('json-malformed')
  }
}

/** Under `/api/v1`. */
export const activityRoutes = createRouter()
  .openapi(report, async c => {
    const { ctx, partner, bodyText } = c.var
    const body = parseJson(bodyText)
    const outcomes = Array.isArray(body)
      ? await ingestEvents(ctx, partner, body)
      : [await ingestOne(ctx, partner, body)]
    const language = languageOf(c)
    return c.json({ outcomes: outcomes.map(outcome => outcomeBody(outcome, language)) }, 200)
  })
  .openapi(list, async c => {
    const { ctx, resident } = c.var
    const { after, limit } = pageOf(c.req.valid('query'))
    const rows = await listActivities(
      ctx.db.reader,
      resident.residentId,
      after && { occurredAt: new Date(after.at), id: after.id as ActivityId },
      limit + 1,
    )
    const { shown, next } = cut(rows, limit, row => ({ at: row.occurredAt.getTime(), id: row.id }))
    const replaced = await replacedAmong(
      ctx.db.reader,
      resident.residentId,
      shown.map(row => row.id),
    )
    const items = shown.map(row => activityView(row, replaced.has(row.id)))
    return c.json({ items, next }, 200)
  })
  .openapi(receipt, async c => {
    const { ctx, resident } = c.var
    const { reader } = ctx.db
    const id = c.req.valid('param').id as ActivityId
    const row = (await findActivity(reader, resident.residentId, id)) ?? refuse('not-found')
    const replaced = await replacedAmong(reader, resident.residentId, [id])
    const catalogue = { actionTypes: await findActionTypes(reader), factors: await findFactors(reader) }
    const told = explain(row.receipt, catalogue, languageOf(c))
    const made = row.receipt as Record<string, unknown> | null
    return c.json({ ...activityView(row, replaced.has(id)), facts: row.facts, receipt: made, ...told }, 200)
  })
  .openapi(carbon, async c => {
    const { ctx, resident } = c.var
    const now = ctx.now()
    const since = startOf(addDays(dayOf(now), -carbonDaysBack))
    const [wallet, deeds, comparison] = await Promise.all([
      readWallet(ctx.db.reader, resident.residentId, now),
      standingDeeds(ctx.db.reader, resident.residentId, since),
      factorInForce(ctx.db.reader, comparisonFactor, now),
    ])
    const months = carbonByMonth(deeds).map(month => ({ ...month, actions: [...month.actions] }))
    return c.json({ gramsTotal: wallet.carbon, comparison, months }, 200)
  })
  .openapi(walletRoute, async c => {
    const { ctx, resident } = c.var
    const { carbon: gramsTotal, ...wallet } = await readWallet(ctx.db.reader, resident.residentId, ctx.now())
    return c.json({ ...wallet, gramsTotal }, 200)
  })

export type ActivityRoutes = typeof activityRoutes

// An event is read by hand, so its schema is registered by hand.
activityRoutes.openAPIRegistry.register('ReportedEvent', ReportedEventBody)
