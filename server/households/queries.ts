import { and, desc, eq, isNull, or } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import { divide } from '#shared/domain/household-split.ts'
import { isMinor } from '#shared/domain/minor.ts'
import type { ActivityId, ResidentId } from '#shared/domain/ids.ts'
import { listActivities } from '../activities/queries.ts'
import { sharesOf } from '../activities/read-shares.ts'
import { activity, decision, deedShare } from '../activities/tables.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { nicknamesOf } from '../identity/residents.ts'
import { readWallet } from '../ledger/wallets.ts'
import { limits } from '../limits.ts'
import { childrenOf, ownChild } from './guardians.ts'
import { usedThisMonth } from './redeem-for.ts'
import { listServed } from './served-acts.ts'
import { helpGrant } from './tables.ts'

const childDeeds = 20

/** Deeds of the household's bins in which this resident has a share, the newest first. */
export async function listSharedDeeds(reader: Reader, residentId: ResidentId) {
  const rows = await reader
    .select({
      activityId: activity.id,
      actionType: activity.actionType,
      occurredAt: activity.occurredAt,
      percent: deedShare.percent,
      total: decision.centipoints,
    })
    .from(deedShare)
    .innerJoin(activity, eq(activity.id, deedShare.activityId))
    .innerJoin(decision, and(eq(decision.activityId, activity.id), eq(decision.seq, 1)))
    .where(eq(deedShare.residentId, residentId))
    .orderBy(desc(activity.occurredAt), desc(activity.id))
    .limit(limits.sharedDeedsListed)
  return Promise.all(
    rows.map(async row => ({
      ...row,
      centipoints: await myPart(reader, row, residentId),
      occurredAt: row.occurredAt.toISOString(),
    })),
  )
}

async function myPart(
  reader: Reader,
  { activityId, total }: { readonly activityId: ActivityId; readonly total: number },
  residentId: ResidentId,
): Promise<number> {
  const parts = divide(total, await sharesOf(reader, activityId))
  return parts.find(part => part.residentId === residentId)?.centipoints ?? 0
}

/** A guardian's children, each with what they have. */
export async function listChildren(
  reader: Reader,
  ctx: Pick<Context, 'keys' | 'now'>,
  guardianId: ResidentId,
) {
  const wards = await childrenOf(reader, guardianId)
  const nicknames = await nicknamesOf(
    reader,
    ctx,
    wards.map(one => one.childId),
  )
  return Promise.all(wards.map(one => childView(reader, ctx, one, nicknames.get(one.childId) ?? '')))
}

async function childView(
  reader: Reader,
  ctx: Pick<Context, 'now'>,
  one: Awaited<ReturnType<typeof ownChild>>,
  nickname: string,
) {
  const { spendable } = await readWallet(reader, one.childId, ctx.now())
  return {
    id: one.childId,
    nickname,
    minorUntil: one.minorUntil,
    minor: isMinor(one.minorUntil, dayOf(ctx.now())),
    spendable,
    consentedAt: one.consentedAt.toISOString(),
  }
}

/** Everything about one child, for the guardian alone. Refuses `not-found`. */
export async function readChild(
  reader: Reader,
  ctx: Pick<Context, 'keys' | 'now'>,
  { guardianId, childId }: { readonly guardianId: ResidentId; readonly childId: ResidentId },
) {
  const one = await ownChild(reader, guardianId, childId)
  const nicknames = await nicknamesOf(reader, ctx, [childId])
  const { carbon } = await readWallet(reader, childId, ctx.now())
  const deeds = await listActivities(reader, childId, null, childDeeds)
  return {
    ...(await childView(reader, ctx, one, nicknames.get(childId) ?? '')),
    carbon,
    deeds: deeds.map(deed => ({
      id: deed.id,
      actionType: deed.actionType,
      occurredAt: deed.occurredAt.toISOString(),
      centipoints: deed.centipoints ?? 0,
      grams: deed.grams ?? 0,
    })),
    acts: await listServed(reader, ctx, childId),
  }
}

/** Who helps this resident, and whom they help: what holds and what was offered. */
export async function listHelp(reader: Reader, ctx: Pick<Context, 'keys' | 'now'>, residentId: ResidentId) {
  const grants = await reader
    .select()
    .from(helpGrant)
    .where(
      and(or(eq(helpGrant.ownerId, residentId), eq(helpGrant.aideId, residentId)), isNull(helpGrant.endedAt)),
    )
    .orderBy(helpGrant.offeredAt, helpGrant.id)
    .limit(limits.helpersListed)
  const people = grants.map(grant => (grant.ownerId === residentId ? grant.aideId : grant.ownerId))
  const nicknames = await nicknamesOf(reader, ctx, [...new Set(people)])
  const views = await Promise.all(
    grants.map(async grant => {
      const { id, ownerId, aideId, monthlyCentipoints } = grant
      const mine = ownerId === residentId
      const told = !mine && grant.acceptedAt !== null
      return {
        mine,
        view: {
          id,
          nickname: nicknames.get(mine ? aideId : ownerId) ?? '',
          monthlyCentipoints,
          usedCentipoints: await usedThisMonth(reader, ctx, { ownerId, aideId }),
          accepted: grant.acceptedAt !== null,
          offeredAt: grant.offeredAt.toISOString(),
          spendable: told ? (await readWallet(reader, ownerId, ctx.now())).spendable : null,
        },
      }
    }),
  )
  return {
    helpers: views.filter(one => one.mine).map(one => one.view),
    helping: views.filter(one => !one.mine).map(one => one.view),
  }
}
