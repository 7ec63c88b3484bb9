import { createRoute } from '@hono/zod-openapi'
import { idParam } from '#shared/contract/page.ts'
import {
  HandoverRequest,
  Invitation,
  InvitationDraft,
  Joined,
  JoinRequest,
  OpenHandover,
  StandInRequest,
} from '#shared/contract/staff.ts'
import type { StaffId } from '#shared/domain/ids.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { closeHandover, offerShop, openHandover } from './hand-over.ts'
import { inviteStaff, joinShop } from './invite-staff.ts'
import { standIn } from './stand-in.ts'

const asking = { tags: ['Merchant'], security: [{ staff: [] }], middleware: asStaff }
const signedIn = ['not-signed-in', 'origin-foreign'] as const

const invite = createRoute({
  method: 'post',
  path: '/staff/invitations',
  summary: 'The owner makes a code with which somebody may come to serve here',
  ...asking,
  request: { body: jsonBody(InvitationDraft) },
  responses: {
    201: answering('The code, shown once', Invitation),
    ...refusing(...signedIn, 'request-invalid', 'not-permitted'),
  },
})

const join = createRoute({
  method: 'post',
  path: '/join',
  summary: 'Come to serve at a shop by an invitation; then sign in with this phone',
  tags: ['Merchant'],
  security: [],
  request: { body: jsonBody(JoinRequest) },
  responses: {
    201: answering('Welcome', Joined),
    ...refusing('request-invalid', 'invitation-invalid', 'phone-taken', 'too-many-requests'),
  },
})

const delegate = createRoute({
  method: 'put',
  path: '/staff/{id}/stand-in',
  summary: 'The owner lets a clerk stand in through a day, or ends it',
  ...asking,
  request: { params: idParam, body: jsonBody(StandInRequest) },
  responses: {
    204: { description: 'Done' },
    ...refusing(
      ...signedIn,
      'request-invalid',
      'not-permitted',
      'staff-not-found',
      'delegate-only-clerk',
      'delegate-day',
    ),
  },
})

const readHandover = createRoute({
  method: 'get',
  path: '/handover',
  summary: 'The offer of the shop that waits for an answer, for the two it concerns',
  ...asking,
  responses: { 200: answering('The offer, if there is one', OpenHandover), ...refusing('not-signed-in') },
})

const offer = createRoute({
  method: 'post',
  path: '/handover',
  summary: 'The owner offers the shop to a clerk',
  ...asking,
  request: { body: jsonBody(HandoverRequest) },
  responses: {
    201: answering('The offer', OpenHandover),
    ...refusing(
      ...signedIn,
      'request-invalid',
      'not-permitted',
      'staff-not-found',
      'delegate-only-clerk',
      'handover-open',
    ),
  },
})

const answerTo = (path: '/handover/{id}/agree' | '/handover/{id}/decline', summary: string) => ({
  method: 'post' as const,
  path,
  summary,
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Done' },
    ...refusing(...signedIn, 'not-permitted', 'handover-not-found'),
  },
})
const agree = createRoute({
  ...answerTo('/handover/{id}/agree', 'The clerk agrees and becomes the owner'),
  path: '/handover/{id}/agree',
})
const decline = createRoute({
  ...answerTo('/handover/{id}/decline', 'The clerk declines, or the owner takes the offer back'),
  path: '/handover/{id}/decline',
})

/** Under `/api/v1/merchant`. */
export const staffRoutes = createRouter()
  .openapi(invite, async c => {
    const { ctx, staff } = c.var
    const { nickname } = c.req.valid('json')
    const made = await ctx.db.transaction(tx => inviteStaff(tx, ctx, staff, { nickname }))
    c.header('cache-control', 'no-store')
    return c.json({ code: made.code, expiresAt: made.expiresAt.toISOString() }, 201)
  })
  .openapi(join, async c => c.json(await joinShop(c.var.ctx, c.req.valid('json')), 201))
  .openapi(delegate, async c => {
    const { ctx, staff } = c.var
    const { through = null } = c.req.valid('json')
    const asked = { staffId: c.req.valid('param').id as StaffId, through }
    await ctx.db.transaction(tx => standIn(tx, ctx, staff, asked))
    return c.body(null, 204)
  })
  .openapi(readHandover, async c => {
    const { ctx, staff } = c.var
    return c.json({ handover: await openHandover(ctx.db.reader, staff, ctx.now()) }, 200)
  })
  .openapi(offer, async c => {
    const { ctx, staff } = c.var
    const { staffId } = c.req.valid('json')
    await ctx.db.transaction(tx => offerShop(tx, ctx, staff, staffId as StaffId))
    return c.json({ handover: await openHandover(ctx.db.reader, staff, ctx.now()) }, 201)
  })
  .openapi(agree, async c => {
    const { ctx, staff } = c.var
    const { id } = c.req.valid('param')
    await ctx.db.transaction(tx => closeHandover(tx, ctx, staff, { id, agreed: true }))
    return c.body(null, 204)
  })
  .openapi(decline, async c => {
    const { ctx, staff } = c.var
    const { id } = c.req.valid('param')
    await ctx.db.transaction(tx => closeHandover(tx, ctx, staff, { id, agreed: false }))
    return c.body(null, 204)
  })

export type StaffRoutes = typeof staffRoutes
