import { and, eq, isNull, or } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { householdOf } from '../identity/households.ts'
import { refuse } from '../refusal.ts'
import { lockHousehold, memberOf, rollOf } from './roll.ts'
import { recordServed } from './served-acts.ts'
import { helpGrant } from './tables.ts'

export interface HelpOffered {
  readonly memberId: string
  /** What the other may redeem for the owner in one Shanghai month. */
  readonly monthlyCentipoints: number
}

/**
 * An owner of points asks an adult of the household to redeem for them. It holds when the other has agreed.
 * Refuses `not-found`, `help-outside-household` and `help-exists`.
 */
export function offerHelp(ctx: Context, ownerId: ResidentId, offered: HelpOffered): Promise<string> {
  return ctx.db.transaction(async tx => {
    const householdId = (await householdOf(tx, ownerId)) ?? refuse('not-found')
    await lockHousehold(tx, householdId)
    const other = memberOf(await rollOf(tx, householdId), offered.memberId)
    if (other.guardianId !== null || other.residentId === ownerId) refuse('help-outside-household')
    const id: string = ctx.newId('hlp')
    const { monthlyCentipoints } = offered
    const [made] = await tx
      .insert(helpGrant)
      .values({
        id,
        ownerId,
        aideId: other.residentId,
        monthlyCentipoints,
        offeredAt: ctx.now(),
        acceptedAt: null,
        endedAt: null,
      })
      .onConflictDoNothing()
      .returning({ id: helpGrant.id })
    if (!made) refuse('help-exists')
    const after = { aideId: other.residentId, monthlyCentipoints }
    await recordAudit(
      tx,
      ctx,
      { kind: 'resident', residentId: ownerId },
      { action: 'help.offer', subject: id, after },
    )
    return id
  })
}

/**
 * The other agrees to help. Refuses `not-found` for what was not offered to them, `help-not-active` for what
 * has ended and `help-outside-household` when they no longer live together.
 */
export function acceptHelp(ctx: Context, aideId: ResidentId, grantId: string): Promise<void> {
  return ctx.db.transaction(async tx => {
    const grant = await grantTo(tx, aideId, grantId)
    if (grant.acceptedAt !== null && grant.endedAt === null) return
    const householdId = (await householdOf(tx, aideId)) ?? refuse('help-outside-household')
    await lockHousehold(tx, householdId)
    if ((await householdOf(tx, grant.ownerId)) !== householdId) refuse('help-outside-household')
    const [accepted] = await tx
      .update(helpGrant)
      .set({ acceptedAt: ctx.now() })
      .where(and(eq(helpGrant.id, grantId), isNull(helpGrant.endedAt)))
      .returning({ ownerId: helpGrant.ownerId })
    if (!accepted) return refuse('help-not-active')
    const step = { residentId: accepted.ownerId, byKind: 'aide', byId: aideId } as const
    await recordServed(tx, ctx, { ...step, act: 'help.accept', subject: grantId })
    await recordAudit(
      tx,
      ctx,
      { kind: 'resident', residentId: aideId },
      { action: 'help.accept', subject: grantId },
    )
  })
}

/** A grant that names this person as the one who helps. Refuses `not-found`. */
export async function grantTo(tx: Transaction, aideId: ResidentId, grantId: string) {
  const [grant] = await tx.select().from(helpGrant).where(eq(helpGrant.id, grantId))
  return grant?.aideId === aideId ? grant : refuse('not-found')
}

/** Either side ends the help from now on; ended once, it stays so. Refuses `not-found`. */
export function endHelp(ctx: Context, residentId: ResidentId, grantId: string): Promise<void> {
  return ctx.db.transaction(async tx => {
    const mine = and(
      eq(helpGrant.id, grantId),
      or(eq(helpGrant.ownerId, residentId), eq(helpGrant.aideId, residentId)),
    )
    const [grant] = await tx.select().from(helpGrant).where(mine)
    if (!grant) return refuse('not-found')
    const [ended] = await tx
      .update(helpGrant)
      .set({ endedAt: ctx.now() })
      .where(and(eq(helpGrant.id, grantId), isNull(helpGrant.endedAt)))
      .returning({ id: helpGrant.id })
    if (!ended) return
    const step = { residentId: grant.ownerId, byKind: 'aide', byId: grant.aideId } as const
    await recordServed(tx, ctx, { ...step, act: 'help.end', subject: grantId })
    await recordAudit(tx, ctx, { kind: 'resident', residentId }, { action: 'help.end', subject: grantId })
  })
}
