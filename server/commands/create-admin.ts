import { parseArgs } from 'node:util'
import type { AdministratorRole } from '#shared/domain/actor.ts'
import { ConfigurationError } from '../config.ts'
import { createAdministrator } from '../identity/create-administrator.ts'
import { isRefusal } from '../refusal.ts'
import { runCommand } from './open-context.ts'

const known: readonly string[] = ['system', 'business', 'audit']

/**
 * `npm run create-admin -- --name NAME --roles system,business`: tells the password and the TOTP secret once.
 */
await runCommand(async ctx => {
  const { values } = parseArgs({ options: { name: { type: 'string' }, roles: { type: 'string' } } })
  const name = values.name ?? ''
  const roles = (values.roles ?? '').split(',')
  if (!/^[\p{L}\p{N}._-]{1,64}$/u.test(name) || roles.some(role => !known.includes(role))) {
    throw new ConfigurationError('Usage: npm run create-admin -- --name NAME --roles system,business,audit')
  }
  const by = { kind: 'command', name: 'create-admin' } as const
  const given = { name, roles: [...new Set(roles)] as AdministratorRole[] }
  const made = await createAdministrator(ctx, by, given).catch((error: unknown) => {
    if (isRefusal(error) && error.code === 'name-taken') {
      throw new ConfigurationError(`There is an administrator called ${name} already.`)
    }
    throw error
  })
  console.log(`Administrator ${name} (${given.roles.join(', ')}). Both are shown only now:`)
  console.log(`  password       ${made.password}`)
  console.log(`  authenticator  ${made.totpUri}`)
})
