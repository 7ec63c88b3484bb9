import { dialect } from './dialect.ts'

interface Lockable {
  for(strength: 'update'): unknown
}

/**
 * Reads rows and holds them until the transaction ends, so that what is decided from them stays true. Order
 * the query by key: transactions that lock in one order cannot wait for each other in a ring. On SQLite
 * there is one writer, and every row is held already.
 */
export function locked<Query extends Lockable>(query: Query): Query {
  // The builder gives itself back.
  return dialect === 'postgres' ? (query.for('update') as Query) : query
}
