import { desc, eq } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { PictureType } from '#shared/domain/picture.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { residentKey } from '../identity/residents.ts'
import { unseal } from '../identity/sealing.ts'
import { attendant } from '../identity/tables.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { signedForm } from './tables.ts'

/** What a resident signed at desks, the newest first; the pictures come one at a time. */
export function listForms(reader: Reader, residentId: ResidentId) {
  return reader
    .select({
      id: signedForm.id,
      purpose: signedForm.purpose,
      mediaType: signedForm.mediaType,
      bytes: signedForm.bytes,
      recordedAt: signedForm.recordedAt,
      community: attendant.community,
    })
    .from(signedForm)
    .innerJoin(attendant, eq(attendant.id, signedForm.attendantId))
    .where(eq(signedForm.residentId, residentId))
    .orderBy(desc(signedForm.recordedAt), desc(signedForm.id))
    .limit(limits.servedActsListed)
}

/** The picture of a form, opened with its owner's key. Refuses `not-found` for anybody else's. */
export async function formPicture(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  { residentId, formId }: { readonly residentId: ResidentId; readonly formId: string },
): Promise<{ mediaType: PictureType; picture: string }> {
  const [row] = await reader.select().from(signedForm).where(eq(signedForm.id, formId))
  if (row?.residentId !== residentId) return refuse('not-found')
  const key = await residentKey(reader, ctx, residentId)
  return { mediaType: row.mediaType, picture: unseal(key, row.sealed) }
}

/** Removes the pictures of somebody who goes; their key, which alone could open them, goes too. */
export async function forgetForms(tx: Transaction, residentId: ResidentId): Promise<void> {
  await tx.delete(signedForm).where(eq(signedForm.residentId, residentId))
}
