import type { Actor } from '#shared/domain/actor.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { auditEntry } from './tables.ts'

/** Who did something: a person or partner, a job, or whoever sits at the server's command line. */
export type Doer =
  | Actor
  | { readonly kind: 'job'; readonly name: string }
  | { readonly kind: 'command'; readonly name: string }

export interface AuditedAct {
  /** Noun and verb: `rule.approve`. */
  readonly action: string
  /** The id of what was acted on. */
  readonly subject: string
  /** Ids, states and numbers; never a phone, a secret or a code. */
  readonly before?: unknown
  readonly after?: unknown
}

/** The id by which a doer stands in the audit log and on what they made. */
export function doerId(doer: Doer): string {
  switch (doer.kind) {
    case 'resident':
      return doer.residentId
    case 'staff':
      return doer.staffId
    case 'attendant':
      return doer.attendantId
    case 'partner':
      return doer.partnerId
    case 'administrator':
      return doer.administratorId
    case 'job':
    case 'command':
      return doer.name
    default:
      return doer satisfies never
  }
}

/**
 * Writes who did what into the audit log, in the transaction of the act: either both are on disk or
 * neither.
 */
export async function recordAudit(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  { action, subject, before, after }: AuditedAct,
): Promise<void> {
  await tx.insert(auditEntry).values({
    id: ctx.newId('aud'),
    at: ctx.now(),
    actorKind: actor.kind,
    actorId: doerId(actor),
    action,
    subject,
    before: before ?? null,
    after: after ?? null,
  })
}
