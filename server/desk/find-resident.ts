import { and, desc, eq } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { CardId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { guardianOf } from '../households/guardians.ts'
import { findCardHolder } from '../identity/cards.ts'
import { assertNotOneself } from '../identity/desk.ts'
import { phoneOwner } from '../identity/phone-owner.ts'
import { phoneIndexOf } from '../identity/phone.ts'
import { residentView } from '../identity/residents.ts'
import { card } from '../identity/tables.ts'
import { refuse } from '../refusal.ts'
import { recordDeskAct } from './record-act.ts'

export interface FoundResident {
  readonly residentId: ResidentId
  readonly nickname: string
  /** Masked; null for people without a phone. */
  readonly phone: string | null
  /** True under 14: the guardian redeems. */
  readonly minor: boolean
  readonly card: { readonly id: CardId; readonly issuedAt: string } | null
}

/**
 * Whom an attendant has in front of them, by phone or by card. Looking is an act too: it is counted and the
 * resident sees it. Refuses `not-found`, `serving-oneself` and `attendant-cap-reached`.
 */
export function findResident(
  ctx: Context,
  attendant: AttendantActor,
  asked: { readonly phone?: string | undefined; readonly cardCode?: string | undefined },
): Promise<FoundResident> {
  return ctx.db.transaction(async tx => {
    const residentId = (await residentAsked(tx, ctx, asked)) ?? refuse('not-found')
    await assertNotOneself(tx, attendant, residentId)
    await recordDeskAct(tx, ctx, attendant, {
      turn: 'find',
      action: 'resident.find',
      subject: residentId,
      residentId,
    })
    return foundView(tx, ctx, residentId)
  })
}

async function residentAsked(
  tx: Transaction,
  ctx: Context,
  { phone, cardCode }: { readonly phone?: string | undefined; readonly cardCode?: string | undefined },
): Promise<ResidentId | undefined> {
  if (cardCode !== undefined) return (await findCardHolder(tx, ctx, cardCode))?.residentId
  if (phone === undefined) return undefined
  return (await phoneOwner(tx, 'resident', phoneIndexOf(ctx.keys, phone))) as ResidentId | undefined
}

/** What a desk is shown of a resident: nothing that says more than who stands there. */
export async function foundView(
  reader: Reader | Transaction,
  ctx: Pick<Context, 'keys'>,
  residentId: ResidentId,
): Promise<FoundResident> {
  const { nickname, phone } = await residentView(reader, ctx, residentId)
  const [active] = await reader
    .select({ id: card.id, issuedAt: card.issuedAt })
    .from(card)
    .where(and(eq(card.residentId, residentId), eq(card.state, 'active')))
    .orderBy(desc(card.issuedAt))
    .limit(1)
  return {
    residentId,
    nickname,
    phone,
    minor: (await guardianOf(reader, residentId)) !== null,
    card: active ? { id: active.id, issuedAt: active.issuedAt.toISOString() } : null,
  }
}
