import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import { InvalidRequest, languageOf, problemOf, sendProblem } from './problem.ts'
import type { AppEnv } from './router.ts'

type App = OpenAPIHono<AppEnv>

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The methods of every path that some route answers, by the path's pattern. */
function methodsByPattern(app: App): { readonly pattern: RegExp; readonly methods: Set<string> }[] {
  const byPath = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) {
    if (method === 'ALL' || path.includes('*')) continue
    byPath.set(path, (byPath.get(path) ?? new Set()).add(method))
  }
  return [...byPath].map(([path, methods]) => {
    const parts = path.split('/').map(part => (part.startsWith(':') ? '[^/]+' : literal(part)))
    if (methods.has('GET')) methods.add('HEAD')
    return { pattern: new RegExp(`^${parts.join('/')}$`), methods }
  })
}

/** Answers what no route took: `method-not-allowed` where the path is known, `not-found` elsewhere. */
export function answerUnrouted(app: App): (c: HonoContext<AppEnv>) => Response {
  let known: ReturnType<typeof methodsByPattern> | undefined
  return c => {
    known ??= methodsByPattern(app)
    const allowed = known.filter(({ pattern }) => pattern.test(c.req.path)).flatMap(one => [...one.methods])
    if (allowed.length > 0) c.header('allow', [...new Set(allowed)].sort().join(', '))
    const code = allowed.length > 0 ? 'method-not-allowed' : 'not-found'
    return sendProblem(c, problemOf(code, {}, languageOf(c), c.get('requestId')))
  }
}

/** Routes by `GET /path/:id`, as the router names them. */
function declaredRoutes(app: App): Map<string, RouteConfig> {
  const routes = app.openAPIRegistry.definitions.flatMap(one => (one.type === 'route' ? [one.route] : []))
  return new Map(
    routes.map(route => [
      `${route.method.toUpperCase()} ${route.path.replace(/\{(.+?)\}/g, ':$1')}`,
      route as RouteConfig,
    ]),
  )
}

/**
 * Refuses what a route would not look at: a query or a body it does not declare. Whoever sends it expects
 * it to count. Where a body is needed, none at all is no empty one.
 */
export function declaredOnly(app: App) {
  let declared: Map<string, RouteConfig> | undefined
  return createMiddleware<AppEnv>(async (c, next) => {
    declared ??= declaredRoutes(app)
    const match = matchedRoutes(c).findLast(one => one.method !== 'ALL')
    const route = match && declared.get(`${match.method} ${match.path}`)
    if (!route) return next()
    const [strange] = route.request?.query ? [] : new URL(c.req.url).searchParams.keys()
    if (strange !== undefined) {
      throw new InvalidRequest([{ path: strange.slice(0, 40), message: 'Unrecognized key' }])
    }
    const text = c.get('bodyText')
    if (route.request?.body?.required && text === '')
      throw new InvalidRequest([{ path: '', message: 'Required' }])
    const empty = /^\s*(?:\{\s*\})?\s*$/.test(text)
    if (!route.request?.body && !empty)
      throw new InvalidRequest([{ path: '', message: 'No body is expected' }])
    await next()
  })
}
