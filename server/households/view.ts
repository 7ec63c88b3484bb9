import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import { type SplitShare, splitOn } from '#shared/domain/household-split.ts'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { householdOf } from '../identity/households.ts'
import { nicknamesOf } from '../identity/residents.ts'
import { binCode, household } from '../identity/tables.ts'
import { limits } from '../limits.ts'
import { partner } from '../partners/tables.ts'
import { holderOf, type Member, rollOf } from './roll.ts'
import { householdSplit, splitVote } from './tables.ts'

interface Names {
  readonly roll: readonly Member[]
  readonly nicknames: ReadonlyMap<ResidentId, string>
}

/** What a resident sees of their household; null when they are in none. */
export async function householdView(
  reader: Reader,
  ctx: Pick<Context, 'keys' | 'now'>,
  residentId: ResidentId,
) {
  const householdId = await householdOf(reader, residentId)
  if (!householdId) return null
  const [home] = await reader.select().from(household).where(eq(household.id, householdId))
  if (!home) return null
  const roll = await rollOf(reader, householdId)
  const bins = await binsOf(reader, householdId)
  const people = [...roll, ...bins].map(one => one.residentId)
  const names = { roll, nicknames: await nicknamesOf(reader, ctx, [...new Set(people)]) }
  const holder = holderOf(roll)
  return {
    id: householdId,
    since: home.createdAt.toISOString(),
    members: roll.map(member => ({
      id: member.memberId,
      nickname: nameOf(names, member.residentId),
      self: member.residentId === residentId,
      holder: member === holder,
      child: member.guardianId !== null,
      joinedAt: member.joinedAt.toISOString(),
    })),
    bins: bins.map(bin => ({
      id: bin.id,
      partner: bin.partner,
      boundBy: nameOf(names, bin.residentId),
      boundAt: bin.boundAt.toISOString(),
    })),
    ...(await splitsView(reader, ctx, { householdId, residentId, names })),
  }
}

function nameOf({ nicknames }: Names, residentId: ResidentId): string {
  return nicknames.get(residentId) ?? ''
}

function binsOf(reader: Reader, householdId: HouseholdId) {
  return reader
    .select({
      id: binCode.id,
      residentId: binCode.residentId,
      partner: { code: partner.code, name: partner.name },
      boundAt: binCode.boundAt,
    })
    .from(binCode)
    .innerJoin(partner, eq(partner.id, binCode.partnerId))
    .where(and(eq(binCode.householdId, householdId), isNull(binCode.unboundAt)))
    .orderBy(asc(binCode.boundAt), asc(binCode.id))
    .limit(limits.bindingsListed)
}

interface Looking {
  readonly householdId: HouseholdId
  readonly residentId: ResidentId
  readonly names: Names
}

/** Those who have moved out are left out: what was theirs goes to the first. */
function sharesView(shares: readonly SplitShare[], names: Names) {
  return shares.flatMap(({ residentId, percent }) => {
    const member = names.roll.find(one => one.residentId === residentId)
    return member ? [{ memberId: member.memberId, nickname: nameOf(names, residentId), percent }] : []
  })
}

async function splitsView(reader: Reader, ctx: Pick<Context, 'now'>, looking: Looking) {
  const { householdId, names } = looking
  const today = dayOf(ctx.now())
  const rows = await reader
    .select()
    .from(householdSplit)
    .where(
      and(
        eq(householdSplit.householdId, householdId),
        isNull(householdSplit.endedAt),
        isNotNull(householdSplit.effectiveOn),
      ),
    )
  const agreed = rows.flatMap(({ shares, effectiveOn }) =>
    effectiveOn === null ? [] : [{ shares, effectiveOn }],
  )
  const coming = agreed.find(split => split.effectiveOn > today)
  return {
    split: sharesView(splitOn(agreed, today)?.shares ?? [], names),
    splitNext: coming ? { from: coming.effectiveOn, shares: sharesView(coming.shares, names) } : null,
    splitAsked: await askedView(reader, looking),
  }
}

async function askedView(reader: Reader, { householdId, residentId, names }: Looking) {
  const [asked] = await reader
    .select()
    .from(householdSplit)
    .where(
      and(
        eq(householdSplit.householdId, householdId),
        isNull(householdSplit.endedAt),
        isNull(householdSplit.effectiveOn),
      ),
    )
    .orderBy(desc(householdSplit.proposedAt))
    .limit(1)
  if (!asked) return null
  const votes = await reader.select().from(splitVote).where(eq(splitVote.splitId, asked.id))
  const open = votes.filter(vote => vote.agreedAt === null)
  const mine = votes.some(vote => vote.residentId === residentId)
  return {
    id: asked.id,
    shares: sharesView(asked.shares, names),
    proposedBy: nameOf(names, asked.proposedBy),
    waitingFor: open.map(vote => nameOf(names, vote.residentId)),
    mayAgree: open.some(vote => vote.residentId === residentId),
    mayWithdraw: mine || asked.proposedBy === residentId,
  }
}
