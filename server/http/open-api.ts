import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { refuse } from '../refusal.ts'
import { completeDocument } from './complete-document.ts'
import { type AppEnv, createRouter } from './router.ts'

const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description }) as const
const cookie = (name: string) =>
  ({
    type: 'apiKey',
    in: 'cookie',
    name,
    description: 'HttpOnly session cookie; programs may send the same token as `Authorization: Bearer`',
  }) as const

const tags = {
  Service: 'Whether it runs, and what its problems mean',
  Catalogue: 'Green actions, factors and rules, for everybody',
  'Signing in': 'Phone and code, or an administrator’s password and one-time code',
  Me: 'A resident’s own points, grams and records',
  Consent: 'Who may report what about a resident',
  Appeals: 'Missing points: why, and what the programme answers (补登申诉)',
  Bindings: 'Cards, accounts and bins that belong to a resident',
  Household: 'People who share bins',
  Rewards: 'What points buy',
  Vouchers: 'What a resident holds after redeeming',
  Attest: 'Somebody at a counter vouches for an action',
  Partners: 'Operators’ systems that report actions',
  Merchant: 'A shop, its staff and its day',
  Counter: 'Looking at, accepting and undoing vouchers',
  Settlements: 'What a merchant is owed for a period',
  Desk: 'Attendants who serve people without a phone',
  Attendants: 'Who serves at a desk',
  Rules: 'How actions pay: draft, approve, schedule, withdraw',
  Budgets: 'Public money set aside for rules',
  Merchants: 'Who takes vouchers',
  Reviews: 'Records that wait for a decision',
  Audit: 'Who did what',
  Demo: 'In the demonstration only',
}

/** The OpenAPI 3.1 document, made from the routes themselves. */
export function openApiDocument(app: OpenAPIHono<AppEnv>) {
  const registry = app.openAPIRegistry
  registry.registerComponent('securitySchemes', 'resident', cookie('resident'))
  registry.registerComponent('securitySchemes', 'staff', cookie('merchant'))
  registry.registerComponent('securitySchemes', 'attendant', cookie('attendant'))
  registry.registerComponent('securitySchemes', 'administrator', cookie('administrator'))
  registry.registerComponent('securitySchemes', 'partner', bearer('A token of POST /api/v1/oauth/token'))
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: '九龙坡碳惠通 API',
      version: '1.0.0',
      description:
        'Green actions become points, points real things. Every error is an RFC 9457 problem document.',
      license: { name: 'All rights reserved', url: '/api/docs' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  })
  return completeDocument(document)
}

const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>九龙坡碳惠通 API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<main id="reference"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/open.js"></script>
</html>
`
const opening = "SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#reference', validatorUrl: null })\n"

/** The reference page, with its script and style served by ourselves. */
export function referencePage() {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return createRouter()
    .get('/', c => c.html(page))
    .get('/open.js', c => c.body(opening, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/:file', async c => {
      const file = c.req.param('file')
      const type = Object.hasOwn(files, file) ? files[file] : undefined
      if (!type) return refuse('not-found')
      return c.body(await readFile(join(folder, file)), 200, {
        'content-type': type,
        'cache-control': 'max-age=86400',
      })
    })
}
