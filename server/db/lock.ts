import { dialect } from './dialect.ts'

interface Lockable<Result> extends PromiseLike<Result> {
  for(strength: 'update'): PromiseLike<Result>
}

/**
 * Reads rows and holds them until the transaction ends, so that what is decided from them stays true. Order
 * the query by key: transactions that lock in one order cannot wait for each other in a ring. On SQLite
 * there is one writer, and every row is held already.
 */
export function locked<Result>(query: Lockable<Result>): PromiseLike<Result> {
  return dialect === 'postgres' ? query.for('update') : query
}
