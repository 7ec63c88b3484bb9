import { createHash } from 'node:crypto'
import type { RuleBody } from '#shared/domain/rule.ts'

/**
 * The same value gives the same text on both databases: one of them keeps the order of properties, the
 * other does not.
 */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, ordered(part)]),
  )
}

/** SHA-256 of a rule's body, base64url: what the second person approved. */
export function bodyHash(body: RuleBody): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(body)))
    .digest('base64url')
}
