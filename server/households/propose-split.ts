import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import { addDays, dayOf } from '#shared/domain/calendar.ts'
import { isSplit, losers, type SplitShare, sharesFor } from '#shared/domain/household-split.ts'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { householdOf } from '../identity/households.ts'
import { binCode } from '../identity/tables.ts'
import { refuse } from '../refusal.ts'
import { lockHousehold, type Member, memberOf, rollOf } from './roll.ts'
import { householdSplit, splitVote } from './tables.ts'

export interface SharesAsked {
  readonly shares: readonly { readonly memberId: string; readonly percent: number }[]
}

/**
 * Proposes how to share the points of the bins; no shares mean all to whoever bound the bin. It holds from
 * the day after the last of those who lose by it has agreed: at once tomorrow when nobody else loses. A
 * proposal that was open is withdrawn. A guardian answers for a child. Refuses `not-found`, `split-invalid`.
 */
export function proposeSplit(ctx: Context, residentId: ResidentId, asked: SharesAsked): Promise<string> {
  return ctx.db.transaction(async tx => {
    const householdId = (await householdOf(tx, residentId)) ?? refuse('not-found')
    await lockHousehold(tx, householdId)
    const roll = await rollOf(tx, householdId)
    const shares = asked.shares.map(({ memberId, percent }) => ({
      residentId: memberOf(roll, memberId).residentId,
      percent,
    }))
    if (!isSplit(shares)) refuse('split-invalid')
    const voters = (await whoLoses(tx, householdId, roll, shares)).filter(voter => voter !== residentId)
    const id: string = ctx.newId('spl')
    const now = ctx.now()
    await endOpen(tx, householdId, now)
    await tx.insert(householdSplit).values({
      id,
      householdId,
      shares,
      proposedBy: residentId,
      proposedAt: now,
      effectiveOn: null,
      endedAt: null,
    })
    for (const voter of voters)
      await tx.insert(splitVote).values({ splitId: id, residentId: voter, agreedAt: null })
    if (voters.length === 0) await settle(tx, ctx, { id, householdId })
    const after = { shares, voters }
    await recordAudit(
      tx,
      ctx,
      { kind: 'resident', residentId },
      { action: 'household.propose', subject: id, after },
    )
    return id
  })
}

/** Adults who must agree: those who lose, and the guardians of children who lose. */
async function whoLoses(
  tx: Transaction,
  householdId: HouseholdId,
  roll: readonly Member[],
  after: readonly SplitShare[],
): Promise<ResidentId[]> {
  const bins = await tx
    .select({ residentId: binCode.residentId })
    .from(binCode)
    .where(and(eq(binCode.householdId, householdId), isNull(binCode.unboundAt)))
  const binders = [...new Set(bins.map(bin => bin.residentId))].sort()
  const agreed = (await agreedSplit(tx, householdId))?.shares ?? []
  const lives = (one: ResidentId) => roll.some(member => member.residentId === one)
  const before = binders[0]
    ? sharesFor(binders[0], agreed, lives)
    : agreed.filter(one => lives(one.residentId))
  const losing = losers(before, after, binders)
  const voters = losing.map(one => roll.find(member => member.residentId === one)?.guardianId ?? one)
  return [...new Set(voters)].filter(lives).sort()
}

/** The split that was agreed last, whether or not its day has come. */
export async function agreedSplit(reader: Reader | Transaction, householdId: HouseholdId) {
  const [row] = await reader
    .select()
    .from(householdSplit)
    .where(
      and(
        eq(householdSplit.householdId, householdId),
        isNotNull(householdSplit.effectiveOn),
        isNull(householdSplit.endedAt),
      ),
    )
    .orderBy(desc(householdSplit.effectiveOn))
    .limit(1)
  return row
}

async function endOpen(tx: Transaction, householdId: HouseholdId, endedAt: Date): Promise<void> {
  await tx
    .update(householdSplit)
    .set({ endedAt })
    .where(
      and(
        eq(householdSplit.householdId, householdId),
        isNull(householdSplit.effectiveOn),
        isNull(householdSplit.endedAt),
      ),
    )
}

interface Agreed {
  readonly id: string
  readonly householdId: HouseholdId
}

/** Everybody has agreed: it holds from tomorrow, in the place of another that would have. */
async function settle(tx: Transaction, ctx: Context, { id, householdId }: Agreed): Promise<void> {
  const now = ctx.now()
  const effectiveOn = addDays(dayOf(now), 1)
  await tx
    .update(householdSplit)
    .set({ endedAt: now })
    .where(
      and(
        eq(householdSplit.householdId, householdId),
        eq(householdSplit.effectiveOn, effectiveOn),
        isNull(householdSplit.endedAt),
      ),
    )
  await tx.update(householdSplit).set({ effectiveOn }).where(eq(householdSplit.id, id))
}

/**
 * Somebody who loses by a proposal agrees to it, or anybody it concerns withdraws it. Refuses `not-found`
 * for another household's, or where one has no say, and `split-settled`.
 */
export function answerSplit(
  ctx: Context,
  residentId: ResidentId,
  { splitId, agree }: { readonly splitId: string; readonly agree: boolean },
): Promise<void> {
  return ctx.db.transaction(async tx => {
    const [asked] = await tx.select().from(householdSplit).where(eq(householdSplit.id, splitId))
    const householdId = await householdOf(tx, residentId)
    if (!asked || asked.householdId !== householdId) return refuse('not-found')
    await lockHousehold(tx, householdId)
    const [open] = await tx
      .select({ id: householdSplit.id })
      .from(householdSplit)
      .where(
        and(
          eq(householdSplit.id, splitId),
          isNull(householdSplit.effectiveOn),
          isNull(householdSplit.endedAt),
        ),
      )
    const votes = await tx.select().from(splitVote).where(eq(splitVote.splitId, splitId))
    const mine = votes.find(vote => vote.residentId === residentId)
    if (!mine && (agree || asked.proposedBy !== residentId)) refuse('not-found')
    if (!open) refuse('split-settled')
    const now = ctx.now()
    if (agree) {
      await tx
        .update(splitVote)
        .set({ agreedAt: now })
        .where(and(eq(splitVote.splitId, splitId), eq(splitVote.residentId, residentId)))
      const waiting = votes.filter(vote => vote.agreedAt === null && vote.residentId !== residentId)
      if (waiting.length === 0) await settle(tx, ctx, { id: splitId, householdId })
    } else await tx.update(householdSplit).set({ endedAt: now }).where(eq(householdSplit.id, splitId))
    const action = agree ? 'household.agree' : 'household.decline'
    await recordAudit(tx, ctx, { kind: 'resident', residentId }, { action, subject: splitId })
  })
}
