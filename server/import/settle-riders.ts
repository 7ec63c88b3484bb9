import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { PartnerActor } from '#shared/domain/actor.ts'
import { dayMs } from '#shared/domain/calendar.ts'
import type { PartnerId, ResidentId } from '#shared/domain/ids.ts'
import { type Context, idMaker } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { bindExternal } from '../identity/bind-external.ts'
import { giveConsent } from '../identity/consents.ts'
import { enrolResident } from '../identity/enrol-resident.ts'
import { externalIndexOf } from '../identity/external-ids.ts'
import { binding, consent } from '../identity/tables.ts'
import { limits } from '../limits.ts'
import { riderName } from './row-identity.ts'

/** They joined before the oldest ride that is looked at. */
const settledDays = 2 * limits.reviewedDaysBack

/**
 * Makes residents for a demonstration who ride under the names `spread-0001` and on, bound and consenting
 * since long ago; those who are there already stay. Says how many are new. Only for a partner whose ids are
 * people's accounts.
 */
export async function settleRiders(
  ctx: Context,
  partner: PartnerActor,
  { riders, actionType }: { readonly riders: number; readonly actionType: string },
): Promise<number> {
  const longAgo = new Date(ctx.now().getTime() - settledDays * dayMs)
  const now = () => longAgo
  const then: Context = { ...ctx, now, newId: idMaker(now) }
  let made = 0
  for (let from = 0; from < riders; from += limits.spreadRidersAtOnce) {
    const size = Math.min(limits.spreadRidersAtOnce, riders - from)
    const names = Array.from({ length: size }, (_, at) => riderName(from + at))
    made += await ctx.db.transaction(tx => settle(tx, then, partner, names, actionType))
  }
  return made
}

async function settle(
  tx: Transaction,
  ctx: Context,
  { partnerId, code }: PartnerActor,
  names: readonly string[],
  actionType: string,
): Promise<number> {
  const indexOf = (name: string) => externalIndexOf(ctx.keys, 'account', partnerId, name)
  const rows = await tx
    .select({ index: binding.externalIndex, residentId: binding.residentId })
    .from(binding)
    .where(and(inArray(binding.externalIndex, names.map(indexOf)), isNull(binding.unboundAt)))
  const known = new Map(rows.map(row => [row.index, row.residentId]))
  const consenting = await consentingAmong(tx, [...known.values()], { partnerId, actionType })
  let made = 0
  for (const externalId of names) {
    let residentId = known.get(indexOf(externalId))
    if (!residentId) {
      residentId = (await enrolResident(tx, ctx, { phone: null })).residentId
      const proved = { residentId, partnerId, kind: 'account', externalId, proof: 'partner-code' } as const
      await bindExternal(tx, ctx, proved)
      made++
    }
    if (!consenting.has(residentId)) {
      await giveConsent(tx, ctx, { residentId, partner: code, actionType, onPaperBy: null })
    }
  }
  return made
}

async function consentingAmong(
  tx: Transaction,
  residents: readonly ResidentId[],
  { partnerId, actionType }: { readonly partnerId: PartnerId; readonly actionType: string },
): Promise<ReadonlySet<ResidentId>> {
  const rows = await tx
    .select({ residentId: consent.residentId })
    .from(consent)
    .where(
      and(
        inArray(consent.residentId, [...residents]),
        eq(consent.partnerId, partnerId),
        eq(consent.actionType, actionType),
        isNull(consent.withdrawnAt),
      ),
    )
  return new Set(rows.map(row => row.residentId))
}
