import type { AttendantActor } from '#shared/domain/actor.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { joinWithin } from '../households/join-by-invitation.ts'
import { giveConsent } from '../identity/consents.ts'
import { atTheDesk, type Served } from '../identity/desk.ts'
import { residentKey } from '../identity/residents.ts'
import { seal } from '../identity/sealing.ts'
import { refuse } from '../refusal.ts'
import { readPhoto } from './paper-photo.ts'
import { recordDeskAct } from './record-act.ts'
import { type formPurposes, signedForm } from './tables.ts'

export interface FormSigned extends Served {
  readonly purpose: (typeof formPurposes)[number]
  /** A photo of the paper, in base64. */
  readonly picture: string
  /** Which partners' reports they agreed to, on this paper. */
  readonly consents: readonly { readonly partner: string; readonly actionType: string }[]
  /** The invitation of a household they agreed to join. */
  readonly invitation?: string | undefined
}

/**
 * Keeps a photo of what somebody signed, sealed with their own key, and does in the same transaction what
 * they agreed to. Refuses `picture-invalid`, `picture-too-large`, `not-found`, `serving-oneself`,
 * `attendant-cap-reached`, and for a household what `joinWithin` does.
 */
export async function recordForm(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  signed: FormSigned,
): Promise<{ readonly id: string; readonly recordedAt: Date }> {
  const { bytes, mediaType } = readPhoto(signed.picture)
  const residentId = await atTheDesk(tx, ctx, attendant, signed)
  const { purpose, consents, invitation } = signed
  const id: string = ctx.newId('frm')
  const recordedAt = ctx.now()
  await tx.insert(signedForm).values({
    id,
    residentId,
    attendantId: attendant.attendantId,
    purpose,
    mediaType,
    bytes: bytes.length,
    sealed: seal(await residentKey(tx, ctx, residentId), bytes.toString('base64')),
    recordedAt,
  })
  for (const one of consents)
    await giveConsent(tx, ctx, { residentId, ...one, onPaperBy: attendant.attendantId })
  if (invitation !== undefined) {
    const joined = await joinWithin(tx, ctx, { doer: attendant, residentId, code: invitation })
    if (joined === 'wrong') refuse('household-invitation-wrong')
  }
  await recordDeskAct(tx, ctx, attendant, {
    turn: 'form',
    action: 'form.record',
    subject: id,
    residentId,
    facts: { purpose, consents: consents.length },
    after: { residentId, purpose, consents, joined: invitation !== undefined },
  })
  return { id, recordedAt }
}
