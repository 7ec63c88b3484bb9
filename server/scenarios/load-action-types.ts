import { eq } from 'drizzle-orm'
import { isDeepStrictEqual } from 'node:util'
import type { ActionType } from '#shared/domain/action-type.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { touchRuleBook } from '../rules/rule-books.ts'
import { actionType } from './tables.ts'

/**
 * Brings the catalogue to the given list, in its order; types that are not in the list stay. Loading the
 * same list again changes nothing. Returns the codes that are new or changed. Refuses `not-permitted`.
 */
export async function loadActionTypes(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  wanted: readonly ActionType[],
): Promise<string[]> {
  requirePermission(actor, 'catalogue.load')
  await touchRuleBook(tx)
  const stored = new Map((await tx.select().from(actionType)).map(row => [row.code, row]))
  const changed: string[] = []
  for (const [sort, body] of wanted.entries()) {
    const before = stored.get(body.code)
    if (before?.sort === sort && isDeepStrictEqual(before.body, body)) continue
    if (before) await tx.update(actionType).set({ body, sort }).where(eq(actionType.code, body.code))
    else await tx.insert(actionType).values({ code: body.code, body, sort })
    await recordAudit(tx, ctx, actor, {
      action: 'catalogue.load',
      subject: body.code,
      before: before?.body,
      after: body,
    })
    changed.push(body.code)
  }
  return changed
}
