import { and, eq, gt, isNull } from 'drizzle-orm'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { giveBackTry, takeTry } from '../identity/attempts.ts'
import { householdOf, joinHousehold } from '../identity/households.ts'
import { nicknamesOf } from '../identity/residents.ts'
import { blindIndex } from '../identity/sealing.ts'
import { binCode } from '../identity/tables.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { holderOf, lockHousehold, rollOf } from './roll.ts'
import { householdInvitation } from './tables.ts'

type Tried<T> = T | 'wrong' | { readonly wait: number }

/** What somebody sees before they say yes. */
export interface HouseholdPreview {
  readonly holder: string
  readonly members: number
}

function open(ctx: Context, code: string) {
  return and(
    eq(householdInvitation.codeHash, blindIndex(ctx.keys, 'code', 'household', code)),
    isNull(householdInvitation.usedAt),
    gt(householdInvitation.expiresAt, ctx.now()),
  )
}

/** Counts a try, and takes a wrong code as an answer: thrown inside, it would undo the count. */
async function guessing<T extends object>(
  ctx: Context,
  residentId: ResidentId,
  work: (tx: Transaction) => Promise<T | 'wrong'>,
): Promise<T> {
  const key = `household:${residentId}`
  const tried: Tried<T> = await ctx.db.transaction(async tx => {
    const bound = { most: limits.householdInvitationTries, windowMs: limits.householdInvitationMs }
    const wait = await takeTry(tx, key, ctx.now(), bound)
    if (wait > 0) return { wait }
    const found = await work(tx)
    if (found !== 'wrong') await giveBackTry(tx, key)
    return found
  })
  if (tried === 'wrong') return refuse('household-invitation-wrong')
  if ('wait' in tried) return refuse('too-many-requests', { seconds: tried.wait })
  return tried
}

/** Whose household a code opens. Refuses `household-invitation-wrong` and `too-many-requests`. */
export function previewInvitation(
  ctx: Context,
  residentId: ResidentId,
  code: string,
): Promise<HouseholdPreview> {
  return guessing(ctx, residentId, async tx => {
    const [invitation] = await tx.select().from(householdInvitation).where(open(ctx, code))
    return invitation ? previewOf(tx, ctx, invitation.householdId) : 'wrong'
  })
}

async function previewOf(
  reader: Reader | Transaction,
  ctx: Context,
  householdId: HouseholdId,
): Promise<HouseholdPreview> {
  const roll = await rollOf(reader, householdId)
  const holder = holderOf(roll)
  const nicknames = await nicknamesOf(reader, ctx, holder ? [holder.residentId] : [])
  return { holder: nicknames.get(holder?.residentId as ResidentId) ?? '', members: roll.length }
}

/**
 * Moves in with the household that made the code, which is used up by it. Whoever lives with others, or has
 * bins of their own, leaves there first. Refuses `household-invitation-wrong`, `too-many-requests`,
 * `household-leave-first` and `household-full`.
 */
export async function joinByInvitation(ctx: Context, residentId: ResidentId, code: string): Promise<void> {
  const doer = { kind: 'resident', residentId } as const
  await guessing(ctx, residentId, tx => joinWithin(tx, ctx, { doer, residentId, code }))
}

/** The same for somebody who signed at a desk, in the caller's transaction. */
export async function joinWithin(
  tx: Transaction,
  ctx: Context,
  { doer, residentId, code }: { readonly doer: Doer; readonly residentId: ResidentId; readonly code: string },
): Promise<{ readonly householdId: HouseholdId } | 'wrong'> {
  const now = ctx.now()
  const [used] = await tx
    .update(householdInvitation)
    .set({ usedAt: now, usedBy: residentId })
    .where(open(ctx, code))
    .returning({ householdId: householdInvitation.householdId })
  if (!used) return 'wrong'
  const { householdId } = used
  await assertFree(tx, residentId, householdId)
  await lockHousehold(tx, householdId)
  const roll = await rollOf(tx, householdId)
  if (!holderOf(roll)) return 'wrong'
  const lives = roll.some(member => member.residentId === residentId)
  if (!lives && roll.length >= limits.householdMembers)
    refuse('household-full', { most: limits.householdMembers })
  await joinHousehold(tx, ctx, residentId, householdId)
  await recordAudit(tx, ctx, doer, { action: 'household.join', subject: householdId, after: { residentId } })
  return { householdId }
}

/** Refuses `household-leave-first` for whoever would leave people or bins behind without having said so. */
async function assertFree(tx: Transaction, residentId: ResidentId, wanted: HouseholdId): Promise<void> {
  const present = await householdOf(tx, residentId)
  if (!present || present === wanted) return
  const [bin] = await tx
    .select({ id: binCode.id })
    .from(binCode)
    .where(and(eq(binCode.householdId, present), isNull(binCode.unboundAt)))
    .limit(1)
  if (bin || (await rollOf(tx, present)).length > 1) refuse('household-leave-first')
}
