import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from '../context.ts'
import { refuse } from '../refusal.ts'
import { InvalidRequest } from './problem.ts'

export interface AppEnv {
  Variables: {
    ctx: Context
    requestId: string
    /** The body's bytes as text, read once and checked; empty when there was none. */
    bodyText: string
  }
}

/**
 * A router whose validation failures all answer in one shape: an address that names nothing is `not-found`,
 * everything else `request-invalid`. Chain its routes, or the typed client loses them.
 */
export function createRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: result => {
      if (result.success) return
      if (result.target === 'param') refuse('not-found')
      throw new InvalidRequest(
        result.error.issues
          .slice(0, 20)
          .map(issue => ({ path: issue.path.join('.'), message: issue.message })),
      )
    },
  })
}
