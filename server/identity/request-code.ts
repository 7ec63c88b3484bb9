import { and, desc, eq, gt } from 'drizzle-orm'
import { dayMs } from '#shared/domain/calendar.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { takeTry, waitForTurn } from './attempts.ts'
import { digitCode } from './one-time-code.ts'
import { phoneIndexOf } from './phone.ts'
import { type PhoneAudience, phoneOwner } from './phone-owner.ts'
import { blindIndex } from './sealing.ts'
import { signInCode } from './tables.ts'

const hourMs = 3_600_000

export interface CodeWish {
  readonly phone: string
  readonly audience: PhoneAudience
  /** The address that asks, or the network of its household, where there is one. */
  readonly from?: string | undefined
}

export interface SentCode {
  readonly expiresAt: Date
  readonly nextCodeAt: Date
}

/**
 * Makes a code for a phone and sends it. Answer and work are the same whether or not anyone has the phone:
 * staff and attendants must exist to be sent a text, and nobody can tell from here. A new code takes the
 * place of the one before. Refuses `too-many-requests` (of the phone: resend, per hour, per day; of one
 * address per hour; of everybody together per day) and `sms-unavailable`.
 */
export async function requestCode(ctx: Context, { phone, audience, from }: CodeWish): Promise<SentCode> {
  if (!ctx.sms.ready) refuse('sms-unavailable')
  const now = ctx.now()
  const code = digitCode(limits.codeDigits)
  const expiresAt = new Date(now.getTime() + limits.codeLifeMs)
  const phoneIndex = phoneIndexOf(ctx.keys, phone)
  const known = await ctx.db.transaction(async tx => {
    await waitForTurn(tx, `codes:${phoneIndex}`, now)
    await assertNotTooMany(tx, phoneIndex, now)
    await assertNotBombing(tx, ctx, from)
    const id = ctx.newId('sic')
    await tx.insert(signInCode).values({
      id,
      phoneIndex,
      audience,
      codeHash: blindIndex(ctx.keys, 'code', id, code),
      triesLeft: limits.codeTries,
      createdAt: now,
      expiresAt,
      usedAt: null,
    })
    return phoneOwner(tx, audience, phoneIndex)
  })
  await sendTo(ctx, { phone, code }, audience, known !== undefined)
  return { expiresAt, nextCodeAt: new Date(now.getTime() + limits.codeResendMs) }
}

/** The bounds hold for a phone, whatever the audience: it is the phone's owner whom codes disturb. */
async function assertNotTooMany(tx: Transaction, phoneIndex: string, now: Date): Promise<void> {
  const rows = await tx
    .select({ createdAt: signInCode.createdAt })
    .from(signInCode)
    .where(
      and(eq(signInCode.phoneIndex, phoneIndex), gt(signInCode.createdAt, new Date(now.getTime() - dayMs))),
    )
    .orderBy(desc(signInCode.createdAt))
    .limit(limits.codesPerPhoneDay)
  const bounds = [
    { most: 1, windowMs: limits.codeResendMs },
    { most: limits.codesPerPhoneHour, windowMs: hourMs },
    { most: limits.codesPerPhoneDay, windowMs: dayMs },
  ]
  for (const { most, windowMs } of bounds) {
    const decisive = rows[most - 1]
    const waitMs = decisive ? decisive.createdAt.getTime() + windowMs - now.getTime() : 0
    if (waitMs > 0) refuse('too-many-requests', { seconds: Math.ceil(waitMs / 1000) })
  }
}

/**
 * Who goes through many phones is stopped by the address; who has many addresses, by what texts may cost in
 * a day. Taken last and in the same transaction: a text that is refused is not counted.
 */
async function assertNotBombing(tx: Transaction, ctx: Context, from: string | undefined): Promise<void> {
  const now = ctx.now()
  const bounds: { key: string; most: number; windowMs: number }[] = [
    { key: 'codes-sent', most: limits.codesPerDay, windowMs: dayMs },
  ]
  if (from !== undefined) {
    const key = `codes-from:${blindIndex(ctx.keys, 'address', from)}`
    bounds.unshift({ key, most: limits.codesPerAddressHour, windowMs: hourMs })
  }
  for (const { key, ...bound } of bounds) {
    const seconds = await takeTry(tx, key, now, bound)
    if (seconds > 0) refuse('too-many-requests', { seconds })
  }
}

/**
 * Anyone may become a resident, so a failed text may be told to them. To tell it, or to wait for it, only
 * when staff or an attendant has the phone would give away who is one.
 */
async function sendTo(
  ctx: Context,
  message: { readonly phone: string; readonly code: string },
  audience: PhoneAudience,
  known: boolean,
): Promise<void> {
  if (audience !== 'resident' && !known) return
  const sent = ctx.sms.send(message).catch((error: unknown) => {
    // Only its kind: the words of a gateway may repeat the phone it was given.
    ctx.log.error({ kind: error instanceof Error ? error.name : typeof error }, 'a text could not be sent')
    if (audience === 'resident') refuse('sms-unavailable')
  })
  if (audience === 'resident') await sent
}
