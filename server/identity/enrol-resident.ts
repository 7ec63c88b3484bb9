import { eq } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { openWallet } from '../ledger/wallets.ts'
import { noPhoneIndex, phoneIndexOf } from './phone.ts'
import { newResidentKey, seal } from './sealing.ts'
import { resident, residentSecret } from './tables.ts'

const firstNickname = '居民'

export interface Enrolment {
  readonly residentId: ResidentId
  readonly alreadyEnrolled: boolean
}

/**
 * Makes a resident: the pseudonym, the sealed personal data and the wallet. `phone` null is for people
 * without one. Someone who is enrolled already under the phone is given back; of two at once, one makes them
 * and both get them.
 */
export async function enrolResident(
  tx: Transaction,
  ctx: Pick<Context, 'keys' | 'now' | 'newId'>,
  given: { readonly phone: string | null; readonly nickname?: string },
): Promise<Enrolment> {
  const residentId = ctx.newId('res')
  const { key, wrapped } = newResidentKey(ctx.keys)
  const phoneIndex =
    given.phone === null ? noPhoneIndex(ctx.keys, residentId) : phoneIndexOf(ctx.keys, given.phone)
  const [made] = await tx
    .insert(residentSecret)
    .values({
      residentId,
      wrappedKey: wrapped,
      phoneIndex,
      phoneSealed: seal(key, given.phone ?? ''),
      nicknameSealed: seal(key, given.nickname ?? firstNickname),
    })
    .onConflictDoNothing()
    .returning({ residentId: residentSecret.residentId })
  if (!made) return { residentId: await enrolledAs(tx, phoneIndex), alreadyEnrolled: true }
  await tx.insert(resident).values({ id: residentId, createdAt: ctx.now(), closedAt: null })
  await openWallet(tx, residentId)
  return { residentId, alreadyEnrolled: false }
}

async function enrolledAs(tx: Transaction, phoneIndex: string): Promise<ResidentId> {
  const [row] = await tx
    .select({ residentId: residentSecret.residentId })
    .from(residentSecret)
    .where(eq(residentSecret.phoneIndex, phoneIndex))
  if (!row) throw new Error('a resident with this phone vanished while being enrolled')
  return row.residentId
}
