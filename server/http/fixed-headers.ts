import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import type { AppEnv } from './router.ts'

const day = 86_400

/** Everything is served by ourselves: no script, style, font, picture or request of anybody else. */
const secured = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: `max-age=${365 * day}; includeSubDomains`,
  permissionsPolicy: { camera: ['self'], microphone: [], geolocation: [] },
})

const asked = await new Hono()
  .use(secured)
  .get('/', c => c.body(null))
  .request('/')
/** The headers of every answer, by their names. */
export const fixed: readonly (readonly [string, string])[] = [...asked.headers]

/**
 * The same headers on every answer, and nothing of the API in a cache unless its route says so. They are set
 * before the route runs: a header that comes after an answer turns it into a stream, which costs more than
 * all else that HTTP does here.
 */
export const fixedHeaders = createMiddleware<AppEnv>(async (c, next) => {
  for (const [name, value] of fixed) c.header(name, value)
  if (c.req.path.startsWith('/api/')) c.header('cache-control', 'no-store')
  await next()
})
