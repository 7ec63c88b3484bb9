import type { AppealView, FindingView } from '#shared/contract/appeals.ts'
import { clockOf } from '#shared/domain/appeal.ts'
import { type Finding, nextStepOf } from '#shared/domain/appeal-findings.ts'
import { type FindingNames, findingSentence } from '#shared/domain/appeal-sentences.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import type { Language } from '#shared/domain/rule-words.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { residentKey } from '../identity/residents.ts'
import { unseal } from '../identity/sealing.ts'
import { isRefusal } from '../refusal.ts'
import { findActionType } from '../scenarios/queries.ts'
import type { ShownAppeal } from './queries.ts'
import { type AppealWords, wordsOf } from './words.ts'

/** What several residents wrote, by appeal; the words of those who were forgotten are left out. */
async function readWords(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  rows: readonly ShownAppeal[],
): Promise<Map<string, AppealWords>> {
  const keys = new Map<string, Buffer | null>()
  const words = new Map<string, AppealWords>()
  for (const { appeal } of rows) {
    const { residentId } = appeal
    if (!keys.has(residentId)) keys.set(residentId, await keyOf(reader, ctx, residentId))
    const key = keys.get(residentId)
    if (key) words.set(appeal.id, wordsOf(unseal(key, appeal.wordsSealed)))
  }
  return words
}

async function keyOf(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  residentId: ShownAppeal['appeal']['residentId'],
): Promise<Buffer | null> {
  try {
    return await residentKey(reader, ctx, residentId)
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}

/** Appeals as both sides see them, with the clock of today. */
export async function appealViews(
  reader: Reader,
  ctx: Pick<Context, 'keys' | 'now' | 'calendar'>,
  rows: readonly ShownAppeal[],
): Promise<AppealView[]> {
  const words = await readWords(reader, ctx, rows)
  const today = dayOf(ctx.now())
  return rows.map(({ appeal: row, partner }) => {
    const { state, dueOn } = row
    const decidedOn = row.decidedAt && dayOf(row.decidedAt)
    return {
      id: row.id,
      actionType: row.actionType,
      partner,
      on: row.deedOn,
      at: row.deedAt,
      text: words.get(row.id)?.text ?? null,
      evidence: words.get(row.id)?.evidence ?? null,
      state,
      filedAt: row.filedAt.toISOString(),
      dueOn,
      ...clockOf({ state, dueOn, decidedOn }, today, ctx.calendar),
      askedAt: row.askedAt?.toISOString() ?? null,
      decidedAt: row.decidedAt?.toISOString() ?? null,
      activityId: row.activityId,
      reason: row.reason,
    }
  })
}

export function findingViews(
  findings: readonly Finding[],
  names: FindingNames,
  language: Language,
): FindingView[] {
  return findings.map(finding => ({
    kind: finding.kind,
    next: nextStepOf(finding),
    sentence: findingSentence(finding, names, language),
    records: 'records' in finding ? finding.records.map(({ id }) => id) : [],
  }))
}

/** How an appeal's action and partner are called. */
export async function namesOf(reader: Reader, { appeal, partner }: ShownAppeal): Promise<FindingNames> {
  const code = appeal.actionType
  const known = await findActionType(reader, code)
  return { action: known?.name ?? { zh: code, en: code }, partner: partner?.name ?? '' }
}
