import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { secondsFull, takeTry } from './attempts.ts'
import { enrolResident } from './enrol-resident.ts'
import { sameHash } from './one-time-code.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { phoneIndexOf } from './phone.ts'
import { type PhoneAudience, phoneOwner } from './phone-owner.ts'
import { blindIndex } from './sealing.ts'
import { signInCode } from './tables.ts'

export interface SignIn {
  readonly phone: string
  readonly code: string
  readonly audience: PhoneAudience
  readonly consentToTerms?: boolean | undefined
  /** As `deviceName` gives it. */
  readonly device?: string | null
}

export type Guess = 'right' | 'wrong' | 'locked'

/**
 * Wrong codes of everybody together. Five tries a phone still let one in two hundred thousand phones
 * through: whoever goes through all of them is stopped here, and with them, until the hour is over,
 * everybody who would sign in anew.
 */
const brake = { key: 'wrong-codes', most: limits.failedCodesPerHour, windowMs: 3_600_000 } as const

/**
 * Opens a session for the holder of a phone; a resident is enrolled at the first one. Refuses `code-wrong`
 * (wrong, used, expired and never sent alike), `code-locked` after five wrong tries, `too-many-requests`
 * after `limits.failedCodesPerHour` wrong ones in the whole deployment, and `terms-not-accepted`. The last
 * two leave the code good.
 */
export async function signIn(ctx: Context, request: SignIn): Promise<OpenedSession> {
  // A wrong try is an answer and not a refusal in here: thrown, it would undo the count of the try.
  const outcome = await ctx.db.transaction(async tx => {
    const guess = await tryCode(tx, ctx, request)
    if (guess !== 'right') return guess
    const subjectId = await subjectOf(tx, ctx, request)
    return subjectId === undefined
      ? 'wrong'
      : openSession(tx, ctx, request.audience, subjectId, request.device)
  })
  return typeof outcome === 'string' || 'wait' in outcome ? refuseGuess(outcome) : outcome
}

async function subjectOf(tx: Transaction, ctx: Context, request: SignIn): Promise<string | undefined> {
  const known = await phoneOwner(tx, request.audience, phoneIndexOf(ctx.keys, request.phone))
  if (known !== undefined || request.audience !== 'resident') return known
  if (!request.consentToTerms) refuse('terms-not-accepted')
  const { residentId } = await enrolResident(tx, ctx, { phone: request.phone })
  return residentId
}

/** Tries a code of the phone within the brake on everybody's wrong ones; `wait` in seconds. */
export async function tryCode(
  tx: Transaction,
  ctx: Context,
  request: Pick<SignIn, 'phone' | 'audience' | 'code'>,
): Promise<Guess | { readonly wait: number }> {
  const wait = await secondsFull(tx, brake.key, ctx.now(), brake)
  return wait > 0 ? { wait } : guessCode(tx, ctx, request)
}

/** A guess that was not right, as a refusal. Refuses `code-wrong`, `code-locked`, `too-many-requests`. */
export function refuseGuess(guess: Exclude<Guess, 'right'> | { readonly wait: number }): never {
  if (guess === 'wrong') return refuse('code-wrong')
  if (guess === 'locked') return refuse('code-locked')
  return refuse('too-many-requests', { seconds: guess.wait })
}

/**
 * Tries the newest code of the phone. The try is taken before the code is compared, in one guarded statement.
 */
async function guessCode(
  tx: Transaction,
  ctx: Context,
  { phone, audience, code }: Pick<SignIn, 'phone' | 'audience' | 'code'>,
): Promise<Guess> {
  const now = ctx.now()
  const [newest] = await tx
    .select()
    .from(signInCode)
    .where(and(eq(signInCode.phoneIndex, phoneIndexOf(ctx.keys, phone)), eq(signInCode.audience, audience)))
    .orderBy(desc(signInCode.createdAt), desc(signInCode.id))
    .limit(1)
  if (!newest || newest.usedAt || newest.expiresAt <= now) return 'wrong'
  const [tried] = await tx
    .update(signInCode)
    .set({ triesLeft: sql`${signInCode.triesLeft} - 1` })
    .where(and(eq(signInCode.id, newest.id), gt(signInCode.triesLeft, 0), isNull(signInCode.usedAt)))
    .returning({ triesLeft: signInCode.triesLeft })
  if (!tried) return newest.triesLeft === 0 ? 'locked' : 'wrong'
  if (!sameHash(newest.codeHash, blindIndex(ctx.keys, 'code', newest.id, code))) {
    await takeTry(tx, brake.key, now, brake)
    return tried.triesLeft === 0 ? 'locked' : 'wrong'
  }
  await tx.update(signInCode).set({ usedAt: now }).where(eq(signInCode.id, newest.id))
  return 'right'
}
