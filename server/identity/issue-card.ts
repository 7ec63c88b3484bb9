import { and, eq } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import { locked } from '../db/lock.ts'
import { recordDeskAct } from '../desk/record-act.ts'
import { refuse } from '../refusal.ts'
import { type IssuedCard, insertCard } from './cards.ts'
import { assertNotOneself } from './desk.ts'
import { card, resident } from './tables.ts'

/**
 * Issues a paper card, with a code that is drawn unless one is given. Refuses `not-found`, `serving-oneself`,
 * `card-active` when the resident has one, and `attendant-cap-reached`.
 */
export function issueCard(
  ctx: Context,
  attendant: AttendantActor,
  residentId: ResidentId,
  code?: string,
): Promise<IssuedCard> {
  return ctx.db.transaction(async tx => {
    // Two desks at once: the second sees the first one's card.
    await locked(tx.select({ id: resident.id }).from(resident).where(eq(resident.id, residentId)))
    await assertNotOneself(tx, attendant, residentId)
    const [present] = await tx
      .select({ id: card.id })
      .from(card)
      .where(and(eq(card.residentId, residentId), eq(card.state, 'active')))
    if (present) refuse('card-active')
    const issued = await insertCard(tx, ctx, residentId, attendant.attendantId, code)
    const done = { turn: 'card', action: 'card.issue', subject: issued.id, residentId } as const
    await recordDeskAct(tx, ctx, attendant, { ...done, after: { residentId } })
    return issued
  })
}
