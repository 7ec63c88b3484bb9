import type { Context as HonoContext } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from '@hono/zod-openapi'
import { type RefusalCode, type RefusalFacts, refusals, refusalSentence } from '#shared/domain/refusals.ts'
import { isLost } from '../db/failures.ts'
import { isRefusal } from '../refusal.ts'
import type { AppEnv } from './router.ts'

/** RFC 9457. `code` is stable; `detail` is one sentence for a person in the language asked for. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  })
  .openapi('Problem')

export type Problem = z.infer<typeof Problem>

/** A body or parameter that does not have the shape asked for. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest'
  readonly errors: readonly { path: string; message: string }[]

  constructor(errors: readonly { path: string; message: string }[]) {
    super('request-invalid')
    this.errors = errors
  }
}

/** The language a person reads (RFC 9110, 12.5.4): Chinese unless the request prefers English. */
export function languageOf(c: { readonly req: { header(name: string): string | undefined } }): 'zh' | 'en' {
  const wanted = (c.req.header('accept-language') ?? '').toLowerCase().split(',')
  const wish = (language: string): number => {
    for (const one of wanted) {
      const [range = '', ...parameters] = one.split(';').map(part => part.trim())
      if (range !== language && !range.startsWith(`${language}-`)) continue
      const quality = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
      return quality === undefined ? 1 : Number(quality) || 0
    }
    return 0
  }
  return wish('en') > wish('zh') ? 'en' : 'zh'
}

export function problemOf(
  code: RefusalCode,
  facts: RefusalFacts,
  language: 'zh' | 'en',
  requestId: string,
): Problem {
  return {
    type: `/problems/${code}`,
    title: code.replace(/-/g, ' '),
    status: refusals[code].status,
    detail: refusalSentence(code, language, facts),
    code,
    facts: { ...facts },
    requestId,
  }
}

/** Sends a problem; what may pass by itself says when to come back. */
export function sendProblem(c: HonoContext<AppEnv>, problem: Problem): Response {
  const wait = problem.facts['seconds'] ?? (problem.status === 503 ? 1 : undefined)
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-language': languageOf(c) === 'en' ? 'en' : 'zh-CN',
  }
  if (wait !== undefined) headers['retry-after'] = String(wait)
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer'
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, headers)
}

/** The one place where an error becomes an answer. What was not expected never reaches a client. */
export function onError(error: Error, c: HonoContext<AppEnv>): Response {
  const requestId = c.get('requestId')
  const language = languageOf(c)
  if (error instanceof InvalidRequest) {
    return sendProblem(c, {
      ...problemOf('request-invalid', {}, language, requestId),
      errors: [...error.errors],
    })
  }
  if (isLost(error)) {
    c.get('ctx').log.error({ requestId, code: 'unavailable', cause: String(error) })
    return sendProblem(c, problemOf('unavailable', {}, language, requestId))
  }
  if (isRefusal(error)) {
    if (error.cause !== undefined)
      c.get('ctx').log.warn({ requestId, code: error.code, cause: String(error.cause) })
    return sendProblem(c, problemOf(error.code, error.facts, language, requestId))
  }
  if (error instanceof HTTPException && error.status < 500) {
    const code =
      error.status === 400
        ? 'json-malformed'
        : error.status === 415
          ? 'content-type-unsupported'
          : 'request-invalid'
    return sendProblem(c, problemOf(code, {}, language, requestId))
  }
  c.get('ctx').log.error({
    requestId,
    route: c.req.path.split('/').slice(0, 5).join('/'),
    error: error.stack,
  })
  return sendProblem(c, problemOf('internal', {}, language, requestId))
}

interface ProblemResponse {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof Problem } }
}

/** The OpenAPI answers for the refusals a route may give, by status. */
export function refusing<Code extends RefusalCode>(
  ...codes: Code[]
): Record<(typeof refusals)[Code]['status'], ProblemResponse> {
  const answers: Record<number, ProblemResponse> = {}
  for (const code of codes) {
    const { status } = refusals[code]
    const sharing = codes.filter(other => refusals[other].status === status).join(', ')
    answers[status] = { description: sharing, content: { 'application/problem+json': { schema: Problem } } }
  }
  return answers as Record<(typeof refusals)[Code]['status'], ProblemResponse>
}
