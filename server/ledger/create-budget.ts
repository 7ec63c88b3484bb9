import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { budget } from './tables.ts'

export interface NewBudget {
  readonly name: string
  /** Whose money it is. */
  readonly source: string
  readonly fiscalYear: number
  /** How much it may pay for: a budget begins full and is never refilled, only followed by another. */
  readonly centipoints: number
}

/** Sets public money aside; a rule pays from it by naming its id. Refuses `not-permitted`. */
export async function createBudget(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  actor: Doer,
  { name, source, fiscalYear, centipoints }: NewBudget,
): Promise<string> {
  requirePermission(actor, 'budget.create')
  const id = ctx.newId('bud')
  const row = {
    id,
    name,
    source,
    fiscalYear,
    appropriated: centipoints,
    balance: centipoints,
    createdAt: ctx.now(),
  }
  await tx.insert(budget).values(row)
  await recordAudit(tx, ctx, actor, {
    action: 'budget.create',
    subject: id,
    after: { name, source, fiscalYear, centipoints },
  })
  return id
}
