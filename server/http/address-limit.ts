import { createMiddleware } from 'hono/factory'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { originOf } from './address.ts'
import type { AppEnv } from './router.ts'

interface Bucket {
  /** Tries left at `at`; they come back evenly. */
  left: number
  at: number
}

/**
 * Slows down whoever tries phones, codes or secrets one after the other from one address. Kept in memory by
 * each process, at most `limits.addressesKept` of them: what protects a phone or an account is counted in
 * the database. Refuses `too-many-requests`.
 */
export function addressLimit() {
  const buckets = new Map<string, Bucket>()
  const perMs = limits.addressTries / limits.addressTriesMs
  return createMiddleware<AppEnv>(async (c, next) => {
    const key = originOf(c)
    if (key === undefined || c.req.method !== 'POST') return next()
    const now = c.get('ctx').now().getTime()
    const known = buckets.get(key)
    const back = known ? Math.max(0, now - known.at) * perMs : 0
    const left = Math.min(limits.addressTries, (known?.left ?? limits.addressTries) + back)
    buckets.delete(key)
    buckets.set(key, { left: Math.max(0, left - 1), at: now })
    const [oldest] = buckets.keys()
    if (buckets.size > limits.addressesKept && oldest !== undefined) buckets.delete(oldest)
    if (left < 1) refuse('too-many-requests', { seconds: Math.ceil((1 - left) / perMs / 1000) })
    await next()
  })
}
