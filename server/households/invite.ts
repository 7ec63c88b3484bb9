import { and, eq, gt, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import { recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { ensureHousehold } from '../identity/households.ts'
import { readableCode } from '../identity/one-time-code.ts'
import { blindIndex } from '../identity/sealing.ts'
import { limits } from '../limits.ts'
import { assertHolder, lockHousehold, rollOf } from './roll.ts'
import { householdInvitation } from './tables.ts'

export interface Invitation {
  /** Told once; the database has its hash. */
  readonly code: string
  readonly expiresAt: Date
}

/**
 * The holder of a household makes a code for one person to join; the one before is worth nothing from then
 * on. Somebody without a household gets one. Refuses `household-holder-only`.
 */
export function inviteToHousehold(ctx: Context, residentId: ResidentId): Promise<Invitation> {
  return ctx.db.transaction(async tx => {
    const householdId = await ensureHousehold(tx, ctx, residentId)
    await lockHousehold(tx, householdId)
    assertHolder(await rollOf(tx, householdId), residentId)
    const now = ctx.now()
    await tx
      .update(householdInvitation)
      .set({ expiresAt: now })
      .where(
        and(
          eq(householdInvitation.householdId, householdId),
          isNull(householdInvitation.usedAt),
          gt(householdInvitation.expiresAt, now),
        ),
      )
    const code = readableCode(limits.householdInvitationSigns)
    const expiresAt = new Date(now.getTime() + limits.householdInvitationMs)
    await tx.insert(householdInvitation).values({
      codeHash: blindIndex(ctx.keys, 'code', 'household', code),
      householdId,
      invitedBy: residentId,
      createdAt: now,
      expiresAt,
      usedAt: null,
      usedBy: null,
    })
    const doer = { kind: 'resident', residentId } as const
    await recordAudit(tx, ctx, doer, { action: 'household.invite', subject: householdId })
    return { code, expiresAt }
  })
}
