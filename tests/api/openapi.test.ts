import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import { buildDistrict } from '#tests/support/district.ts'

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly requestBody?: { readonly required?: boolean }
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, unknown> }
  >
}

interface OpenApiDocument {
  readonly openapi: string
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly securitySchemes: Record<string, unknown> }
}

/** The key set is a file for everybody: it takes nothing that could be refused. */
const exceptions = [/^warn operation-4xx-response #\/paths\/~1\.well-known~1jwks\.json\//]

/** What serves the document itself is no part of it. */
const besideIt = /^\/api\/(docs(\/.*)?|v1\/openapi\.json)$/

async function demoDistrict() {
  const district = await buildDistrict()
  const app = createApp({ ...district.ctx, config: { ...district.ctx.config, demo: true } })
  const text = await (await app.request('/api/v1/openapi.json')).text()
  const document = JSON.parse(text) as OpenApiDocument
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
  return { app, text, document, operations }
}

describe('the OpenAPI document', () => {
  it('passes the linter with its recommended rules', async () => {
    const { text } = await demoDistrict()
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config })
    const found = problems.map(({ ruleId, severity, message, location }) => {
      const at = location[0]?.pointer ?? ''
      return `${severity} ${ruleId} ${at}: ${message.replaceAll('\n', ' ')}`
    })
    expect(found.filter(one => !exceptions.some(known => known.test(one)))).toEqual([])
  })

  it('names every route of the app, and none that is not there', async () => {
    const { app, operations } = await demoDistrict()
    const routes = app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.includes('*') && !besideIt.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.map(one => one.name).sort()).toEqual([...new Set(routes)].sort())
  })

  it('says of every operation what it does, who may ask and how it refuses', async () => {
    const { document, operations } = await demoDistrict()
    const schemes = Object.keys(document.components.securitySchemes)
    const tags = new Set(document.tags.map(tag => tag.name))
    const wanting = operations.flatMap(({ name, operation }) => {
      const { summary, security, responses } = operation
      const asked = (security ?? []).flatMap(one => Object.keys(one))
      const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400)
      const problems = {
        'no summary': !summary,
        'no operationId': !operation.operationId,
        'no known tag': !operation.tags?.length || operation.tags.some(tag => !tags.has(tag)),
        'no word on who may ask': security === undefined,
        'a scheme that is not there': asked.some(scheme => !schemes.includes(scheme)),
        'no 401':
          asked.length > 0 && !security?.some(one => Object.keys(one).length === 0) && !responses['401'],
        'no 400': operation.requestBody !== undefined && !responses['400'],
        'no 404': name.includes('{') && !responses['404'],
        'a body that may be missing': operation.requestBody !== undefined && !operation.requestBody.required,
        'no refusal at all': refusals.length === 0,
        'no word on our own failures': !responses['500'] || !responses['503'],
        'a refusal that is no problem document': refusals.some(
          ([, answer]) => !answer.content?.['application/problem+json'],
        ),
      }
      return Object.entries(problems).flatMap(([what, is]) => (is ? [`${name}: ${what}`] : []))
    })
    expect(wanting).toEqual([])
  })

  it('asks for an Idempotency-Key wherever one is needed', async () => {
    const { operations } = await demoDistrict()
    const told = operations.filter(({ operation }) => {
      const parameter = operation.parameters?.find(one => one.name.toLowerCase() === 'idempotency-key')
      return parameter?.in === 'header' && parameter.required
    })
    const refusing = operations.filter(({ operation }) =>
      operation.responses['400']?.description.includes('idempotency-key-missing'),
    )
    expect(told.map(one => one.name)).toEqual(refusing.map(one => one.name))
    expect(told.length).toBeGreaterThan(10)
  })

  it('gives each operation a name of its own', async () => {
    const { operations } = await demoDistrict()
    const names = operations.map(one => one.operation.operationId)
    expect(new Set(names).size).toBe(names.length)
  })
})
