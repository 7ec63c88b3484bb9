import { and, eq, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import { forgetTrips } from '../activities/forget-trips.ts'
import { withdrawAllAppeals } from '../appeals/withdraw-all.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { forgetForms } from '../desk/forms.ts'
import { endWard } from '../households/end-ward.ts'
import { childrenOf } from '../households/guardians.ts'
import { forgetAnswersOf } from '../http/forget-answers.ts'
import { closeWallet } from '../ledger/close-wallet.ts'
import { lockWallet } from '../ledger/wallets.ts'
import { refuse } from '../refusal.ts'
import { leaveAllWaitingLists } from '../rewards/leave-waiting-list.ts'
import { returnRewards } from '../rewards/return-rewards.ts'
import { cancelAllVouchers } from '../vouchers/cancel-all.ts'
import { rememberErasures } from './erasures.ts'
import { forgetPerson } from './forget-person.ts'
import { householdOf, leaveHousehold } from './households.ts'
import { residentKey } from './residents.ts'
import { unseal } from './sealing.ts'
import { refuseGuess, tryCode } from './sign-in.ts'
import { resident, residentSecret, session } from './tables.ts'

/**
 * Forgets somebody: vouchers are given back, what points are left expire, sessions, places in queues,
 * appeals, household, cards, accounts and consents end, and the key that alone could open what is sealed is
 * destroyed. Transfers, deeds and grams stay under the pseudonym. Does nothing the second time, and says so.
 * Refuses `guardian-stays` for the guardian of a child.
 */
export async function eraseResident(
  tx: Transaction,
  ctx: Context,
  residentId: ResidentId,
  by: Doer,
): Promise<boolean> {
  await lockWallet(tx, residentId)
  const [known] = await tx
    .select({ closedAt: resident.closedAt })
    .from(resident)
    .where(eq(resident.id, residentId))
  if (!known || known.closedAt) return false
  const [child] = await childrenOf(tx, residentId)
  if (child) refuse('guardian-stays')
  await withdrawAllAppeals(tx, ctx, residentId)
  await endWard(tx, ctx, residentId)
  if (await householdOf(tx, residentId)) await leaveHousehold(tx, ctx, residentId)
  await endSessions(tx, ctx, residentId)
  await forgetForms(tx, residentId)
  await forgetTrips(tx, residentId)
  await forgetAnswersOf(tx, residentId)
  await forgetPerson(tx, ctx, residentId)
  const returned = await cancelAllVouchers(tx, ctx, residentId)
  const centipoints = await closeWallet(tx, ctx, residentId)
  const after = { vouchers: returned.length, centipoints }
  await recordAudit(tx, ctx, by, { action: 'resident.erase', subject: residentId, after })
  // Shelves come last, because many wait for them.
  await leaveAllWaitingLists(tx, ctx, residentId)
  await returnRewards(tx, ctx, returned)
  return true
}

async function endSessions(tx: Transaction, ctx: Context, residentId: ResidentId): Promise<void> {
  await tx
    .update(session)
    .set({ endedAt: ctx.now() })
    .where(and(eq(session.audience, 'resident'), eq(session.subjectId, residentId), isNull(session.endedAt)))
}

/** The phone of a resident, to send a code to. Refuses `phone-missing` for people enrolled without one. */
export async function ownPhone(ctx: Pick<Context, 'db' | 'keys'>, residentId: ResidentId): Promise<string> {
  const { reader } = ctx.db
  const key = await residentKey(reader, ctx, residentId)
  const [row] = await reader
    .select({ phoneSealed: residentSecret.phoneSealed })
    .from(residentSecret)
    .where(eq(residentSecret.residentId, residentId))
  const phone = row ? unseal(key, row.phoneSealed) : ''
  return phone === '' ? refuse('phone-missing') : phone
}

/**
 * A resident closes their account, with a code sent to their phone just now: whoever finds an unlocked phone
 * or a forgotten session cannot. Refuses `closing-code-wrong`, `code-locked`, `too-many-requests`,
 * `phone-missing` and `guardian-stays`; the last leaves the code good.
 */
export async function closeAccount(ctx: Context, residentId: ResidentId, code: string): Promise<void> {
  const phone = await ownPhone(ctx, residentId)
  const guess = await ctx.db.transaction(async tx => {
    const tried = await tryCode(tx, ctx, { phone, audience: 'resident', code })
    if (tried === 'right') await eraseResident(tx, ctx, residentId, { kind: 'resident', residentId })
    return tried
  })
  // The session is good, so this is no 401.
  if (guess === 'wrong') refuse('closing-code-wrong')
  if (guess !== 'right') refuseGuess(guess)
  await rememberErasures(ctx)
}
