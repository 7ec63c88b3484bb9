import { and, eq } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { CardId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { recordDeskAct } from '../desk/record-act.ts'
import { refuse } from '../refusal.ts'
import { type IssuedCard, insertCard } from './cards.ts'
import { assertNotOneself } from './desk.ts'
import { card } from './tables.ts'

/**
 * Blocks a lost card. Refuses `not-found`, `serving-oneself`, and `card-not-active` when it has ended
 * already, and
 * `attendant-cap-reached`.
 */
export function blockCard(ctx: Context, attendant: AttendantActor, cardId: CardId): Promise<void> {
  return ctx.db.transaction(async tx => {
    const residentId = await endCard(tx, ctx, attendant, cardId, 'blocked')
    const done = { turn: 'card', action: 'card.block', subject: cardId, residentId } as const
    await recordDeskAct(tx, ctx, attendant, { ...done, after: { residentId } })
  })
}

/**
 * Issues another card in the place of one, which is worth nothing from then on. Refuses as `blockCard` does.
 */
export function replaceCard(ctx: Context, attendant: AttendantActor, cardId: CardId): Promise<IssuedCard> {
  return ctx.db.transaction(async tx => {
    const residentId = await endCard(tx, ctx, attendant, cardId, 'replaced')
    const issued = await insertCard(tx, ctx, residentId, attendant.attendantId)
    await tx.update(card).set({ replacedBy: issued.id }).where(eq(card.id, cardId))
    await recordDeskAct(tx, ctx, attendant, {
      turn: 'card',
      residentId,
      action: 'card.replace',
      subject: cardId,
      after: { residentId, replacedBy: issued.id },
    })
    return issued
  })
}

async function endCard(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  cardId: CardId,
  state: 'blocked' | 'replaced',
): Promise<ResidentId> {
  const [known] = await tx.select({ residentId: card.residentId }).from(card).where(eq(card.id, cardId))
  const residentId = known?.residentId ?? refuse('not-found')
  await assertNotOneself(tx, attendant, residentId)
  const [ended] = await tx
    .update(card)
    .set({ state, endedAt: ctx.now() })
    .where(and(eq(card.id, cardId), eq(card.state, 'active')))
    .returning({ id: card.id })
  if (!ended) refuse('card-not-active')
  return residentId
}
