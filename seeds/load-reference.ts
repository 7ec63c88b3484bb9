import { type Doer } from '#server/audit/record.ts'
import type { Context } from '#server/context.ts'
import type { Transaction } from '#server/db/database.ts'
import { approveRule } from '#server/rules/approve-rule.ts'
import { draftRule } from '#server/rules/draft-rule.ts'
import { newestVersion } from '#server/rules/queries.ts'
import { scheduleRule } from '#server/rules/schedule-rule.ts'
import { loadActionTypes } from '#server/scenarios/load-action-types.ts'
import { loadFactors } from '#server/scenarios/load-factors.ts'
import { referenceData } from './reference/data.ts'
import type { PresetRule } from './reference/rule.ts'

/**
 * Who wrote the scale that ships with the programme, and who put it in force: two different hands here too.
 */
const author: Doer = { kind: 'command', name: 'preset' }
const approver: Doer = { kind: 'command', name: 'programme' }

type Clock = Pick<Context, 'now' | 'newId'>

/** How many of each were new or changed. */
export interface LoadedReference {
  readonly actionTypes: number
  readonly factors: number
  readonly rules: number
}

/**
 * Brings the catalogue, the factors and the preset rules that ship with this version into the database, in
 * one transaction. Loading them again changes nothing. A rule that is there already is left to the
 * administrators, whatever became of it: another body of it is a new version that two of them publish.
 */
export function loadReference(ctx: Clock & Pick<Context, 'db'>): Promise<LoadedReference> {
  return ctx.db.transaction(async tx => {
    const actionTypes = await loadActionTypes(tx, ctx, author, referenceData.actionTypes)
    const factors = await loadFactors(tx, ctx, author, referenceData.factors)
    let rules = 0
    for (const preset of referenceData.rules) if (await publishPreset(tx, ctx, preset)) rules++
    return { actionTypes: actionTypes.length, factors: factors.length, rules }
  })
}

async function publishPreset(tx: Transaction, ctx: Clock, preset: PresetRule): Promise<boolean> {
  if (await newestVersion(tx, preset.code)) return false
  const { code, body, effectiveFrom, effectiveUntil } = preset
  const { id, bodyHash } = await draftRule(tx, ctx, author, { code, body })
  await approveRule(tx, ctx, approver, { id, bodyHash })
  await scheduleRule(tx, ctx, approver, { id, effectiveFrom, effectiveUntil })
  return true
}
