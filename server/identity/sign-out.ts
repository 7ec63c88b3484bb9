import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import type { Audience } from './open-session.ts'
import { blindIndex } from './sealing.ts'
import { session } from './tables.ts'

function hashesOf(ctx: Context, tokens: readonly string[]): string[] {
  return tokens.map(token => blindIndex(ctx.keys, 'token', token))
}

/** Ends the sessions of these tokens; one that is over already stays over. */
export async function signOut(ctx: Context, tokens: readonly string[]): Promise<void> {
  if (tokens.length === 0) return
  await ctx.db.transaction(async tx => {
    await tx
      .update(session)
      .set({ endedAt: ctx.now() })
      .where(and(inArray(session.tokenHash, hashesOf(ctx, tokens)), isNull(session.endedAt)))
  })
}

/** Ends every session of the people these tokens belong to, on all their devices. Refuses `not-signed-in`. */
export async function signOutEverywhere(ctx: Context, tokens: readonly string[]): Promise<void> {
  const now = ctx.now()
  await ctx.db.transaction(async tx => {
    const owners = await tx
      .select({ audience: session.audience, subjectId: session.subjectId })
      .from(session)
      .where(
        and(
          inArray(session.tokenHash, hashesOf(ctx, tokens)),
          isNull(session.endedAt),
          gt(session.expiresAt, now),
        ),
      )
    if (owners.length === 0) refuse('not-signed-in')
    const theirs = owners.map(owner =>
      and(eq(session.audience, owner.audience), eq(session.subjectId, owner.subjectId)),
    )
    await tx
      .update(session)
      .set({ endedAt: now })
      .where(and(or(...theirs), isNull(session.endedAt)))
  })
}

/** Ends every session of somebody whose device is lost or whose service is over. */
export async function endSessionsOf(
  tx: Transaction,
  ctx: Pick<Context, 'now'>,
  audience: Audience,
  subjectId: string,
): Promise<void> {
  await tx
    .update(session)
    .set({ endedAt: ctx.now() })
    .where(and(eq(session.audience, audience), eq(session.subjectId, subjectId), isNull(session.endedAt)))
}
