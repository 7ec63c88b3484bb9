import type { Context } from '#server/context.ts'
import type { Transaction } from '#server/db/database.ts'
import { addChild } from '#server/households/add-child.ts'
import { acceptHelp, offerHelp } from '#server/households/grant-help.ts'
import { proposeSplit } from '#server/households/propose-split.ts'
import { rollOf } from '#server/households/roll.ts'
import { householdOf } from '#server/identity/households.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { inside } from './at-time.ts'

/** Two who share a bin, and their child, of whom one is the guardian. */
export const demoFamily = {
  guardian: '13800000001',
  other: '13800000002',
  child: { nickname: '芒种', turnsFourteenInYears: 6 },
  /** Of the points of their bin. */
  percent: { guardian: 50, other: 30, child: 20 },
  /** What the one may redeem for the other in a month. */
  helpMonthlyCentipoints: 3_000,
} as const

/**
 * Registers the child, shares the bin from the next day on, and lets one help the other; in the caller's
 * transaction, after both live together.
 */
export async function settleFamily(
  tx: Transaction,
  ctx: Context,
  people: ReadonlyMap<string, ResidentId>,
): Promise<void> {
  const guardian = people.get(demoFamily.guardian)
  const other = people.get(demoFamily.other)
  const householdId = guardian && (await householdOf(tx, guardian))
  if (!guardian || !other || !householdId) throw new Error('the family of the demonstration lives nowhere')
  const { nickname, turnsFourteenInYears } = demoFamily.child
  const minorUntil = `${ctx.now().getUTCFullYear() + turnsFourteenInYears}-06`
  const child = await addChild(tx, ctx, guardian, { nickname, minorUntil })
  const roll = await rollOf(tx, householdId)
  const memberId = (residentId: ResidentId) =>
    roll.find(member => member.residentId === residentId)?.memberId ?? ''
  const { percent, helpMonthlyCentipoints } = demoFamily
  const here = inside(tx, ctx)
  // Who bound the bin loses by it and proposes it: nobody else is asked.
  await proposeSplit(here, guardian, {
    shares: [
      { memberId: memberId(guardian), percent: percent.guardian },
      { memberId: memberId(other), percent: percent.other },
      { memberId: memberId(child), percent: percent.child },
    ],
  })
  const offered = { memberId: memberId(guardian), monthlyCentipoints: helpMonthlyCentipoints }
  await acceptHelp(here, guardian, await offerHelp(here, other, offered))
}
