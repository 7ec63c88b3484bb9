import { and, desc, eq, isNull } from 'drizzle-orm'
import type { AttendantId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { findPartnerByCode } from '../partners/queries.ts'
import { partner } from '../partners/tables.ts'
import { refuse } from '../refusal.ts'
import { consent } from './tables.ts'

/** The wording people agree to; a new wording is a new version. */
const consentVersion = 1

const viewColumns = {
  id: consent.id,
  actionType: consent.actionType,
  partner: { code: partner.code, name: partner.name },
  version: consent.version,
  channel: consent.channel,
  grantedAt: consent.grantedAt,
  withdrawnAt: consent.withdrawnAt,
}

function selectViews(reader: Reader | Transaction) {
  return reader.select(viewColumns).from(consent).innerJoin(partner, eq(partner.id, consent.partnerId))
}

export type ConsentView = Awaited<ReturnType<typeof listConsents>>[number]

/** A resident's consents, the newest first, withdrawn ones included. */
export function listConsents(reader: Reader, residentId: ResidentId) {
  return selectViews(reader)
    .where(eq(consent.residentId, residentId))
    .orderBy(desc(consent.grantedAt), desc(consent.id))
    .limit(limits.consentsPerResident)
}

export interface ConsentGiven {
  readonly residentId: ResidentId
  readonly partner: string
  readonly actionType: string
  /** The attendant who holds the signed paper; null when given in the app. */
  readonly onPaperBy: AttendantId | null
}

/**
 * Records consent to one partner's reports of one action type; one that holds already is given back as it is.
 * Refuses `not-found` for a partner that is not there or does not report this action type.
 */
export async function giveConsent(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  given: ConsentGiven,
): Promise<ConsentView> {
  const { residentId, actionType } = given
  const reporting = await findPartnerByCode(tx, given.partner)
  if (!reporting?.actionTypes.includes(actionType)) return refuse('not-found')
  const { partnerId } = reporting
  await tx
    .insert(consent)
    .values({
      id: ctx.newId('con'),
      residentId,
      actionType,
      partnerId,
      version: consentVersion,
      channel: given.onPaperBy === null ? 'app' : 'paper',
      attendantId: given.onPaperBy,
      grantedAt: ctx.now(),
      withdrawnAt: null,
    })
    .onConflictDoNothing()
  const [view] = await selectViews(tx).where(
    and(
      eq(consent.residentId, residentId),
      eq(consent.actionType, actionType),
      eq(consent.partnerId, partnerId),
      isNull(consent.withdrawnAt),
    ),
  )
  return view ?? refuse('too-busy')
}

/** Withdraws a consent from now on; withdrawn once, it stays so. Refuses `not-found` for somebody else's. */
export async function withdrawConsent(
  ctx: Context,
  residentId: ResidentId,
  consentId: string,
): Promise<void> {
  await ctx.db.transaction(async tx => {
    const mine = and(eq(consent.id, consentId), eq(consent.residentId, residentId))
    const [known] = await tx.select({ id: consent.id }).from(consent).where(mine)
    if (!known) refuse('not-found')
    await tx
      .update(consent)
      .set({ withdrawnAt: ctx.now() })
      .where(and(mine, isNull(consent.withdrawnAt)))
  })
}
