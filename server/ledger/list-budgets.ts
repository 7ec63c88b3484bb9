import { desc } from 'drizzle-orm'
import type { BudgetView } from '#shared/contract/admin.ts'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { budget } from './tables.ts'

/** The newest budgets with what is left of each. */
export async function listBudgets(reader: Reader): Promise<BudgetView[]> {
  const rows = await reader.select().from(budget).orderBy(desc(budget.id)).limit(limits.pageRowsMax)
  return rows.map(({ id, name, source, fiscalYear, appropriated, balance, createdAt }) => ({
    id,
    name,
    source,
    fiscalYear,
    appropriatedCentipoints: appropriated,
    leftCentipoints: balance,
    createdAt: createdAt.toISOString(),
  }))
}
