import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { AdministratorRole } from '#shared/domain/actor.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { seal } from './sealing.ts'
import { administrator } from './tables.ts'
import { newTotpSecret, totpUri } from './totp.ts'

export interface NewAdministrator {
  readonly id: string
  /** Shown once; the database has its Argon2id hash. */
  readonly password: string
  /** Shown once, for an authenticator app. */
  readonly totpUri: string
}

const passwordBytes = 15

/**
 * Makes an administrator with a password of 120 random bits and a TOTP secret. Refuses `not-permitted` and
 * `name-taken`.
 */
export async function createAdministrator(
  ctx: Pick<Context, 'db' | 'config' | 'keys' | 'now' | 'newId'>,
  by: Doer,
  given: { readonly name: string; readonly roles: readonly AdministratorRole[] },
): Promise<NewAdministrator> {
  requirePermission(by, 'administrator.create')
  const password = randomBytes(passwordBytes).toString('base64url')
  // Argon2id is the library's default; it works outside of the transaction, which waits for nothing.
  const passwordHash = await hash(password)
  const secret = newTotpSecret()
  const id = ctx.newId('adm')
  await ctx.db.transaction(async tx => {
    const [made] = await tx
      .insert(administrator)
      .values({
        id,
        name: given.name,
        roles: [...given.roles],
        passwordHash,
        totpSealed: seal(ctx.keys.wrapping, secret),
        totpStep: 0,
        failedTries: 0,
        lockedUntil: null,
        active: true,
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning({ id: administrator.id })
    if (!made) refuse('name-taken')
    const after = { name: given.name, roles: given.roles }
    await recordAudit(tx, ctx, by, { action: 'administrator.create', subject: id, after })
  })
  return { id, password, totpUri: totpUri(secret, given.name, ctx.config.deploymentId) }
}
