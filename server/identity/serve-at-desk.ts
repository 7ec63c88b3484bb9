import type { AttendantActor } from '#shared/domain/actor.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { recordDeskAct } from '../desk/record-act.ts'
import { findPartnerByCode } from '../partners/queries.ts'
import { refuse } from '../refusal.ts'
import { type Bound, bindExternal } from './bind-external.ts'
import { type ConsentView, giveConsent } from './consents.ts'
import { atTheDesk, type Served } from './desk.ts'
import { type Enrolment, enrolResident } from './enrol-resident.ts'
import { phoneIndexOf } from './phone.ts'

/**
 * Enrols someone at the desk, who has signed the terms on paper; without a phone they live by their card.
 * Refuses `serving-oneself` for the attendant's own phone, and `attendant-cap-reached`.
 */
export async function enrolAtDesk(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  phone: string | null,
): Promise<Enrolment> {
  if (phone !== null && phoneIndexOf(ctx.keys, phone) === attendant.phoneIndex) refuse('serving-oneself')
  const enrolment = await enrolResident(tx, ctx, { phone })
  await recordDeskAct(tx, ctx, attendant, {
    turn: 'enrol',
    action: 'resident.enrol',
    subject: enrolment.residentId,
    residentId: enrolment.residentId,
    after: { withPhone: phone !== null, alreadyEnrolled: enrolment.alreadyEnrolled },
  })
  return enrolment
}

/**
 * Binds an external id that the resident showed at the desk. Refuses `not-found` for an unknown resident,
 * card or partner, `serving-oneself` and `attendant-cap-reached`.
 */
export function bindAtDesk(
  ctx: Context,
  attendant: AttendantActor,
  asked: Served & { readonly partner: string; readonly externalId: string },
): Promise<Bound> {
  return ctx.db.transaction(async tx => {
    const residentId = await atTheDesk(tx, ctx, attendant, asked)
    const partner = (await findPartnerByCode(tx, asked.partner)) ?? refuse('not-found')
    const bound = await bindExternal(tx, ctx, {
      residentId,
      partnerId: partner.partnerId,
      kind: partner.subjects,
      externalId: asked.externalId,
      proof: 'attendant',
    })
    await recordDeskAct(tx, ctx, attendant, {
      turn: 'bind',
      action: 'binding.make',
      subject: bound.id,
      residentId,
      facts: { partner: asked.partner },
      before: bound.takenFrom === null ? null : { residentId: bound.takenFrom },
      after: { residentId, partner: asked.partner },
    })
    return bound
  })
}

/**
 * Records a consent signed on paper. Refuses as `giveConsent` does, `not-found` for whom, and
 * `serving-oneself` and `attendant-cap-reached`.
 */
export function consentAtDesk(
  ctx: Context,
  attendant: AttendantActor,
  asked: Served & { readonly partner: string; readonly actionType: string },
): Promise<ConsentView> {
  return ctx.db.transaction(async tx => {
    const residentId = await atTheDesk(tx, ctx, attendant, asked)
    const { partner, actionType } = asked
    const onPaperBy = attendant.attendantId
    const given = await giveConsent(tx, ctx, { residentId, partner, actionType, onPaperBy })
    const after = { residentId, partner, actionType, channel: given.channel }
    await recordDeskAct(tx, ctx, attendant, {
      turn: 'form',
      action: 'consent.give',
      subject: given.id,
      residentId,
      facts: { partner, actionType },
      after,
    })
    return given
  })
}
