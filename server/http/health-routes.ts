import { createRoute } from '@hono/zod-openapi'
import { Health } from '#shared/contract/service.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refusing } from './problem.ts'
import { answering } from './route-parts.ts'
import { createRouter } from './router.ts'
import { idempotentAnswer } from './tables.ts'

/**
 * Proves that the database reads, and that what it writes gets to the disk: one row of its own, over and
 * over. A write that is taken back would not notice a full disk.
 */
async function tryDatabase(ctx: Context): Promise<void> {
  await ctx.rules.inForce(ctx.db.reader)
  const trial = { actor: 'health', key: 'trial', route: '', fingerprint: '', status: 0, body: null }
  const createdAt = ctx.now()
  await ctx.db.transaction(async tx => {
    await tx
      .insert(idempotentAnswer)
      .values({ ...trial, createdAt })
      .onConflictDoUpdate({ target: [idempotentAnswer.actor, idempotentAnswer.key], set: { createdAt } })
  })
}

const read = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Service'],
  summary: 'Whether the service reads and writes its data',
  security: [],
  responses: { 200: answering('It does', Health), ...refusing('unavailable') },
})

/** Under `/api/v1`. Anybody may ask, so the database is asked at most once in `limits.healthKeptMs`. */
export function healthRoutes() {
  let trial: { readonly at: number; readonly result: Promise<void> } | undefined
  return createRouter().openapi(read, async c => {
    const ctx = c.get('ctx')
    const at = ctx.now().getTime()
    if (!trial || Math.abs(at - trial.at) >= limits.healthKeptMs) trial = { at, result: tryDatabase(ctx) }
    await trial.result
    const { deploymentId: deployment, demo } = ctx.config
    const shipped = ctx.journal?.status()
    const journal = shipped ? { state: shipped.state, asOf: shipped.asOf?.toISOString() ?? null } : null
    return c.json({ status: 'ok' as const, deployment, demo, journal }, 200)
  })
}
