import { verify } from '@node-rs/argon2'
import { and, eq } from 'drizzle-orm'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { waitForTurn } from './attempts.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { unseal } from './sealing.ts'
import { administrator } from './tables.ts'
import { totpStepOf } from './totp.ts'

/**
 * Of a password nobody has, with the parameters of the others: an unknown name takes as long as a known one.
 */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$dzB0T2ZOb2JvZHlLbm93cw$h4B6W7mK3h2H0m8J1u5rD2q9YkXc0VnT7sQeLfGzPpA'

/** Stands for an unknown name; no id is like it. */
const nobody = 'nobody'

export interface AdministratorSignIn {
  readonly name: string
  readonly password: string
  readonly totp: string
}

/**
 * Opens a session for a name, a password and a code that has not opened one before. Five failures in a row
 * lock the account for 15 minutes. Refuses `sign-in-refused` whatever was wrong, a lock included, so that
 * names cannot be found.
 */
export async function signInAdministrator(ctx: Context, given: AdministratorSignIn): Promise<OpenedSession> {
  const [known] = await ctx.db.reader
    .select({ id: administrator.id, passwordHash: administrator.passwordHash })
    .from(administrator)
    .where(and(eq(administrator.name, given.name), eq(administrator.active, true)))
  const passwordRight = await verify(known?.passwordHash ?? nobodysHash, given.password)
  // A failure is an answer and not a refusal in here: thrown, it would undo its own count.
  const opened = await ctx.db.transaction(tx =>
    decide(tx, ctx, known?.id ?? nobody, { ...given, passwordRight }),
  )
  return (
    opened ??
    refuse('sign-in-refused', { tries: limits.passwordTries, minutes: limits.passwordLockMs / 60_000 })
  )
}

async function decide(
  tx: Transaction,
  ctx: Context,
  id: string,
  given: { readonly passwordRight: boolean; readonly totp: string },
): Promise<OpenedSession | null> {
  const now = ctx.now()
  const [row] = await locked(tx.select().from(administrator).where(eq(administrator.id, id)))
  // An unknown name costs a write too: a wrong password of a known one does.
  if (!row) await waitForTurn(tx, 'administrator:nobody', now)
  if (!row || (row.lockedUntil && row.lockedUntil > now)) return null
  const step = totpStepOf(unseal(ctx.keys.wrapping, row.totpSealed), given.totp, now)
  if (!given.passwordRight || step === null || step <= row.totpStep) {
    await countFailure(tx, ctx, row)
    return null
  }
  await tx
    .update(administrator)
    .set({ totpStep: step, failedTries: 0, lockedUntil: null })
    .where(eq(administrator.id, id))
  const actor = { kind: 'administrator', administratorId: id, roles: row.roles } as const
  await recordAudit(tx, ctx, actor, { action: 'administrator.sign-in', subject: id })
  return openSession(tx, ctx, 'administrator', id)
}

async function countFailure(
  tx: Transaction,
  ctx: Context,
  row: typeof administrator.$inferSelect,
): Promise<void> {
  const failedTries = row.failedTries + 1
  const full = failedTries >= limits.passwordTries
  const lockedUntil = full ? new Date(ctx.now().getTime() + limits.passwordLockMs) : null
  await tx
    .update(administrator)
    .set({ failedTries: full ? 0 : failedTries, lockedUntil })
    .where(eq(administrator.id, row.id))
  if (!full) return
  const actor = { kind: 'administrator', administratorId: row.id, roles: row.roles } as const
  await recordAudit(tx, ctx, actor, { action: 'administrator.lock', subject: row.id })
}
