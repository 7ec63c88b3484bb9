import type { Day } from './calendar.ts'
import { account, joined, type Lot, lotMoveOf, type Posting, system, transferOf } from './postings.ts'

/** Which lots pay for an amount: the named lot first if there is one, then the earliest to expire. */
export function drawOn(
  lots: readonly Lot[],
  amount: number,
  first: Day | null = null,
): {
  readonly draws: readonly { readonly expiresOn: Day; readonly amount: number }[]
  readonly short: number
} {
  const rank = (lot: Lot) => (lot.expiresOn === first ? '' : lot.expiresOn)
  const ordered = [...lots].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  const draws: { expiresOn: Day; amount: number }[] = []
  let short = amount
  for (const lot of ordered) {
    const take = Math.min(short, lot.remaining)
    if (take > 0) draws.push({ expiresOn: lot.expiresOn, amount: take })
    short -= take
  }
  return { draws, short }
}

/** A lot is dead from the first instant of the day after it expires. */
export function liveLots(lots: readonly Lot[], today: Day): Lot[] {
  return lots.filter(lot => lot.expiresOn >= today && lot.remaining > 0)
}

/**
 * Points past their day, or of an account that is closed: spendable → breakage, one transfer a lot. A lot of
 * a closed account may be filled again, by an acceptance that is undone, and then expires on its day: so the
 * two are told apart.
 */
export function expireLots(
  residentId: string,
  dead: readonly Lot[],
  at: Date,
  because: 'expiry' | 'closing' = 'expiry',
): Posting {
  return joined(
    dead
      .filter(lot => lot.remaining > 0)
      .map(lot => {
        const act = { reference: `${because}/${residentId}/${lot.expiresOn}`, residentId, occurredAt: at }
        const debit = account.spendable(residentId)
        const move = {
          step: 'expire',
          template: 'expire',
          debit,
          credit: system.breakage,
          amount: lot.remaining,
        } as const
        return {
          transfers: [transferOf(act, move)],
          lotMoves: [lotMoveOf(act, 'expire', lot.expiresOn, -lot.remaining)],
        }
      }),
  )
}
