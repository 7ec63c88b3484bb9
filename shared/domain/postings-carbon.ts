import { account, type Act, nothing, type Posting, system, transferOf } from './postings.ts'

/** Grams avoided: baseline → carbon. */
export function creditGrams(act: Act, grams: number): Posting {
  if (grams === 0) return nothing
  const move = {
    step: 'grams',
    template: 'award',
    asset: 'CO2E_G',
    debit: system.baseline,
    amount: grams,
  } as const
  return { transfers: [transferOf(act, { ...move, credit: account.carbon(act.residentId) })], lotMoves: [] }
}

/** Grams taken back in full: carbon → baseline. */
export function correctGrams(act: Act, grams: number): Posting {
  if (grams === 0) return nothing
  const move = {
    step: 'grams',
    template: 'reverse',
    asset: 'CO2E_G',
    credit: system.baseline,
    amount: grams,
  } as const
  return { transfers: [transferOf(act, { ...move, debit: account.carbon(act.residentId) })], lotMoves: [] }
}
