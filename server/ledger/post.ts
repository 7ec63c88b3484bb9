import assert from 'node:assert/strict'
import type { Posting, Transfer } from '#shared/domain/postings.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { isCheckViolation } from '../db/failures.ts'
import { addToRows, insertRows } from '../db/rowset.ts'
import { refuse } from '../refusal.ts'
import { budget, lot, lotMove, transfer, wallet } from './tables.ts'

const guarded = ['spendable', 'held', 'debt', 'carbon'] as const
type Guarded = (typeof guarded)[number]
type WalletChange = { residentId: string } & Record<Guarded, number>

/** What transfers add to and take from accounts of one prefix, by owner. */
function changesOf(transfers: readonly Transfer[], prefix: string): Map<string, number> {
  const changes = new Map<string, number>()
  const add = (account: string, amount: number) => {
    if (!account.startsWith(`${prefix}:`)) return
    const owner = account.slice(prefix.length + 1)
    changes.set(owner, (changes.get(owner) ?? 0) + amount)
  }
  for (const { debit, credit, amount } of transfers) {
    add(debit, -amount)
    add(credit, amount)
  }
  return changes
}

function walletChanges(transfers: readonly Transfer[]): WalletChange[] {
  const changes = new Map<string, WalletChange>()
  for (const kind of guarded) {
    for (const [residentId, amount] of changesOf(transfers, kind)) {
      const change = changes.get(residentId) ?? { residentId, spendable: 0, held: 0, debt: 0, carbon: 0 }
      change[kind] += amount
      changes.set(residentId, change)
    }
  }
  return [...changes.values()].sort((a, b) => (a.residentId < b.residentId ? -1 : 1))
}

function lotChanges(posting: Posting) {
  const changes = new Map<string, { residentId: string; expiresOn: string; remaining: number }>()
  for (const { residentId, expiresOn, amount } of posting.lotMoves) {
    const key = `${residentId}/${expiresOn}`
    const change = changes.get(key) ?? { residentId, expiresOn, remaining: 0 }
    change.remaining += amount
    changes.set(key, change)
  }
  const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change)
  return { filled: sorted.filter(one => one.remaining > 0), drawn: sorted.filter(one => one.remaining < 0) }
}

/**
 * Writes a posting: the only code that writes the ledger. A constant number of statements whatever its
 * size; balances follow from the transfers, and budgets come last because many wait for them. Wallets exist
 * and are locked by the caller. Refuses `account-short` where the database finds an account below zero: the
 * last guard, not the first.
 */
export async function post(tx: Transaction, ctx: Context, posting: Posting): Promise<void> {
  if (posting.transfers.length === 0) return
  const postedAt = ctx.now()
  const transfers = [...posting.transfers].sort((a, b) => (a.reference < b.reference ? -1 : 1))
  for (const { amount } of transfers) assert(Number.isSafeInteger(amount) && amount > 0, `amount ${amount}`)
  await insertRows(
    tx,
    transfer,
    transfers.map(one => ({ ...one, residentId: one.residentId as never, postedAt })),
  )
  await insertRows(
    tx,
    lotMove,
    posting.lotMoves.map(move => ({ ...move, residentId: move.residentId as never })),
  )
  try {
    await writeBalances(tx, posting)
  } catch (error) {
    if (isCheckViolation(error)) refuse('account-short')
    throw error
  }
}

async function writeBalances(tx: Transaction, posting: Posting): Promise<void> {
  const { filled, drawn } = lotChanges(posting)
  await insertRows(tx, lot, filled as never, {
    adding: { keys: [lot.residentId, lot.expiresOn], counts: [lot.remaining] },
  })
  const lots = await addToRows(tx, lot, [lot.residentId, lot.expiresOn], [lot.remaining], drawn)
  assert.equal(lots, drawn.length, 'a lot to draw on is missing')
  const changes = walletChanges(posting.transfers)
  const counts = [wallet.spendable, wallet.held, wallet.debt, wallet.carbon]
  const wallets = await addToRows(tx, wallet, [wallet.residentId], counts, changes)
  assert.equal(wallets, changes.length, 'a wallet is missing')
  const budgets = [...changesOf(posting.transfers, 'budget')].map(([id, balance]) => ({ id, balance }))
  const found = await addToRows(tx, budget, [budget.id], [budget.balance], budgets)
  assert.equal(found, budgets.length, 'a budget is missing')
}
