import type { PartnerId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { newSecret } from '../identity/one-time-code.ts'
import { blindIndex } from '../identity/sealing.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { partner } from './tables.ts'

export interface NewPartner {
  /** The client id, and the `source` of its events. */
  readonly code: string
  readonly name: string
  readonly actionTypes: readonly string[]
  readonly subjects: 'account' | 'bin'
  readonly demo?: boolean
  /** Made here unless given: a demonstration derives its own, so that it can show them again. */
  readonly secret?: string
}

/**
 * Lets an operator push activities. The secret is returned once; the database has its hash. Refuses
 * `not-permitted` and `name-taken`.
 */
export async function createPartner(
  tx: Transaction,
  ctx: Pick<Context, 'keys' | 'now' | 'newId'>,
  by: Doer,
  given: NewPartner,
): Promise<{ readonly id: PartnerId; readonly secret: string }> {
  requirePermission(by, 'partner.create')
  const id = ctx.newId('par')
  const { code, name, actionTypes, subjects, demo = false, secret = newSecret() } = given
  const [made] = await tx
    .insert(partner)
    .values({
      id,
      code,
      name,
      actionTypes: [...actionTypes],
      subjects,
      secretHash: blindIndex(ctx.keys, 'token', secret),
      active: true,
      demo,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning({ id: partner.id })
  if (!made) refuse('name-taken')
  await recordAudit(tx, ctx, by, {
    action: 'partner.create',
    subject: id,
    after: { code, name, actionTypes, subjects, demo },
  })
  return { id, secret }
}
