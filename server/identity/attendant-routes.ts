import { createRoute } from '@hono/zod-openapi'
import {
  AttendantSelf,
  BlockedCard,
  CardRequest,
  DeskBinding,
  DeskBindingRequest,
  DeskConsentRequest,
  Enrolled,
  EnrolRequest,
  IssuedCard,
} from '#shared/contract/attendant.ts'
import { Consent } from '#shared/contract/me.ts'
import { idParam } from '#shared/contract/page.ts'
import type { CardId, ResidentId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asAttendant } from '../http/session.ts'
import { cardBody, consentBody } from './bodies.ts'
import { blockCard, replaceCard } from './end-card.ts'
import { issueCard } from './issue-card.ts'
import { attendantView } from './queries.ts'
import { bindAtDesk, consentAtDesk, enrolAtDesk } from './serve-at-desk.ts'

const asking = { tags: ['Desk'], security: [{ attendant: [] }], middleware: asAttendant }
const atDesk = [
  'not-signed-in',
  'not-found',
  'serving-oneself',
  'request-invalid',
  'origin-foreign',
  'attendant-cap-reached',
] as const

const read = createRoute({
  method: 'get',
  path: '/me',
  summary: 'Who I am at this desk',
  ...asking,
  responses: {
    200: answering('The attendant', AttendantSelf),
    ...refusing('not-signed-in'),
  },
})

const enrol = createRoute({
  method: 'post',
  path: '/residents',
  summary: 'Enrol someone who signed the terms on paper, with or without a phone',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: {
    body: jsonBody(EnrolRequest),
  },
  responses: {
    200: answering('The resident, new or known', Enrolled),
    ...refusing(...atDesk, 'idempotency-key-missing', 'idempotency-key-invalid', 'idempotency-key-reused'),
  },
})

const issue = createRoute({
  method: 'post',
  path: '/cards',
  summary: 'Issue a paper card',
  ...asking,
  request: { body: jsonBody(CardRequest) },
  responses: {
    201: answering('Its code is told once', IssuedCard),
    ...refusing(...atDesk, 'card-active'),
  },
})

const block = createRoute({
  method: 'post',
  path: '/cards/{id}/block',
  summary: 'Block a lost card',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('Blocked', BlockedCard),
    ...refusing(...atDesk, 'card-not-active'),
  },
})

const replace = createRoute({
  method: 'post',
  path: '/cards/{id}/replace',
  summary: 'Issue another card in the place of one',
  ...asking,
  request: { params: idParam },
  responses: {
    201: answering('Its code is told once', IssuedCard),
    ...refusing(...atDesk, 'card-not-active'),
  },
})

const bind = createRoute({
  method: 'post',
  path: '/bindings',
  summary: 'Bind a card, account or bin that was shown at the desk',
  ...asking,
  request: { body: jsonBody(DeskBindingRequest) },
  responses: {
    200: answering('Bound', DeskBinding),
    ...refusing(...atDesk, 'too-busy'),
  },
})

const consent = createRoute({
  method: 'post',
  path: '/consents',
  summary: 'Record a consent signed on paper',
  ...asking,
  request: { body: jsonBody(DeskConsentRequest) },
  responses: {
    200: answering('The consent that holds now', Consent),
    ...refusing(...atDesk, 'too-busy'),
  },
})

export const attendantRoutes = createRouter()
  .openapi(read, async c => {
    const { ctx, attendant } = c.var
    return c.json(await attendantView(ctx.db.reader, ctx, attendant.attendantId), 200)
  })
  .openapi(enrol, async c => {
    const { ctx, attendant } = c.var
    const { phone = null } = c.req.valid('json')
    const answer = await answerOnce(c, ctx, attendant.attendantId, async tx => ({
      status: 200,
      body: await enrolAtDesk(tx, ctx, attendant, phone),
    }))
    return answer as never
  })
  .openapi(issue, async c => {
    const { ctx, attendant } = c.var
    const issued = await issueCard(ctx, attendant, c.req.valid('json').residentId as ResidentId)
    c.header('cache-control', 'no-store')
    return c.json(cardBody(issued), 201)
  })
  .openapi(block, async c => {
    const { ctx, attendant } = c.var
    const { id } = c.req.valid('param')
    await blockCard(ctx, attendant, id as CardId)
    return c.json({ id, state: 'blocked' as const }, 200)
  })
  .openapi(replace, async c => {
    const { ctx, attendant } = c.var
    const issued = await replaceCard(ctx, attendant, c.req.valid('param').id as CardId)
    c.header('cache-control', 'no-store')
    return c.json(cardBody(issued), 201)
  })
  .openapi(bind, async c => {
    const { ctx, attendant } = c.var
    const { id, kind } = await bindAtDesk(ctx, attendant, c.req.valid('json'))
    return c.json({ id, kind }, 200)
  })
  .openapi(consent, async c => {
    const { ctx, attendant } = c.var
    return c.json(consentBody(await consentAtDesk(ctx, attendant, c.req.valid('json'))), 200)
  })
