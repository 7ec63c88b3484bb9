import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import {
  AdministratorSignInRequest,
  audiences,
  SignedIn,
  SignInCodeRequest,
  SignInCodeSent,
  SignInRequest,
  SignOutQuery,
} from '#shared/contract/session.ts'
import { deviceName } from '#shared/domain/device-name.ts'
import { originOf } from '../http/address.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { type AppEnv, createRouter } from '../http/router.ts'
import { assertOwnOrigin, cookieName } from '../http/session.ts'
import { signInAdministrator } from './administrator-sign-in.ts'
import type { Audience, OpenedSession } from './open-session.ts'
import { requestCode } from './request-code.ts'
import { signIn } from './sign-in.ts'
import { signOut, signOutEverywhere } from './sign-out.ts'

const anySession = [{ resident: [] }, { staff: [] }, { attendant: [] }, { administrator: [] }]

/** The token for programs, and as a cookie that no script can read. */
function signedIn(c: HonoContext<AppEnv>, { token, audience, expiresAt }: OpenedSession) {
  const ctx = c.get('ctx')
  setCookie(c, cookieName(ctx, audience), token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: ctx.config.publicUrl?.startsWith('https:') ?? false,
    maxAge: Math.floor((expiresAt.getTime() - ctx.now().getTime()) / 1000),
  })
  c.header('cache-control', 'no-store')
  return { token, audience, expiresAt: expiresAt.toISOString() }
}

/** The tokens a request came with: the one in its header, or else those in the cookies of these audiences. */
function tokensOf(c: HonoContext<AppEnv>, of: readonly Audience[]): string[] {
  const bearer = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (bearer) return [bearer]
  const cookies = of.flatMap(audience => getCookie(c, cookieName(c.get('ctx'), audience)) ?? [])
  if (cookies.length > 0) assertOwnOrigin(c.get('ctx'), c.req)
  return cookies
}

function forgetCookies(c: HonoContext<AppEnv>, of: readonly Audience[]): void {
  const ctx = c.get('ctx')
  const secure = ctx.config.publicUrl?.startsWith('https:') ?? false
  for (const audience of of) deleteCookie(c, cookieName(ctx, audience), { path: '/', secure })
}

const asked = (audience: Audience | undefined): readonly Audience[] => (audience ? [audience] : audiences)

const sendCode = createRoute({
  method: 'post',
  path: '/session/code',
  tags: ['Signing in'],
  summary: 'Send a one-time code to a phone',
  security: [],
  request: { body: jsonBody(SignInCodeRequest) },
  responses: {
    200: answering('Sent, if this audience has the phone', SignInCodeSent),
    ...refusing('request-invalid', 'too-many-requests', 'sms-unavailable'),
  },
})

const open = createRoute({
  method: 'post',
  path: '/session',
  tags: ['Signing in'],
  summary: 'Sign in with a phone and its code',
  security: [],
  request: { body: jsonBody(SignInRequest) },
  responses: {
    200: answering('Signed in', SignedIn),
    ...refusing('request-invalid', 'code-wrong', 'code-locked', 'too-many-requests', 'terms-not-accepted'),
  },
})

const openAdministrator = createRoute({
  method: 'post',
  path: '/admin/session',
  tags: ['Signing in'],
  summary: 'Sign in as an administrator',
  security: [],
  request: {
    body: jsonBody(AdministratorSignInRequest),
  },
  responses: {
    200: answering('Signed in', SignedIn),
    ...refusing('request-invalid', 'sign-in-refused'),
  },
})

const close = createRoute({
  method: 'delete',
  path: '/session',
  tags: ['Signing in'],
  summary: 'Sign out',
  security: [...anySession, {}],
  request: { query: SignOutQuery },
  responses: {
    204: { description: 'Signed out' },
    ...refusing('request-invalid', 'origin-foreign'),
  },
})

const closeEverywhere = createRoute({
  method: 'post',
  path: '/session/everywhere-out',
  tags: ['Signing in'],
  summary: 'Sign out on every device',
  security: anySession,
  request: { query: SignOutQuery },
  responses: {
    204: { description: 'Signed out everywhere' },
    ...refusing('request-invalid', 'not-signed-in', 'origin-foreign'),
  },
})

export const sessionRoutes = createRouter()
  .openapi(sendCode, async c => {
    const { expiresAt, nextCodeAt } = await requestCode(c.get('ctx'), {
      ...c.req.valid('json'),
      from: originOf(c),
    })
    return c.json({ expiresAt: expiresAt.toISOString(), nextCodeAt: nextCodeAt.toISOString() }, 200)
  })
  .openapi(open, async c => {
    const device = deviceName(c.req.header('user-agent'))
    return c.json(signedIn(c, await signIn(c.get('ctx'), { ...c.req.valid('json'), device })), 200)
  })
  .openapi(openAdministrator, async c =>
    c.json(signedIn(c, await signInAdministrator(c.get('ctx'), c.req.valid('json'))), 200),
  )
  .openapi(close, async c => {
    const of = asked(c.req.valid('query').audience)
    await signOut(c.get('ctx'), tokensOf(c, of))
    forgetCookies(c, of)
    return c.body(null, 204)
  })
  .openapi(closeEverywhere, async c => {
    const of = asked(c.req.valid('query').audience)
    await signOutEverywhere(c.get('ctx'), tokensOf(c, of))
    forgetCookies(c, of)
    return c.body(null, 204)
  })
