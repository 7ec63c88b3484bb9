import { may, type Permission } from '#shared/domain/permissions.ts'
import type { Doer } from './audit/record.ts'
import { refuse } from './refusal.ts'

/**
 * Lets pass who holds the permission. A job and a command line act for the operator of the server, who
 * could change the data anyway. Refuses `not-permitted`.
 */
export function requirePermission(doer: Doer, permission: Permission): void {
  if (doer.kind === 'job' || doer.kind === 'command') return
  if (!may(doer, permission)) refuse('not-permitted')
}
