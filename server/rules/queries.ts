import { and, asc, desc, eq, gt, isNotNull, isNull, lt, lte, or, type SQL } from 'drizzle-orm'
import type { RuleVersionId } from '#shared/domain/ids.ts'
import type { RuleVersion } from '#shared/domain/rule.ts'
import type { Reader } from '../db/database.ts'
import { ruleVersion } from './tables.ts'

export type RuleRow = typeof ruleVersion.$inferSelect

/**
 * Every version that pays or paid for some instant: the scheduled ones, and the withdrawn ones up to their
 * withdrawal, because a deed done before it may still be reported. A version withdrawn before it began has
 * no end and is left out.
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

/**
 * The version of one rule that pays for a deed done at an instant: of those whose window contains it, the
 * one that began last.
 */
export async function versionInForce(reader: Reader, code: string, at: Date): Promise<RuleRow | null> {
  const [row] = await reader
    .select()
    .from(ruleVersion)
    .where(and(eq(ruleVersion.code, code), covering(at)))
    .orderBy(desc(ruleVersion.effectiveFrom), desc(ruleVersion.version))
    .limit(1)
  return row ?? null
}

/** The versions in force at an instant, one for each rule, by code. */
export async function rulesInForce(reader: Reader, at: Date): Promise<RuleRow[]> {
  const rows = await reader
    .select()
    .from(ruleVersion)
    .where(covering(at))
    .orderBy(asc(ruleVersion.code), desc(ruleVersion.effectiveFrom), desc(ruleVersion.version))
  return rows.filter((row, position) => rows[position - 1]?.code !== row.code)
}

function covering(at: Date): SQL | undefined {
  return and(
    eq(ruleVersion.state, 'scheduled'),
    lte(ruleVersion.effectiveFrom, at),
    or(isNull(ruleVersion.effectiveUntil), gt(ruleVersion.effectiveUntil, at)),
  )
}

export interface RuleFilter {
  readonly code?: string | undefined
  readonly state?: RuleRow['state'] | undefined
}

/** Versions made before the given one, the newest first: ids rise with time. */
export function listRules(
  reader: Reader,
  { code, state }: RuleFilter,
  page: { readonly before: string | undefined; readonly rows: number },
): Promise<RuleRow[]> {
  return reader
    .select()
    .from(ruleVersion)
    .where(
      and(
        code === undefined ? undefined : eq(ruleVersion.code, code),
        state === undefined ? undefined : eq(ruleVersion.state, state),
        page.before === undefined ? undefined : lt(ruleVersion.id, page.before as RuleVersionId),
      ),
    )
    .orderBy(desc(ruleVersion.id))
    .limit(page.rows)
}
