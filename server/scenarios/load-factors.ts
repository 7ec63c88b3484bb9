import { isDeepStrictEqual } from 'node:util'
import type { FactorVersion } from '#shared/domain/action-type.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { touchRuleBook } from '../rules/rule-books.ts'
import { findFactors } from './queries.ts'
import { factorVersion } from './tables.ts'

/** A factor before the database gave it an id. */
export type NewFactor = Omit<FactorVersion, 'id'>

/**
 * Adds versions of published factors. A version that is there already stays as it is: credits refer to it.
 * Returns the codes of the versions that are new. Refuses `not-permitted`, and `factor-changed` {code,
 * version} when a version that is there says something else: what changed is a new version.
 */
export async function loadFactors(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  wanted: readonly NewFactor[],
): Promise<string[]> {
  requirePermission(actor, 'catalogue.load')
  await touchRuleBook(tx)
  const stored = new Map((await findFactors(tx)).map(factor => [`${factor.code}/${factor.version}`, factor]))
  const added: string[] = []
  for (const factor of wanted) {
    const { code, version, validFrom, validUntil, ...body } = factor
    const before = stored.get(`${code}/${version}`)
    if (before) {
      const { id: _, ...known } = before
      if (!isDeepStrictEqual(known, factor)) refuse('factor-changed', { code, version })
      continue
    }
    const id = ctx.newId('fac')
    await tx.insert(factorVersion).values({ id, code, version, body, validFrom, validUntil })
    await recordAudit(tx, ctx, actor, {
      action: 'catalogue.load',
      subject: id,
      after: { code, version, ...body },
    })
    added.push(code)
  }
  return added
}
