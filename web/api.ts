import { hc, type ClientResponse } from 'hono/client'
import type { activityRoutes } from '#server/activities/routes.ts'
import type { todayRoutes } from '#server/activities/today-routes.ts'
import type { appealRoutes } from '#server/appeals/routes.ts'
import type { closingRoutes } from '#server/desk/closing-routes.ts'
import type { deskRoutes } from '#server/desk/routes.ts'
import type { childrenRoutes } from '#server/households/children-routes.ts'
import type { helpRoutes } from '#server/households/help-routes.ts'
import type { householdRoutes } from '#server/households/household-routes.ts'
import type { attendantRoutes } from '#server/identity/attendant-routes.ts'
import type { bindingsRoutes } from '#server/identity/bindings-routes.ts'
import type { meRoutes } from '#server/identity/me-routes.ts'
import type { myDataRoutes } from '#server/identity/my-data-routes.ts'
import type { mySessionRoutes } from '#server/identity/my-sessions-routes.ts'
import type { sessionRoutes } from '#server/identity/session-routes.ts'
import type { statementRoutes } from '#server/ledger/statement-routes.ts'
import type { attestRoutes } from '#server/merchants/attest-routes.ts'
import type { atCounterRoutes } from '#server/merchants/resident-routes.ts'
import type { merchantRoutes } from '#server/merchants/routes.ts'
import type { settlementRoutes } from '#server/merchants/settlement-routes.ts'
import type { staffRoutes } from '#server/merchants/staff-routes.ts'
import type { tillRoutes } from '#server/merchants/till-routes.ts'
import type { partnerRoutes } from '#server/partners/routes.ts'
import type { rewardRoutes } from '#server/rewards/routes.ts'
import type { waitingRoutes } from '#server/rewards/waiting-routes.ts'
import type { catalogueRoutes } from '#server/scenarios/routes.ts'
import type { counterRoutes } from '#server/vouchers/counter-routes.ts'
import type { offlineRoutes } from '#server/vouchers/offline-routes.ts'
import type { voucherRoutes } from '#server/vouchers/routes.ts'
import type { undoRoutes } from '#server/vouchers/undo-routes.ts'
import { noteKeptAnswer } from './ui/connection.ts'
import { currentLocale } from './ui/language.ts'
import { isRefusalCode, NoAnswer, RefusedByServer } from './ui/problem.ts'
import { setClockBy } from './ui/server-clock.ts'

export { serverNow } from './ui/server-clock.ts'

async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers)
  headers.set('accept-language', currentLocale())
  try {
    const answer = await fetch(input, { ...init, headers, signal: AbortSignal.timeout(20_000) })
    const keptAt = answer.headers.get('x-kept-at')
    if (keptAt) noteKeptAnswer(keptAt)
    // What comes from the device's memory says nothing about the time.
    else setClockBy(answer)
    return answer
  } catch (cause) {
    throw new NoAnswer('no answer', { cause })
  }
}

const options = { fetch: ask }

