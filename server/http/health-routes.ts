import { createRoute } from '@hono/zod-openapi'
import { Health } from '#shared/contract/service.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refusing } from './problem.ts'
import { json } from './route-parts.ts'
import { createRouter } from './router.ts'
import { idempotentAnswer } from './tables.ts'

/** Thrown to take the trial write back. */
class TakenBack extends Error {}

/** Proves that the database reads and takes writes, and leaves nothing behind. */
async function tryDatabase(ctx: Context): Promise<void> {
  await ctx.rules.inForce(ctx.db.reader)
  try {
    await ctx.db.transaction(async tx => {
      const key = ctx.newId('hea')
      const trial = { actor: 'health', key, route: '', fingerprint: '', status: 0, body: null }
      await tx.insert(idempotentAnswer).values({ ...trial, createdAt: ctx.now() })
      throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
}

const read = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Service'],
  summary: 'Whether the service reads and writes its data',
  security: [],
  responses: { 200: { description: 'It does', content: json(Health) }, ...refusing('unavailable') },
})

/** Under `/api/v1`. Anybody may ask, so the database is asked at most once in `limits.healthKeptMs`. */
export function healthRoutes() {
  let trial: { readonly at: number; readonly result: Promise<void> } | undefined
  return createRouter().openapi(read, async c => {
    const ctx = c.get('ctx')
    const at = ctx.now().getTime()
    if (!trial || Math.abs(at - trial.at) >= limits.healthKeptMs) trial = { at, result: tryDatabase(ctx) }
    await trial.result
    return c.json({ status: 'ok' as const, deployment: ctx.config.deploymentId }, 200)
  })
}
