import { createRoute } from '@hono/zod-openapi'
import { Closed, ClosingRequest } from '#shared/contract/desk.ts'
import { spending } from '../households/refusals.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asAttendant } from '../http/session.ts'
import { rememberErasures } from '../identity/erasures.ts'
import { closeAtDesk } from './close-at-desk.ts'

const closing = createRoute({
  method: 'post',
  path: '/closings',
  summary: 'Close the account of a card holder without a phone, who has signed for it',
  description:
    'Needs an Idempotency-Key. All that is personal is forgotten; the audit log keeps the photo’s SHA-256.',
  tags: ['Desk'],
  security: [{ attendant: [] }],
  middleware: asAttendant,
  request: { body: jsonBody(ClosingRequest) },
  responses: {
    200: answering('Forgotten', Closed),
    ...refusing(
      ...spending,
      'not-signed-in',
      'not-found',
      'serving-oneself',
      'request-invalid',
      'origin-foreign',
      'attendant-cap-reached',
      'picture-invalid',
      'picture-too-large',
      'closing-has-phone',
      'minor-needs-guardian',
      'guardian-stays',
      'too-busy',
    ),
  },
})

export const closingRoutes = createRouter().openapi(closing, async c => {
  const { ctx, attendant } = c.var
  const signed = c.req.valid('json')
  const answer = await answerOnce(c, ctx, attendant.attendantId, async tx => {
    await closeAtDesk(tx, ctx, attendant, signed)
    return { status: 200, body: { closed: true as const } }
  })
  await rememberErasures(ctx)
  return answer
})
