import { and, eq } from 'drizzle-orm'
import type { AttendantId, CardId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { readableCode } from './one-time-code.ts'
import { blindIndex } from './sealing.ts'
import { card } from './tables.ts'

/** 100 bits: nobody finds a card by trying. */
export const cardSigns = 20

export interface IssuedCard {
  readonly id: CardId
  /** The text of the QR; it is nowhere else, and the database has its hash. */
  readonly code: string
  readonly issuedAt: Date
}

/** The card and the resident behind the code in a card's QR; null for a blocked, replaced or invented one. */
export async function findCardHolder(
  reader: Reader | Transaction,
  ctx: Pick<Context, 'keys'>,
  code: string,
): Promise<{ readonly cardId: CardId; readonly residentId: ResidentId } | null> {
  const [row] = await reader
    .select({ cardId: card.id, residentId: card.residentId })
    .from(card)
    .where(and(eq(card.codeIndex, blindIndex(ctx.keys, 'card', code)), eq(card.state, 'active')))
  return row ?? null
}

/** Writes a new card into the register; its code is drawn, except for a demonstration's. */
export async function insertCard(
  tx: Transaction,
  ctx: Pick<Context, 'keys' | 'now' | 'newId'>,
  residentId: ResidentId,
  issuedBy: AttendantId,
  code = readableCode(cardSigns),
): Promise<IssuedCard> {
  const issued = { id: ctx.newId('crd'), code, issuedAt: ctx.now() }
  await tx.insert(card).values({
    id: issued.id,
    residentId,
    codeIndex: blindIndex(ctx.keys, 'card', issued.code),
    state: 'active',
    issuedBy,
    issuedAt: issued.issuedAt,
    endedAt: null,
    replacedBy: null,
  })
  return issued
}
