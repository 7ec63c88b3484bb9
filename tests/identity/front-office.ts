import { generateKeyPairSync } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, expect } from 'vitest'
import { publicCalendar } from '#seeds/reference/holidays.ts'
import { readConfig } from '#server/config.ts'
import { type Context, idMaker } from '#server/context.ts'
import { strictBody } from '#server/http/body.ts'
import { householdRoutes } from '#server/households/household-routes.ts'
import { onError } from '#server/http/problem.ts'
import { createRouter } from '#server/http/router.ts'
import { attendantRoutes } from '#server/identity/attendant-routes.ts'
import { bindingsRoutes } from '#server/identity/bindings-routes.ts'
import { consoleGateway } from '#server/identity/console-gateway.ts'
import { createAttendant } from '#server/identity/create-attendant.ts'
import { demoRoutes } from '#server/identity/demo-routes.ts'
import { meRoutes } from '#server/identity/me-routes.ts'
import type { PhoneAudience } from '#server/identity/phone-owner.ts'
import { mySessionRoutes } from '#server/identity/my-sessions-routes.ts'
import { sessionRoutes } from '#server/identity/session-routes.ts'
import { loadKeys } from '#server/keys.ts'
import { createPartner, type NewPartner } from '#server/partners/create-partner.ts'
import { keySetRoutes, oauthRoutes } from '#server/partners/oauth-routes.ts'
import { partnerRoutes } from '#server/partners/routes.ts'
import { issuePartnerToken } from '#server/partners/token.ts'
import { buildNetwork } from '#shared/domain/metro.ts'
import { ruleBooks } from '#server/rules/rule-books.ts'
import { openTestDatabase } from '#tests/support/database.ts'

export const phones = { li: '13800000001', wang: '13800000002', zhao: '13800000003' } as const
export const metro: NewPartner = {
  code: 'metro',
  name: '示例轨道',
  actionTypes: ['metro-ride'],
  subjects: 'account',
}
export const waste: NewPartner = {
  code: 'waste',
  name: '示例分类',
  actionTypes: ['waste-sorting'],
  subjects: 'bin',
}
export const minutes = (count: number): number => count * 60_000

const installer = { kind: 'command', name: 'test' } as const

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

/** Keys as an operator would give them: nothing is written beside the data. */
function newKeys() {
  const signing = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' })
  return loadKeys({
    dataFolder: '/nowhere',
    masterKey: Buffer.alloc(32, 7).toString('base64'),
    signingKey: signing.toString('base64'),
  })
}

function newApp(ctx: Context) {
  const app = createRouter()
  app.use(async (c, next) => {
    c.set('ctx', ctx)
    c.set('requestId', 'test')
    await next()
  })
  app.use(strictBody)
  app.onError(onError)
  const forEveryone = [sessionRoutes, meRoutes, mySessionRoutes, bindingsRoutes, demoRoutes, partnerRoutes]
  for (const routes of [...forEveryone, householdRoutes, oauthRoutes]) app.route('/api/v1', routes)
  app.route('/api/v1/attendant', attendantRoutes)
  app.route('/', keySetRoutes)
  return app
}

export interface Asked {
  readonly as?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The front office of an empty district, with a clock that stands still until it is moved. */
export async function openFrontOffice(env: Readonly<Record<string, string>> = { DEMO: '1' }) {
  const { database, close } = await openTestDatabase()
  opened.push(close)
  let at = new Date('2026-11-23T02:00:00Z')
  const now = () => at
  const config = readConfig({ DATA_DIR: join(tmpdir(), 'office-without-data'), ...env })
  const log = pino({ level: 'silent' })
  const ctx: Context = {
    db: database,
    config,
    keys: newKeys(),
    now,
    newId: idMaker(now),
    sms: consoleGateway(config, log, now),
    rules: ruleBooks(),
    network: buildNetwork({ lines: [], stations: [], edges: [] } as never),
    calendar: publicCalendar,
    log,
  }
  const app = newApp(ctx)

  async function ask(method: string, path: string, { as, body, headers }: Asked = {}) {
    const sent: Record<string, string> = { host: 'district', ...headers }
    if (as) sent['authorization'] = `Bearer ${as}`
    if (body !== undefined) sent['content-type'] ??= 'application/json'
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.request(`http://district${path}`, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body: text }),
    })
    const raw = await answer.text()
    return { status: answer.status, headers: answer.headers, json: raw === '' ? null : JSON.parse(raw) }
  }

  const lastCode = (phone: string): string =>
    ctx.sms.recent?.().find(one => one.phone === phone)?.code ?? 'none'

  async function requestCode(phone: string, audience: PhoneAudience = 'resident') {
    const answer = await ask('POST', '/api/v1/session/code', { body: { phone, audience } })
    return { ...answer, code: lastCode(phone) }
  }

  /** Signs in and gives the session's token. */
  async function signIn(phone: string, audience: PhoneAudience = 'resident'): Promise<string> {
    const { code } = await requestCode(phone, audience)
    const body = { phone, code, audience, consentToTerms: true }
    const { status, json } = await ask('POST', '/api/v1/session', { body })
    expect(status, JSON.stringify(json)).toBe(200)
    return json.token as string
  }

  return {
    ctx,
    ask,
    lastCode,
    requestCode,
    signIn,
    pass: (ms: number) => void (at = new Date(at.getTime() + ms)),
    partner: async (given: NewPartner) => {
      const { id, secret } = await ctx.db.transaction(tx => createPartner(tx, ctx, installer, given))
      return { id, secret, token: await issuePartnerToken(ctx, id) }
    },
    attendant: (phone: string) =>
      ctx.db.transaction(tx => createAttendant(tx, ctx, installer, { phone, community: '示例社区' })),
    /** A one-time code for an external id, as the partner's own system would ask for it. */
    bindingCode: async (token: string, externalId: string): Promise<string> => {
      const asked = { as: token, body: { externalId } }
      return (await ask('POST', '/api/v1/partner/binding-codes', asked)).json.code
    },
  }
}

export type FrontOffice = Awaited<ReturnType<typeof openFrontOffice>>

/** How many of some answers had each outcome: the refusal's code, or the status. */
export function outcomes(answers: readonly { status: number; json: { code?: string } | null }[]) {
  const counts: Record<string, number> = {}
  for (const { status, json } of answers) {
    const outcome = status >= 400 ? (json?.code ?? 'none') : String(status)
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

export function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)))
}
