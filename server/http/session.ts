import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Context as HonoContext } from 'hono'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type {
  AdministratorActor,
  AttendantActor,
  PartnerActor,
  ResidentActor,
  StaffActor,
} from '#shared/domain/actor.ts'
import type { AttendantId, ResidentId, StaffId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
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

/** Each audience has its own cookie, so that one browser can hold a resident's and a till's session side by side. */
export function cookieName(ctx: Context, audience: Audience): string {
  return ctx.config.publicUrl?.startsWith('https:') ? `__Host-${audience}` : audience
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A cookie travels by itself, so an unsafe request that carries one must come from our own pages. */
function assertOwnOrigin(c: HonoContext<AppEnv>): void {
  if (safeMethods.has(c.req.method)) return
  const origin = c.req.header('origin')
  const own = c.get('ctx').config.publicUrl ?? `${new URL(c.req.url).protocol}//${c.req.header('host') ?? ''}`
  if (origin === undefined || origin !== new URL(own).origin) refuse('origin-foreign')
}

function tokenOf(c: HonoContext<AppEnv>, audience: Audience): string {
  const bearer = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (bearer) return bearer
  const cookie = getCookie(c, cookieName(c.get('ctx'), audience))
  if (!cookie) return refuse('not-signed-in')
  assertOwnOrigin(c)
  return cookie
}

/** Who a session belongs to. Refuses `not-signed-in` for anything that is not a live session of this audience. */
async function subjectOf(c: HonoContext<AppEnv>, audience: Audience): Promise<string> {
  const ctx = c.get('ctx')
  const now = ctx.now()
  const tokenHash = blindIndex(ctx.keys, 'token', tokenOf(c, audience))
  const [row] = await ctx.db.reader
    .select({ subjectId: session.subjectId, lastSeenAt: session.lastSeenAt })
    .from(session)
    .where(
      and(
        eq(session.tokenHash, tokenHash),
        eq(session.audience, audience),
        isNull(session.endedAt),
        gt(session.expiresAt, now),
      ),
    )
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
    c.set('resident', { kind: 'resident', residentId: (await subjectOf(c, 'resident')) as ResidentId })
    await next()
  },
)

export const asStaff = createMiddleware<AppEnv & { Variables: { staff: StaffActor } }>(async (c, next) => {
  const staffId = (await subjectOf(c, 'merchant')) as StaffId
  c.set('staff', (await loadStaff(c.get('ctx').db.reader, staffId)) ?? refuse('not-signed-in'))
  await next()
})

export const asAttendant = createMiddleware<AppEnv & { Variables: { attendant: AttendantActor } }>(
  async (c, next) => {
    const attendantId = (await subjectOf(c, 'attendant')) as AttendantId
    c.set('attendant', (await loadAttendant(c.get('ctx').db.reader, attendantId)) ?? refuse('not-signed-in'))
    await next()
  },
)

export const asAdministrator = createMiddleware<
  AppEnv & { Variables: { administrator: AdministratorActor } }
>(async (c, next) => {
  const id = await subjectOf(c, 'administrator')
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
