import { randomInt } from 'node:crypto'
import assert from 'node:assert/strict'
import { eq, sql } from 'drizzle-orm'
import { type CompiledRuleBook, compileRuleBook } from '#shared/domain/scoring-book.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { statement } from '../db/statement.ts'
import { findActionTypes, findFactors } from '../scenarios/queries.ts'
import { loadEffectiveRules } from './queries.ts'
import { ruleBookStamp } from './tables.ts'

/** The rule book of this process: compiled once, and again when somebody changed it. */
export interface RuleBooks {
  /**
   * The book as the database of this handle has it now. Costs one statement while nothing changed. Inside a
   * transaction pass its own handle, so that the book is the one that the transaction sees.
   */
  inForce(reader: Reader): Promise<CompiledRuleBook>
}

const onlyRow = 1

export function ruleBooks(): RuleBooks {
  let known: { readonly stamp: number; readonly book: CompiledRuleBook } | null = null
  return {
    async inForce(reader) {
      const stamp = await readStamp(reader)
      if (known?.stamp === stamp) return known.book
      // No promise is shared between callers: one of them may be in a transaction, which awaits only its
      // own handle.
      const [actionTypes, factors, rules] = [
        await findActionTypes(reader),
        await findFactors(reader),
        await loadEffectiveRules(reader),
      ]
      const byCode = new Map(actionTypes.map(actionType => [actionType.code, actionType]))
      const book = compileRuleBook({ actionTypes: byCode, factors, rules })
      // Changed while it was read: right for this caller's next look, but not to be kept under the older
      // stamp.
      if ((await readStamp(reader)) === stamp) known = { stamp, book }
      return book
    },
  }
}

const stampNow = statement<Record<string, never>>()(db =>
  db.select({ stamp: ruleBookStamp.stamp }).from(ruleBookStamp).where(eq(ruleBookStamp.id, onlyRow)),
)

async function readStamp(reader: Reader): Promise<number> {
  const [row] = await reader.execute(stampNow, {})
  assert(row, 'the rule book has lost its stamp')
  return row.stamp
}

/**
 * Tells every process that its compiled book is old; called in the transaction of every change to action
 * types, factors and rules, before it reads. Changes wait for each other at this row. The step is random: a
 * stamp that was rolled back after somebody had read it must not come again with another book behind it.
 */
export async function touchRuleBook(tx: Transaction): Promise<void> {
  await tx
    .update(ruleBookStamp)
    .set({ stamp: sql`${ruleBookStamp.stamp} + ${1 + randomInt(2 ** 20)}` })
    .where(eq(ruleBookStamp.id, onlyRow))
}
