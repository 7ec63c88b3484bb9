import { and, eq, gt, isNull } from 'drizzle-orm'
import type { HonoRequest } from 'hono'
import { createMiddleware } from 'hono/factory'
import { parse } from 'hono/utils/cookie'
import type {
  AdministratorActor,
  AttendantActor,
  PartnerActor,
  ResidentActor,
  StaffActor,
} from '#shared/domain/actor.ts'
import type { AttendantId, ResidentId, StaffId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import { statement } from '../db/statement.ts'
import { loadAdministrator, loadAttendant } from '../identity/queries.ts'
import { blindIndex } from '../identity/sealing.ts'
import { type audiences, session } from '../identity/tables.ts'
import { limits } from '../limits.ts'
import { loadStaff } from '../merchants/queries.ts'
import { loadPartner } from '../partners/queries.ts'
import { verifyPartnerToken } from '../partners/token.ts'
import { refuse } from '../refusal.ts'
import type { AppEnv } from './router.ts'

type Audience = (typeof audiences)[number]

/**
 * Each audience has its own cookie, so that one browser can hold a resident's and a till's session side by
 * side.
 */
export function cookieName(ctx: Context, audience: Audience): string {
  return ctx.config.publicUrl?.startsWith('https:') ? `__Host-${audience}` : audience
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A cookie travels by itself, so an unsafe request that carries one must come from our own pages. */
export function assertOwnOrigin(ctx: Context, request: HonoRequest): void {
  if (safeMethods.has(request.method)) return
  const { publicUrl } = ctx.config
  const { protocol } = new URL(request.url)
  const own = publicUrl ? new URL(publicUrl).origin : `${protocol}//${request.header('host') ?? ''}`
  if (request.header('origin')?.toLowerCase() !== own.toLowerCase()) refuse('origin-foreign')
}

/** The token of a session that a request came with. Refuses `not-signed-in`, `origin-foreign`. */
export function tokenOf(ctx: Context, request: HonoRequest, audience: Audience): string {
  const bearer = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.header('authorization') ?? '')?.[1]
  if (bearer) return bearer
  const name = cookieName(ctx, audience)
  const cookie = parse(request.header('cookie') ?? '', name)[name]
  if (!cookie) return refuse('not-signed-in')
  assertOwnOrigin(ctx, request)
  return cookie
}

const liveSession = statement<{ tokenHash: string; audience: Audience; now: Date }>()((db, given) =>
  db
    .select({ subjectId: session.subjectId, lastSeenAt: session.lastSeenAt })
    .from(session)
    .where(
      and(
        eq(session.tokenHash, given('tokenHash', session.tokenHash)),
        eq(session.audience, given('audience', session.audience)),
        isNull(session.endedAt),
        gt(session.expiresAt, given('now', session.expiresAt)),
      ),
    ),
)

/**
 * Who a session belongs to. Refuses `not-signed-in` for anything that is not a live session of this
 * audience.
 */
async function subjectOf(ctx: Context, request: HonoRequest, audience: Audience): Promise<string> {
  const now = ctx.now()
  const tokenHash = blindIndex(ctx.keys, 'token', tokenOf(ctx, request, audience))
  const [row] = await ctx.db.reader.execute(liveSession, { tokenHash, audience, now })
  if (!row) return refuse('not-signed-in')
  if (audience === 'administrator') await keepAwake(ctx, tokenHash, row.lastSeenAt, now)
  return row.subjectId
}

/** An administrator's session sleeps after a while without a request. */
async function keepAwake(ctx: Context, tokenHash: string, lastSeenAt: Date, now: Date): Promise<void> {
  const idleMs = now.getTime() - lastSeenAt.getTime()
  if (idleMs > limits.administratorIdleMs) refuse('not-signed-in')
  if (idleMs < limits.administratorIdleMs / 15) return
  await ctx.db.transaction(async tx => {
    await tx.update(session).set({ lastSeenAt: now }).where(eq(session.tokenHash, tokenHash))
  })
}

export const asResident = createMiddleware<AppEnv & { Variables: { resident: ResidentActor } }>(
  async (c, next) => {
    c.set('resident', {
      kind: 'resident',
      residentId: (await subjectOf(c.get('ctx'), c.req, 'resident')) as ResidentId,
    })
    await next()
  },
)

export const asStaff = createMiddleware<AppEnv & { Variables: { staff: StaffActor } }>(async (c, next) => {
  const staffId = (await subjectOf(c.get('ctx'), c.req, 'merchant')) as StaffId
  const { db, now } = c.get('ctx')
  c.set('staff', (await loadStaff(db.reader, staffId, now())) ?? refuse('not-signed-in'))
  await next()
})

export const asAttendant = createMiddleware<AppEnv & { Variables: { attendant: AttendantActor } }>(
  async (c, next) => {
    const attendantId = (await subjectOf(c.get('ctx'), c.req, 'attendant')) as AttendantId
    c.set('attendant', (await loadAttendant(c.get('ctx').db.reader, attendantId)) ?? refuse('not-signed-in'))
    await next()
  },
)

export const asAdministrator = createMiddleware<
  AppEnv & { Variables: { administrator: AdministratorActor } }
>(async (c, next) => {
  const id = await subjectOf(c.get('ctx'), c.req, 'administrator')
  c.set('administrator', (await loadAdministrator(c.get('ctx').db.reader, id)) ?? refuse('not-signed-in'))
  await next()
})

export const asPartner = createMiddleware<AppEnv & { Variables: { partner: PartnerActor } }>(
  async (c, next) => {
    const ctx = c.get('ctx')
    const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? refuse('not-signed-in')
    const partnerId = await verifyPartnerToken(ctx, token)
    c.set('partner', (await loadPartner(ctx.db.reader, partnerId)) ?? refuse('token-invalid'))
    await next()
  },
)
