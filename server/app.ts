import { compress } from 'hono/compress'
import { secureHeaders } from 'hono/secure-headers'
import { activityRoutes } from './activities/routes.ts'
import { adminRoutes } from './admin/routes.ts'
import type { Context } from './context.ts'
import { strictBody } from './http/body.ts'
import { openApiDocument, referencePage } from './http/open-api.ts'
import { languageOf, onError, problemOf, sendProblem } from './http/problem.ts'
import { createRouter } from './http/router.ts'
import { serveWeb } from './http/static.ts'
import { attendantRoutes } from './identity/attendant-routes.ts'
import { bindingsRoutes } from './identity/bindings-routes.ts'
import { demoRoutes } from './identity/demo-routes.ts'
import { meRoutes } from './identity/me-routes.ts'
import { sessionRoutes } from './identity/session-routes.ts'
import { attestRoutes } from './merchants/attest-routes.ts'
import { atCounterRoutes } from './merchants/resident-routes.ts'
import { merchantRoutes } from './merchants/routes.ts'
import { settlementRoutes } from './merchants/settlement-routes.ts'
import { keySetRoutes, oauthRoutes } from './partners/oauth-routes.ts'
import { partnerRoutes } from './partners/routes.ts'
import { rewardRoutes } from './rewards/routes.ts'
import { catalogueRoutes } from './scenarios/routes.ts'
import { counterRoutes } from './vouchers/counter-routes.ts'
import { voucherRoutes } from './vouchers/routes.ts'

const day = 86_400

/** Everything is served by ourselves: no script, style, font, picture or request of anybody else. */
const headers = secureHeaders({
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

const forEveryone = [
  healthRoutes(),
  catalogueRoutes,
  sessionRoutes,
  meRoutes,
  bindingsRoutes,
  activityRoutes,
  rewardRoutes,
  voucherRoutes,
  atCounterRoutes,
  oauthRoutes,
  partnerRoutes,
]
const atTheCounter = [merchantRoutes, counterRoutes, attestRoutes, settlementRoutes]

/** The API under `/api/v1` and the web app beside it. Never listens. */
export function createApp(ctx: Context, options: { readonly webFolder?: string } = {}) {
  const app = createRouter()
  app.use(async (c, next) => {
    c.set('ctx', ctx)
    c.set('requestId', crypto.randomUUID())
    await next()
    c.header('x-request-id', c.get('requestId'))
  })
  app.use(headers)
  app.use('/api/*', strictBody, async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
  app.onError(onError)

  for (const routes of forEveryone) app.route('/api/v1', routes)
  for (const routes of atTheCounter) app.route('/api/v1/merchant', routes)
  app.route('/api/v1/attendant', attendantRoutes)
  app.route('/api/v1/admin', adminRoutes)
  if (ctx.config.demo) app.route('/api/v1', demoRoutes)
  app.route('/', keySetRoutes)
  app.get('/api/v1/openapi.json', c => c.json(openApiDocument(app)))
  app.route('/api/docs', referencePage())

  app.all('/api/*', c => sendProblem(c, problemOf('not-found', {}, languageOf(c), c.get('requestId'))))
  if (options.webFolder) {
    app.use(compress())
    app.route('/', serveWeb(options.webFolder))
  }
  app.notFound(c => sendProblem(c, problemOf('not-found', {}, languageOf(c), c.get('requestId'))))
  return app
}

function healthRoutes() {
  return createRouter().get('/health', async c => {
    await c.get('ctx').rules.inForce(c.get('ctx').db.reader)
    return c.json({ status: 'ok', deployment: c.get('ctx').config.deploymentId })
  })
}
