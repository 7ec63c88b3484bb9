import { createRoute } from '@hono/zod-openapi'
import {
  HouseholdInvitation,
  HouseholdPreview,
  InvitationShown,
  JoinRequest,
  MyHousehold,
  ServedActs,
  SharedDeeds,
  SplitProposed,
  SplitRequest,
} from '#shared/contract/household.ts'
import { idParam } from '#shared/contract/page.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { leaveHousehold } from '../identity/households.ts'
import { inviteToHousehold } from './invite.ts'
import { joinByInvitation, previewInvitation } from './join-by-invitation.ts'
import { answerSplit, proposeSplit } from './propose-split.ts'
import { listSharedDeeds } from './queries.ts'
import { removeMember } from './remove-member.ts'
import { listServed } from './served-acts.ts'
import { householdView } from './view.ts'

const asking = { tags: ['Household'], security: [{ resident: [] }], middleware: asResident }
const guessing = ['household-invitation-wrong', 'too-many-requests', 'request-invalid'] as const

const read = createRoute({
  method: 'get',
  path: '/me/household',
  summary: 'My household: members, bins, and how points are shared',
  ...asking,
  responses: { 200: answering('Null for none', MyHousehold), ...refusing('not-signed-in') },
})

const invite = createRoute({
  method: 'post',
  path: '/me/household/invitations',
  summary: 'Make a code for one person to join; the one before ends',
  ...asking,
  responses: {
    201: answering('Told once', HouseholdInvitation),
    ...refusing('not-signed-in', 'origin-foreign', 'household-holder-only', 'too-busy'),
  },
})

const preview = createRoute({
  method: 'post',
  path: '/me/household/preview',
  summary: 'Whose household a code opens, before saying yes',
  ...asking,
  request: { body: jsonBody(InvitationShown) },
  responses: {
    200: answering('The household', HouseholdPreview),
    ...refusing('not-signed-in', 'origin-foreign', ...guessing),
  },
})

const join = createRoute({
  method: 'post',
  path: '/me/household/join',
  summary: 'Move in, with one’s own consent',
  ...asking,
  request: { body: jsonBody(JoinRequest) },
  responses: {
    200: answering('Where I live now', MyHousehold),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'household-leave-first',
      'household-full',
      'guardian-stays',
      'too-busy',
      ...guessing,
    ),
  },
})

const leave = createRoute({
  method: 'post',
  path: '/me/household/leave',
  summary: 'Move out; the bins stay with those who stay',
  ...asking,
  responses: {
    204: { description: 'Moved out' },
    ...refusing('not-signed-in', 'not-found', 'origin-foreign', 'guardian-stays'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/me/household/members/{id}',
  summary: 'The holder moves an adult out',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Moved out' },
    ...refusing(
      'not-signed-in',
      'not-found',
      'origin-foreign',
      'household-holder-only',
      'child-by-guardian',
      'guardian-stays',
    ),
  },
})

const propose = createRoute({
  method: 'post',
  path: '/me/household/split',
  summary: 'Propose how to share the points of the bins',
  description:
    'Holds from the day after everybody who gets less has agreed. No shares: all to whoever bound the bin.',
  ...asking,
  request: { body: jsonBody(SplitRequest) },
  responses: {
    201: answering('The proposal', SplitProposed),
    ...refusing('not-signed-in', 'not-found', 'origin-foreign', 'request-invalid', 'split-invalid'),
  },
})

const answers = ['not-signed-in', 'not-found', 'origin-foreign', 'split-settled'] as const

const agree = createRoute({
  method: 'post',
  path: '/me/household/split/{id}/agree',
  summary: 'Agree to get less',
  ...asking,
  request: { params: idParam },
  responses: { 204: { description: 'Agreed' }, ...refusing(...answers) },
})

const decline = createRoute({
  method: 'post',
  path: '/me/household/split/{id}/decline',
  summary: 'Say no to a proposal, or withdraw one’s own',
  ...asking,
  request: { params: idParam },
  responses: { 204: { description: 'Withdrawn' }, ...refusing(...answers) },
})

const shared = createRoute({
  method: 'get',
  path: '/me/household/deeds',
  summary: 'Deeds of the bins in which I have a share',
  ...asking,
  responses: { 200: answering('The newest first', SharedDeeds), ...refusing('not-signed-in') },
})

const served = createRoute({
  method: 'get',
  path: '/me/served',
  summary: 'Everything that helpers and desks did for me',
  ...asking,
  responses: { 200: answering('The newest first', ServedActs), ...refusing('not-signed-in') },
})

export const householdRoutes = createRouter()
  .openapi(read, async c => {
    const { ctx, resident } = c.var
    return c.json({ household: await householdView(ctx.db.reader, ctx, resident.residentId) }, 200)
  })
  .openapi(invite, async c => {
    const { ctx, resident } = c.var
    const { code, expiresAt } = await inviteToHousehold(ctx, resident.residentId)
    return c.json({ code, expiresAt: expiresAt.toISOString() }, 201)
  })
  .openapi(preview, async c => {
    const { ctx, resident } = c.var
    return c.json(await previewInvitation(ctx, resident.residentId, c.req.valid('json').code), 200)
  })
  .openapi(join, async c => {
    const { ctx, resident } = c.var
    await joinByInvitation(ctx, resident.residentId, c.req.valid('json').code)
    return c.json({ household: await householdView(ctx.db.reader, ctx, resident.residentId) }, 200)
  })
  .openapi(leave, async c => {
    const { ctx, resident } = c.var
    await ctx.db.transaction(tx => leaveHousehold(tx, ctx, resident.residentId))
    return c.body(null, 204)
  })
  .openapi(remove, async c => {
    const { ctx, resident } = c.var
    await removeMember(ctx, resident.residentId, c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(propose, async c => {
    const { ctx, resident } = c.var
    return c.json({ id: await proposeSplit(ctx, resident.residentId, c.req.valid('json')) }, 201)
  })
  .openapi(agree, async c => {
    const { ctx, resident } = c.var
    await answerSplit(ctx, resident.residentId, { splitId: c.req.valid('param').id, agree: true })
    return c.body(null, 204)
  })
  .openapi(decline, async c => {
    const { ctx, resident } = c.var
    await answerSplit(ctx, resident.residentId, { splitId: c.req.valid('param').id, agree: false })
    return c.body(null, 204)
  })
  .openapi(shared, async c => {
    const { ctx, resident } = c.var
    return c.json({ deeds: await listSharedDeeds(ctx.db.reader, resident.residentId) }, 200)
  })
  .openapi(served, async c => {
    const { ctx, resident } = c.var
    return c.json({ acts: await listServed(ctx.db.reader, ctx, resident.residentId) }, 200)
  })
