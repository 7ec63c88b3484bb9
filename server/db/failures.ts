/** What a failed statement means for the one who sent it. */
export type Failure = 'collision' | 'busy' | 'duplicate' | 'lost' | 'other'

function* causes(error: unknown): Generator<Error & { code?: unknown }> {
  let current = error
  for (let depth = 0; current instanceof Error && depth < 5; depth++) {
    yield current
    current = current.cause
  }
}

function codeOf(error: unknown): string {
  for (const cause of causes(error)) if (typeof cause.code === 'string') return cause.code
  return ''
}

/**
 * 40001 serialization failure and 40P01 deadlock may succeed when tried again. 55P03 is a lock that was
 * waited for too long: somebody holds it, or many want it. Class 08, 57P, 53 and the socket's own codes mean
 * that the server is gone or full: nothing may be promised.
 */
export function postgresFailure(error: unknown): Failure {
  const code = codeOf(error)
  if (code === '40001' || code === '40P01') return 'collision'
  if (code === '55P03') return 'busy'
  if (code === '23505') return 'duplicate'
  if (/^(08|57P|53|25006|ECONN|EPIPE|ETIMEDOUT)/.test(code)) return 'lost'
  const gone = [...causes(error)].some(cause =>
    /connection (terminated|timeout|error)|not queryable|timeout exceeded/i.test(cause.message),
  )
  return gone ? 'lost' : 'other'
}

/**
 * True when the database itself is gone, full, damaged or read-only, on either database: nothing may be
 * promised.
 */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  if (/^SQLITE_(IOERR|FULL|READONLY|CORRUPT|NOTADB|CANTOPEN)/.test(code)) return true
  const closed = [...causes(error)].some(cause =>
    /connection is not open|pool after calling end/.test(cause.message),
  )
  return closed || postgresFailure(error) === 'lost'
}

/** True when a unique key refused a row, on either database. */
export function isDuplicate(error: unknown): boolean {
  const code = codeOf(error)
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}

/** True when a CHECK of the schema refused a row, on either database: the last guard of an invariant. */
export function isCheckViolation(error: unknown): boolean {
  const code = codeOf(error)
  return code === '23514' || code === 'SQLITE_CONSTRAINT_CHECK'
}
