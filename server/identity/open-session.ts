import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { newSecret } from './one-time-code.ts'
import { blindIndex } from './sealing.ts'
import { type audiences, session } from './tables.ts'

export type Audience = (typeof audiences)[number]

export interface OpenedSession {
  /** Known only to its holder; the database has its hash. */
  readonly token: string
  readonly audience: Audience
  readonly expiresAt: Date
}

const lifeMs: Readonly<Record<Audience, number>> = {
  resident: limits.residentSessionMs,
  merchant: limits.staffSessionMs,
  attendant: limits.staffSessionMs,
  administrator: limits.administratorSessionMs,
}

/** Opens a session for someone who has just proved who they are. */
export async function openSession(
  tx: Transaction,
  ctx: Pick<Context, 'keys' | 'now'>,
  audience: Audience,
  subjectId: string,
  device: string | null = null,
): Promise<OpenedSession> {
  const token = newSecret()
  const now = ctx.now()
  const expiresAt = new Date(now.getTime() + lifeMs[audience])
  await tx.insert(session).values({
    tokenHash: blindIndex(ctx.keys, 'token', token),
    audience,
    subjectId,
    createdAt: now,
    lastSeenAt: now,
    expiresAt,
    endedAt: null,
    device,
  })
  return { token, audience, expiresAt }
}
