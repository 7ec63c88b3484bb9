import { and, asc, desc, eq, isNotNull, or } from 'drizzle-orm'
import type { RuleVersionId } from '#shared/domain/ids.ts'
import type { RuleVersion } from '#shared/domain/rule.ts'
import type { Reader } from '../db/database.ts'
import { ruleVersion } from './tables.ts'

export type RuleRow = typeof ruleVersion.$inferSelect

/**
 * Every version that pays or paid for some instant: the scheduled ones, and the withdrawn ones up to their withdrawal,
 * because a deed done before it may still be reported. A version withdrawn before it began has no end and is left out.
 */
export async function loadEffectiveRules(reader: Reader): Promise<RuleVersion[]> {
  const rows = await reader
    .select()
    .from(ruleVersion)
    .where(
      or(
        eq(ruleVersion.state, 'scheduled'),
        and(eq(ruleVersion.state, 'withdrawn'), isNotNull(ruleVersion.effectiveUntil)),
      ),
    )
    .orderBy(asc(ruleVersion.code), asc(ruleVersion.version))
  return rows.flatMap(({ id, code, version, body, effectiveFrom, effectiveUntil }) =>
    effectiveFrom ? [{ id, code, version, body, effectiveFrom, effectiveUntil }] : [],
  )
}

export async function findRule(reader: Reader, id: string): Promise<RuleRow | null> {
  const [row] = await reader
    .select()
    .from(ruleVersion)
    .where(eq(ruleVersion.id, id as RuleVersionId))
  return row ?? null
}

/** The newest version of a rule, whatever its state. */
export async function newestVersion(reader: Reader, code: string): Promise<RuleRow | null> {
  const [row] = await reader
    .select()
    .from(ruleVersion)
    .where(eq(ruleVersion.code, code))
    .orderBy(desc(ruleVersion.version))
    .limit(1)
  return row ?? null
}
