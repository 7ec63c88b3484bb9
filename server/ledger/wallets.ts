import assert from 'node:assert/strict'
import { and, asc, eq, gt } from 'drizzle-orm'
import { dayOf } from '#shared/domain/calendar.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { joined, type Lot, type Posting } from '#shared/domain/postings.ts'
import { expireLots, liveLots } from '#shared/domain/postings-lots.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { locked } from '../db/lock.ts'
import { rowset } from '../db/rowset.ts'
import { statement } from '../db/statement.ts'
import { post } from './post.ts'
import { lot, lotMove, wallet } from './tables.ts'

export type Wallet = typeof wallet.$inferSelect

/** Opens the four accounts of a new resident. */
export async function openWallet(tx: Transaction, residentId: ResidentId): Promise<void> {
  await tx.insert(wallet).values({ residentId })
}

/** Locks wallets in the order of their ids; whoever locks more than one does it here. */
export async function lockWallets(
  tx: Transaction,
  residentIds: readonly ResidentId[],
): Promise<Map<ResidentId, Wallet>> {
  if (residentIds.length === 0) return new Map()
  const given = rowset(
    { residentId: wallet.residentId },
    [...new Set(residentIds)].sort().map(residentId => ({ residentId })),
  )
  const rows = await locked(
    tx
      .select({
        residentId: wallet.residentId,
        spendable: wallet.spendable,
        held: wallet.held,
        debt: wallet.debt,
        carbon: wallet.carbon,
      })
      .from(given.from)
      .crossJoin(wallet)
      .where(eq(wallet.residentId, given.column.residentId))
      .orderBy(asc(wallet.residentId)),
  )
  return new Map(rows.map(row => [row.residentId, row]))
}

const walletToLock = statement<{ residentId: ResidentId }>()((db, given) =>
  locked(
    db
      .select()
      .from(wallet)
      .where(eq(wallet.residentId, given('residentId', wallet.residentId))),
  ),
)

/** Locks one resident's wallet; everything decided from it stays true until the transaction ends. */
export async function lockWallet(tx: Transaction, residentId: ResidentId): Promise<Wallet> {
  const [row] = await tx.execute(walletToLock, { residentId })
  assert(row, `no wallet for ${residentId}`)
  return row
}

/** A resident's lots that hold something, the earliest to expire first; read after the wallet is locked. */
export function readLots(reader: Reader | Transaction, residentId: ResidentId): Promise<Lot[]> {
  return reader.execute(lotsOf, { residentId })
}

const lotsOf = statement<{ residentId: ResidentId }>()((db, given) =>
  db
    .select({ expiresOn: lot.expiresOn, remaining: lot.remaining })
    .from(lot)
    .where(and(eq(lot.residentId, given('residentId', lot.residentId)), gt(lot.remaining, 0)))
    .orderBy(asc(lot.expiresOn)),
)

/**
 * Posts what has expired, whatever the job's lag, and gives the lots that are alive, the earliest to expire
 * first. The wallets are locked already.
 */
export async function settleExpiries(
  tx: Transaction,
  ctx: Context,
  residentIds: readonly ResidentId[],
): Promise<Map<ResidentId, Lot[]>> {
  const now = ctx.now()
  const given = rowset(
    { residentId: lot.residentId },
    [...residentIds].sort().map(residentId => ({ residentId })),
  )
  const rows = await tx
    .select({ residentId: lot.residentId, expiresOn: lot.expiresOn, remaining: lot.remaining })
    .from(given.from)
    .crossJoin(lot)
    .where(and(eq(lot.residentId, given.column.residentId), gt(lot.remaining, 0)))
    .orderBy(asc(lot.residentId), asc(lot.expiresOn))
  const live = new Map(residentIds.map(residentId => [residentId, [] as Lot[]]))
  const dead: Posting[] = []
  for (const { residentId, ...one } of rows) {
    const [alive] = liveLots([one], dayOf(now))
    if (alive) live.get(residentId)?.push(alive)
    else dead.push(expireLots(residentId, [one], now))
  }
  await post(tx, ctx, joined(dead))
  return live
}

/** The same for one resident. */
export async function settleExpiry(tx: Transaction, ctx: Context, residentId: ResidentId): Promise<Lot[]> {
  const now = ctx.now()
  const lots = await readLots(tx, residentId)
  const live = liveLots(lots, dayOf(now))
  const dead = lots.filter(one => !live.includes(one))
  if (dead.length > 0) await post(tx, ctx, expireLots(residentId, dead, now))
  return live
}

/** Which lots a transfer drew on, as amounts above zero. */
export async function lotsPaid(tx: Reader | Transaction, reference: string) {
  const rows = await tx
    .select({ expiresOn: lotMove.expiresOn, amount: lotMove.amount })
    .from(lotMove)
    .where(eq(lotMove.reference, reference))
    .orderBy(asc(lotMove.expiresOn))
  return rows.map(row => ({ expiresOn: row.expiresOn, amount: -row.amount }))
}

export interface WalletView {
  /** All in centipoints, but grams. Lots past their day are left out, whether or not the job has run. */
  readonly spendable: number
  readonly held: number
  readonly debt: number
  readonly carbon: number
  readonly expiringNext: { readonly on: string; readonly centipoints: number } | null
}

const walletOf = statement<{ residentId: ResidentId }>()((db, given) =>
  db
    .select()
    .from(wallet)
    .where(eq(wallet.residentId, given('residentId', wallet.residentId))),
)

/** What a resident has at an instant. */
export async function readWallet(reader: Reader, residentId: ResidentId, now: Date): Promise<WalletView> {
  const [[row], lots] = await Promise.all([
    reader.execute(walletOf, { residentId }),
    readLots(reader, residentId),
  ])
  const live = liveLots(lots, dayOf(now))
  const [next] = live
  return {
    spendable: live.reduce((sum, one) => sum + one.remaining, 0),
    held: row?.held ?? 0,
    debt: row?.debt ?? 0,
    carbon: row?.carbon ?? 0,
    expiringNext: next ? { on: next.expiresOn, centipoints: next.remaining } : null,
  }
}
