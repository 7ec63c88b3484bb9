import type { Context } from '../context.ts'
import { loadDemo } from '#seeds/demo/load-demo.ts'
import { loadReference } from '#seeds/load-reference.ts'

/**
 * Loads what production needs, and in a demonstration a believable district, when it is not there yet.
 * Returns what the person at the terminal should know: the demo's sign-ins.
 */
export async function seedWhenEmpty(ctx: Context): Promise<readonly string[]> {
  await loadReference(ctx)
  return ctx.config.demo ? loadDemo(ctx) : []
}