/** One typed client per area: a single one for the whole API makes the editor slow. */
export const sessionApi = hc<typeof sessionRoutes>('/api/v1', options)
export const mySessionApi = hc<typeof mySessionRoutes>('/api/v1', options)
export const meApi = hc<typeof meRoutes>('/api/v1', options)
export const myDataApi = hc<typeof myDataRoutes>('/api/v1', options)
export const bindingApi = hc<typeof bindingsRoutes>('/api/v1', options)
export const partnerApi = hc<typeof partnerRoutes>('/api/v1', options)
export const activityApi = hc<typeof activityRoutes>('/api/v1', options)
export const statementApi = hc<typeof statementRoutes>('/api/v1', options)
export const todayApi = hc<typeof todayRoutes>('/api/v1', options)
export const appealApi = hc<typeof appealRoutes>('/api/v1', options)
export const catalogueApi = hc<typeof catalogueRoutes>('/api/v1', options)
export const rewardApi = hc<typeof rewardRoutes>('/api/v1', options)
export const waitingApi = hc<typeof waitingRoutes>('/api/v1', options)
export const voucherApi = hc<typeof voucherRoutes>('/api/v1', options)
export const atCounterApi = hc<typeof atCounterRoutes>('/api/v1', options)
export const householdApi = hc<typeof householdRoutes>('/api/v1', options)
export const childrenApi = hc<typeof childrenRoutes>('/api/v1', options)
export const helpApi = hc<typeof helpRoutes>('/api/v1', options)
export const attendantApi = hc<typeof attendantRoutes>('/api/v1/attendant', options)
export const closingApi = hc<typeof closingRoutes>('/api/v1/attendant', options)
export const deskApi = hc<typeof deskRoutes>('/api/v1/attendant', options)
export const merchantApi = hc<typeof merchantRoutes>('/api/v1/merchant', options)
export const counterApi = hc<typeof counterRoutes>('/api/v1/merchant', options)
export const attestApi = hc<typeof attestRoutes>('/api/v1/merchant', options)
export const settlementApi = hc<typeof settlementRoutes>('/api/v1/merchant', options)
export const staffApi = hc<typeof staffRoutes>('/api/v1/merchant', options)
export const tillApi = hc<typeof tillRoutes>('/api/v1/merchant', options)
export const offlineApi = hc<typeof offlineRoutes>('/api/v1/merchant', options)
export const undoApi = hc<typeof undoRoutes>('/api/v1/merchant', options)

type Success<R> =
  R extends ClientResponse<infer Body, infer Status, 'json'>
    ? Status extends 200 | 201 | 202
      ? Body
      : never
    : never

/** The body of a good answer; throws `RefusedByServer` with its reason, or `NoAnswer` where none came. */
export async function bodyOf<R extends ClientResponse<unknown, number, string>>(
  call: Promise<R>,
): Promise<Success<R>> {
  const response = await call
  if (response.status === 204) return undefined as Success<R>
  const body: unknown = await response.json().catch(() => null)
  // The client's types state what each status carries.
  if (response.ok) return body as Success<R>
  const { code, facts } = (body ?? {}) as { code?: unknown; facts?: Record<string, string | number> }
  if (isRefusalCode(code)) throw new RefusedByServer(code, facts ?? {})
  if (response.status >= 502) throw new NoAnswer(`The server answered ${response.status}`)
  throw new Error(`The server answered ${response.status}`)
}

const waitingKeys = new Map<string, string>()

/**
 * Runs a request that must not happen twice. Its key is kept until the server has answered, so that a retry
 * after a lost answer repeats the same request instead of making another; a refusal is an answer too.
 */
export async function once<T>(
  deed: string,
  send: (sending: { headers: Record<string, string> }) => Promise<T>,
): Promise<T> {
  const key = waitingKeys.get(deed) ?? crypto.randomUUID()
  waitingKeys.set(deed, key)
  try {
    const answer = await send({ headers: { 'idempotency-key': key } })
    waitingKeys.delete(deed)
    return answer
  } catch (error) {
    if (error instanceof RefusedByServer && error.code !== 'too-busy' && error.code !== 'unavailable') {
      waitingKeys.delete(deed)
    }
    throw error
  }
}

/** Whether a demonstration shows its codes on screen, and which was the last for a phone, masked or not. */
export async function demoCode(phone: string): Promise<string | null> {
  const health = await ask('/api/v1/health')
  if (!((await health.json()) as { demo?: boolean }).demo) return null
  const response = await ask('/api/v1/demo/codes')
  if (!response.ok) return null
  const { codes } = (await response.json()) as { codes: { phone: string; code: string; at: string }[] }
  const masked = phone.includes('*')
  const isOwn = (shown: string) =>
    masked ? shown.slice(0, 3) === phone.slice(0, 3) && shown.slice(-4) === phone.slice(-4) : shown === phone
  const own = codes.filter(shown => isOwn(shown.phone)).toSorted((a, b) => b.at.localeCompare(a.at))
  return own[0]?.code ?? null
}
