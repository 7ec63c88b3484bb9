import { type Context, idMaker } from '#server/context.ts'
import type { Transaction } from '#server/db/database.ts'

/** As if it were another time: the demonstration tells what has happened before it was loaded. */
export function atTime(ctx: Context, at: Date): Context {
  const now = () => at
  return { ...ctx, now, newId: idMaker(now) }
}

/** Lets commands that begin a transaction of their own work in the caller's. */
export function inside(tx: Transaction, ctx: Context): Context {
  return { ...ctx, db: { ...ctx.db, transaction: work => work(tx) } }
}
