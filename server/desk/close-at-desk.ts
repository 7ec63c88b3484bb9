import { createHash } from 'node:crypto'
import type { AttendantActor } from '#shared/domain/actor.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { guardianOf } from '../households/guardians.ts'
import { atTheDesk } from '../identity/desk.ts'
import { eraseResident } from '../identity/erase-resident.ts'
import { residentView } from '../identity/residents.ts'
import { lockWallet } from '../ledger/wallets.ts'
import { refuse } from '../refusal.ts'
import { readPhoto } from './paper-photo.ts'
import { recordDeskAct } from './record-act.ts'

export interface ClosingSigned {
  /** Their own card, which proves that they are there. */
  readonly cardCode: string
  /** A photo of what they signed, in base64. */
  readonly picture: string
}

/**
 * Forgets somebody without a phone who asks for it and has signed. The photo would go with them and is not
 * kept: its SHA-256 stays in the audit log, the paper with the community. Refuses `closing-has-phone`,
 * `minor-needs-guardian`, `guardian-stays`, `picture-invalid`, `picture-too-large`, `not-found`,
 * `serving-oneself` and `attendant-cap-reached`.
 */
export async function closeAtDesk(
  tx: Transaction,
  ctx: Context,
  attendant: AttendantActor,
  { cardCode, picture }: ClosingSigned,
): Promise<void> {
  const { bytes } = readPhoto(picture)
  const residentId = await atTheDesk(tx, ctx, attendant, { cardCode })
  if ((await residentView(tx, ctx, residentId)).phone !== null) refuse('closing-has-phone')
  if (await guardianOf(tx, residentId)) refuse('minor-needs-guardian')
  // First the wallet, as weighing does: two desks in the other order would wait for each other.
  await lockWallet(tx, residentId)
  const paper = createHash('sha256').update(bytes).digest('hex')
  const done = { turn: 'form', action: 'account.close', subject: residentId, residentId } as const
  await recordDeskAct(tx, ctx, attendant, { ...done, after: { residentId, paper } })
  await eraseResident(tx, ctx, residentId, attendant)
}
