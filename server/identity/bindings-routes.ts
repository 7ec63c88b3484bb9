import { createRoute } from '@hono/zod-openapi'
import { BindingRequest, Bindings, ConsentRequest, Consent, Consents } from '#shared/contract/me.ts'
import { idParam } from '#shared/contract/page.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { bindByCode } from './bind-by-code.ts'
import { listBindings } from './bindings.ts'
import { giveConsent, listConsents, withdrawConsent } from './consents.ts'
import { bindingBody, consentBody } from './bodies.ts'
import { unbind } from './unbind.ts'

const asking = { security: [{ resident: [] }], middleware: asResident }

const readConsents = createRoute({
  method: 'get',
  path: '/me/consents',
  tags: ['Consent'],
  summary: 'What I consented to, withdrawn consents included',
  ...asking,
  responses: {
    200: answering('The newest first', Consents),
    ...refusing('not-signed-in'),
  },
})

const give = createRoute({
  method: 'post',
  path: '/me/consents',
  tags: ['Consent'],
  summary: 'Let a partner report one type of action for me',
  ...asking,
  request: { body: jsonBody(ConsentRequest) },
  responses: {
    200: answering('The consent that holds now', Consent),
    ...refusing('not-signed-in', 'not-found', 'request-invalid', 'origin-foreign', 'too-busy'),
  },
})

const withdraw = createRoute({
  method: 'delete',
  path: '/me/consents/{id}',
  tags: ['Consent'],
  summary: 'Withdraw a consent from now on',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Withdrawn' },
    ...refusing('not-signed-in', 'not-found', 'origin-foreign'),
  },
})

const readBindings = createRoute({
  method: 'get',
  path: '/me/bindings',
  tags: ['Bindings'],
  summary: 'My cards, accounts and bins, ended ones included',
  ...asking,
  responses: {
    200: answering('The newest first', Bindings),
    ...refusing('not-signed-in', 'not-found'),
  },
})

const bind = createRoute({
  method: 'post',
  path: '/me/bindings',
  tags: ['Bindings'],
  summary: 'Bind what a partner’s one-time code proves to be mine',
  ...asking,
  request: { body: jsonBody(BindingRequest) },
  responses: {
    200: answering('What is bound now', Bindings),
    ...refusing(
      'not-signed-in',
      'not-found',
      'request-invalid',
      'origin-foreign',
      'binding-code-wrong',
      'too-many-requests',
      'too-busy',
    ),
  },
})

const release = createRoute({
  method: 'delete',
  path: '/me/bindings/{id}',
  tags: ['Bindings'],
  summary: 'Unbind from now on',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Unbound' },
    ...refusing('not-signed-in', 'not-found', 'origin-foreign'),
  },
})

export const bindingsRoutes = createRouter()
  .openapi(readConsents, async c => {
    const { ctx, resident } = c.var
    const consents = await listConsents(ctx.db.reader, resident.residentId)
    return c.json({ consents: consents.map(consentBody) }, 200)
  })
  .openapi(give, async c => {
    const { ctx, resident } = c.var
    const given = { ...c.req.valid('json'), residentId: resident.residentId, onPaperBy: null }
    return c.json(consentBody(await ctx.db.transaction(tx => giveConsent(tx, ctx, given))), 200)
  })
  .openapi(withdraw, async c => {
    const { ctx, resident } = c.var
    await withdrawConsent(ctx, resident.residentId, c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(readBindings, async c => {
    const { ctx, resident } = c.var
    const bindings = await listBindings(ctx.db.reader, ctx, resident.residentId)
    return c.json({ bindings: bindings.map(bindingBody) }, 200)
  })
  .openapi(bind, async c => {
    const { ctx, resident } = c.var
    await bindByCode(ctx, resident.residentId, c.req.valid('json'))
    const bindings = await listBindings(ctx.db.reader, ctx, resident.residentId)
    return c.json({ bindings: bindings.map(bindingBody) }, 200)
  })
  .openapi(release, async c => {
    const { ctx, resident } = c.var
    await unbind(ctx, resident.residentId, c.req.valid('param').id)
    return c.body(null, 204)
  })
