import { readFileSync, statSync } from 'node:fs'
import { ImportMap } from '#shared/contract/import-map.ts'
import type { PartnerActor } from '#shared/domain/actor.ts'
import { ConfigurationError } from '../config.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { findActionType } from '../scenarios/queries.ts'

/**
 * Reads what the columns of a file mean. Throws `ConfigurationError`, in one line, when the map cannot be
 * used.
 */
export function readMap(path: string): ImportMap {
  const parsed = ImportMap.safeParse(jsonOf(path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ConfigurationError(
    `${path}: ${issue?.path.join('.') || 'the map'}: ${issue?.message ?? 'is wrong'}`,
  )
}

function jsonOf(path: string): unknown {
  try {
    if (statSync(path).size > limits.importMapBytes) throw new RangeError('too large for a map')
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigurationError(`${path}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

/**
 * Throws `ConfigurationError` when the map names an action the partner may not report, or a fact that is
 * none.
 */
export async function checkMap(ctx: Context, map: ImportMap, partner: PartnerActor): Promise<void> {
  const actionType = await findActionType(ctx.db.reader, map.actionType)
  if (!actionType || !partner.actionTypes.includes(map.actionType)) {
    throw new ConfigurationError(`${partner.code} does not report ${map.actionType}.`)
  }
  for (const [fact, { as }] of Object.entries(map.facts)) {
    const spec = Object.hasOwn(actionType.facts, fact) ? actionType.facts[fact] : undefined
    if (!spec) throw new ConfigurationError(`${map.actionType} has no fact ${fact}.`)
    if ((spec.type === 'quantity' ? 'number' : spec.type) !== as) {
      throw new ConfigurationError(`The fact ${fact} of ${map.actionType} is a ${spec.type}, not a ${as}.`)
    }
  }
}
