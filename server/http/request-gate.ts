import { getPath } from 'hono/utils/url'
import type { MiddlewareHandler } from 'hono'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { fixed } from './fixed-headers.ts'
import { languageOf, problemOf } from './problem.ts'
import type { AppEnv } from './router.ts'

type Handle<Env> = (request: Request, env: Env) => Response | Promise<Response>

/** Whoever watches the service asks this, most of all when it is busy. */
const watched = '/api/v1/health'
const tills = '/api/v1/merchant/'

/** What the app itself would put on it. */
const headersOfRefusal = {
  ...Object.fromEntries(fixed),
  'content-type': 'application/problem+json; charset=utf-8',
  'cache-control': 'no-store',
  'retry-after': '1',
}

/** How much of `limits.requestsInFlight` a request takes: one, and more the longer its body. */
export function weightOf(bodyLength: number): number {
  return 1 + Math.floor(bodyLength / limits.requestUnitBytes)
}

/** How much may be in flight when this path is asked for: the last units are kept for the tills. */
function roomFor(path: string): number {
  const { requestsInFlight, requestsForTills } = limits
  return path.startsWith(tills) ? requestsInFlight : requestsInFlight - requestsForTills
}

function isBounded(path: string): boolean {
  return path.startsWith('/api/') && path !== watched
}

/**
 * Bounds what is being worked on at once. What is more is refused at once as `too-busy`, so that what was
 * taken is answered soon, whatever is asked of the server. A request counts from when its body is here (who
 * sends slowly takes nobody's place) until its command has ended, even if nobody waits for the answer any
 * more.
 */
export function requestGate() {
  let inFlight = 0

  /** Counts a request; stands behind the reading of its body. Refuses `too-busy`. */
  const counted: MiddlewareHandler<AppEnv> = async (c, next) => {
    const { path } = c.req
    if (!isBounded(path)) return next()
    const weight = weightOf(c.get('bodyText').length)
    if (inFlight + weight > roomFor(path)) refuse('too-busy')
    inFlight += weight
    try {
      await next()
    } finally {
      inFlight -= weight
    }
  }

  /**
   * Stands before the app: while there is no room, a request is refused before anything of it is read. That
   * costs a tenth of what the app itself takes to refuse.
   */
  function before<Env>(handle: Handle<Env>): Handle<Env> {
    return (request, env) => {
      if (inFlight < limits.requestsInFlight - limits.requestsForTills) return handle(request, env)
      const path = getPath(request)
      return isBounded(path) && inFlight >= roomFor(path) ? turnedAway(request) : handle(request, env)
    }
  }

  return { counted, before, inFlight: () => inFlight }
}

export type RequestGate = ReturnType<typeof requestGate>

function turnedAway(request: Request): Response {
  const requestId = crypto.randomUUID()
  const header = (name: string) => request.headers.get(name) ?? undefined
  const language = languageOf({ req: { header } })
  return new Response(JSON.stringify(problemOf('too-busy', {}, language, requestId)), {
    status: 503,
    headers: {
      ...headersOfRefusal,
      'content-language': language === 'en' ? 'en' : 'zh-CN',
      'x-request-id': requestId,
    },
  })
}
