import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { formatId, type ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { blindIndex } from './sealing.ts'
import { session } from './tables.ts'

export interface SessionView {
  readonly id: string
  /** Such as `Android · WeChat`; null if it did not say. */
  readonly device: string | null
  readonly openedAt: Date
  readonly expiresAt: Date
  /** The one that asks. */
  readonly self: boolean
}

type Row = typeof session.$inferSelect

/** A name for a session that says nothing about its token. */
function idOf(ctx: Pick<Context, 'keys'>, { tokenHash, createdAt }: Row): string {
  const random = Buffer.from(blindIndex(ctx.keys, 'session', tokenHash), 'base64url').subarray(0, 10)
  return formatId('ses', createdAt.getTime(), random)
}

function liveRows(reader: Reader, ctx: Pick<Context, 'now'>, residentId: ResidentId): Promise<Row[]> {
  return reader
    .select()
    .from(session)
    .where(
      and(
        eq(session.audience, 'resident'),
        eq(session.subjectId, residentId),
        isNull(session.endedAt),
        gt(session.expiresAt, ctx.now()),
      ),
    )
    .orderBy(desc(session.createdAt))
    .limit(limits.sessionsListed)
}

/** Where a resident is signed in, the newest first, at most `limits.sessionsListed`. */
export async function sessionsOf(
  ctx: Context,
  residentId: ResidentId,
  ownTokens: readonly string[],
): Promise<SessionView[]> {
  const own = ownTokens.map(token => blindIndex(ctx.keys, 'token', token))
  const rows = await liveRows(ctx.db.reader, ctx, residentId)
  return rows.map(row => ({
    id: idOf(ctx, row),
    device: row.device,
    openedAt: row.createdAt,
    expiresAt: row.expiresAt,
    self: own.includes(row.tokenHash),
  }))
}

/** Ends one session of a resident, wherever it is. Refuses `not-found` for one that is over or not theirs. */
export async function endSession(ctx: Context, residentId: ResidentId, id: string): Promise<void> {
  await ctx.db.transaction(async tx => {
    const row = (await liveRows(tx, ctx, residentId)).find(one => idOf(ctx, one) === id)
    if (!row) return refuse('not-found')
    await tx.update(session).set({ endedAt: ctx.now() }).where(eq(session.tokenHash, row.tokenHash))
  })
}
