import { and, eq } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { idempotentAnswer } from './tables.ts'

/** An answer that was given under an `Idempotency-Key`, and what was asked. */
export interface KeptAnswer {
  /** Such as `POST /api/v1/rewards/rew_…/redeem`. */
  readonly route: string
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * What somebody was answered under one of their own keys; null when nothing was: the request never came, or
 * is still on its way.
 */
export async function keptAnswer(reader: Reader, actor: string, key: string): Promise<KeptAnswer | null> {
  const [row] = await reader
    .select({ route: idempotentAnswer.route, status: idempotentAnswer.status, body: idempotentAnswer.body })
    .from(idempotentAnswer)
    .where(and(eq(idempotentAnswer.actor, actor), eq(idempotentAnswer.key, key)))
  if (!row?.body) return null
  return { ...row, body: JSON.parse(row.body.text) as Readonly<Record<string, unknown>> }
}
