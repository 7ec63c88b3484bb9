import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { refuse } from '../refusal.ts'
import { type AppEnv, createRouter } from './router.ts'

const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description }) as const
const cookie = (name: string) =>
  ({ type: 'apiKey', in: 'cookie', name, description: 'HttpOnly session cookie' }) as const

/** The OpenAPI 3.1 document, made from the routes themselves. */
export function openApiDocument(app: OpenAPIHono<AppEnv>) {
  const registry = app.openAPIRegistry
  registry.registerComponent('securitySchemes', 'resident', cookie('resident'))
  registry.registerComponent('securitySchemes', 'staff', cookie('merchant'))
  registry.registerComponent('securitySchemes', 'attendant', cookie('attendant'))
  registry.registerComponent('securitySchemes', 'administrator', cookie('administrator'))
  registry.registerComponent('securitySchemes', 'partner', bearer('A token of POST /api/v1/oauth/token'))
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: '九龙坡碳惠通 API',
      version: '1.0.0',
      description:
        'Green actions become points, points become real things. Every error is an RFC 9457 problem document.',
      license: { name: 'All rights reserved', url: '/api/docs' },
    },
    servers: [{ url: '/' }],
  })
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
