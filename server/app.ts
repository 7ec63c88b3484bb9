import { compress } from 'hono/compress'
import { activityRoutes } from './activities/routes.ts'
import { todayRoutes } from './activities/today-routes.ts'
import { adminRoutes } from './admin/routes.ts'
import { appealRoutes } from './appeals/routes.ts'
import type { Context } from './context.ts'
import { closingRoutes } from './desk/closing-routes.ts'
import { deskRoutes } from './desk/routes.ts'
import { childrenRoutes } from './households/children-routes.ts'
import { helpRoutes } from './households/help-routes.ts'
import { householdRoutes } from './households/household-routes.ts'
import { addressLimit } from './http/address-limit.ts'
import { strictBody } from './http/body.ts'
import { fixedHeaders } from './http/fixed-headers.ts'
import { healthRoutes } from './http/health-routes.ts'
import { answerUnrouted, declaredOnly } from './http/known-routes.ts'
import { openApiDocument, referencePage } from './http/open-api.ts'
import { problemRoutes } from './http/problem-routes.ts'
import { onError } from './http/problem.ts'
import { type RequestGate, requestGate } from './http/request-gate.ts'
import { createRouter } from './http/router.ts'
import { serveWeb } from './http/static.ts'
import { attendantRoutes } from './identity/attendant-routes.ts'
import { bindingsRoutes } from './identity/bindings-routes.ts'
import { demoRoutes } from './identity/demo-routes.ts'
import { meRoutes } from './identity/me-routes.ts'
import { myDataRoutes } from './identity/my-data-routes.ts'
import { mySessionRoutes } from './identity/my-sessions-routes.ts'
import { sessionRoutes } from './identity/session-routes.ts'
import { statementRoutes } from './ledger/statement-routes.ts'
import { attestRoutes } from './merchants/attest-routes.ts'
import { atCounterRoutes } from './merchants/resident-routes.ts'
import { merchantRoutes } from './merchants/routes.ts'
import { settlementRoutes } from './merchants/settlement-routes.ts'
import { staffRoutes } from './merchants/staff-routes.ts'
import { tillRoutes } from './merchants/till-routes.ts'
import { keySetRoutes, oauthRoutes } from './partners/oauth-routes.ts'
import { partnerRoutes } from './partners/routes.ts'
import { rewardRoutes } from './rewards/routes.ts'
import { waitingRoutes } from './rewards/waiting-routes.ts'
import { catalogueRoutes } from './scenarios/routes.ts'
import { counterRoutes } from './vouchers/counter-routes.ts'
import { offlineRoutes } from './vouchers/offline-routes.ts'
import { voucherRoutes } from './vouchers/routes.ts'
import { undoRoutes } from './vouchers/undo-routes.ts'

/** Where phones, codes, passwords and secrets could be tried one after the other. */
const guessable = [
  '/api/v1/session',
  '/api/v1/session/code',
  '/api/v1/admin/session',
  '/api/v1/oauth/token',
  '/api/v1/merchant/join',
]

const forEveryone = [
  catalogueRoutes,
  sessionRoutes,
  meRoutes,
  myDataRoutes,
  householdRoutes,
  childrenRoutes,
  helpRoutes,
  mySessionRoutes,
  bindingsRoutes,
  activityRoutes,
  appealRoutes,
  statementRoutes,
  todayRoutes,
  rewardRoutes,
  waitingRoutes,
  voucherRoutes,
  atCounterRoutes,
  oauthRoutes,
  partnerRoutes,
]
const atTheCounter = [
  merchantRoutes,
  staffRoutes,
  tillRoutes,
  counterRoutes,
  offlineRoutes,
  undoRoutes,
  attestRoutes,
  settlementRoutes,
]

/** The API under `/api/v1` and the web app beside it. Never listens. */
export function createApp(ctx: Context, options: { readonly webFolder?: string; gate?: RequestGate } = {}) {
  const app = createRouter()
  app.use(async (c, next) => {
    c.set('ctx', ctx)
    c.set('requestId', crypto.randomUUID())
    c.header('x-request-id', c.get('requestId'))
    await next()
  })
  app.use(fixedHeaders)
  const slowed = addressLimit()
  for (const path of guessable) app.use(path, slowed)
  app.use('/api/*', strictBody, (options.gate ?? requestGate()).counted, declaredOnly(app))
  app.onError(onError)

  // The same for everybody and without a secret, so that its length tells nothing.
  app.use('/api/v1/catalogue', compress())
  app.route('/api/v1', healthRoutes())
  for (const routes of forEveryone) app.route('/api/v1', routes)
  for (const routes of atTheCounter) app.route('/api/v1/merchant', routes)
  app.route('/api/v1/attendant', attendantRoutes)
  app.route('/api/v1/attendant', deskRoutes)
  app.route('/api/v1/attendant', closingRoutes)
  app.route('/api/v1/admin', adminRoutes)
  if (ctx.config.demo) app.route('/api/v1', demoRoutes)
  app.route('/', keySetRoutes)
  app.route('/', problemRoutes)
  app.get('/api/v1/openapi.json', c => c.json(openApiDocument(app)))
  app.route('/api/docs', referencePage())

  const unrouted = answerUnrouted(app)
  app.all('/api/*', unrouted)
  if (options.webFolder) {
    app.use(compress())
    app.route('/', serveWeb(options.webFolder))
  }
  app.notFound(unrouted)
  return app
}
