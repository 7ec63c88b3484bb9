import type { ActionTypeView, FactorView, FactView } from '#shared/contract/catalogue.ts'
import type { ActionType, CarbonMethod, FactorVersion, FactSpec } from '#shared/domain/action-type.ts'
import { dataSentences } from '#shared/domain/data-sentences.ts'
import { ruleHeadline, ruleSentences } from '#shared/domain/rule-sentences.ts'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { type RuleRow, rulesInForce } from '../rules/queries.ts'
import { findActionTypes, findFactors } from './queries.ts'

/** The catalogue as residents see it at an instant: every action, how it is counted, and what it pays. */
export async function readCatalogue(reader: Reader, at: Date): Promise<ActionTypeView[]> {
  const [actionTypes, factors, rules] = await Promise.all([
    findActionTypes(reader),
    findFactors(reader),
    rulesInForce(reader, at),
  ])
  const valid = validFactors(factors, at)
  return actionTypes.map(actionType => actionTypeView(actionType, valid, rules))
}

/** The version of a factor that is valid at an instant, as people see it; null when there is none. */
export async function factorInForce(reader: Reader, code: string, at: Date): Promise<FactorView | null> {
  const factor = validFactors(await findFactors(reader), at).get(code)
  return factor ? factorView(factor) : null
}

/** Of each factor the newest version that is valid at an instant. Versions come the newest first. */
function validFactors(factors: readonly FactorVersion[], at: Date): Map<string, FactorVersion> {
  const valid = new Map<string, FactorVersion>()
  for (const factor of factors) {
    const holds = factor.validFrom <= at && (factor.validUntil === null || factor.validUntil > at)
    if (holds && !valid.has(factor.code)) valid.set(factor.code, factor)
  }
  return valid
}

function actionTypeView(
  actionType: ActionType,
  factors: ReadonlyMap<string, FactorVersion>,
  rules: readonly RuleRow[],
): ActionTypeView {
  const { code, name, open, evidence, facts, carbon } = actionType
  return {
    code,
    name,
    open,
    evidence: [...evidence],
    facts: Object.fromEntries(Object.entries(facts).map(([fact, spec]) => [fact, factView(spec)])),
    carbon: carbon && carbonView(carbon, factors),
    data: {
      zh: dataSentences(actionType, limits.detailDays, 'zh'),
      en: dataSentences(actionType, limits.detailDays, 'en'),
    },
    rules: rules
      .filter(rule => rule.actionType === code)
      .sort((a, b) => a.body.priority - b.body.priority)
      .map(rule => inForceView(rule, actionType)),
  }
}

function factView(spec: FactSpec): FactView {
  const { name, required, type } = spec
  switch (spec.type) {
    case 'quantity':
      return { name, required, type, unit: spec.unit, min: spec.min, max: spec.max }
    case 'choice':
      return { name, required, type, options: [...spec.options], names: spec.names ?? {} }
    case 'place':
      return { name, required, type, network: spec.network }
    default:
      return spec satisfies never
  }
}

function carbonView(
  method: CarbonMethod,
  factors: ReadonlyMap<string, FactorVersion>,
): NonNullable<ActionTypeView['carbon']> {
  const named: [string | null, string][] =
    'factor' in method ? [[null, method.factor]] : Object.entries(method.factors)
  return named.flatMap(([option, code]) => {
    const factor = factors.get(code)
    return factor ? [{ option, factor: factorView(factor) }] : []
  })
}

function inForceView(rule: RuleRow, actionType: ActionType): ActionTypeView['rules'][number] {
  const { id, code, version, body } = rule
  return {
    id,
    code,
    version,
    effectiveFrom: (rule.effectiveFrom ?? rule.createdAt).toISOString(),
    effectiveUntil: rule.effectiveUntil?.toISOString() ?? null,
    headline: { zh: ruleHeadline(body, actionType, 'zh'), en: ruleHeadline(body, actionType, 'en') },
    sentences: { zh: ruleSentences(body, actionType, 'zh'), en: ruleSentences(body, actionType, 'en') },
  }
}

export function factorView(factor: FactorVersion): FactorView {
  const { validFrom, validUntil, ...published } = factor
  return {
    ...published,
    validFrom: validFrom.toISOString(),
    validUntil: validUntil?.toISOString() ?? null,
  }
}
