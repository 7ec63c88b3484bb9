import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Today } from '#shared/contract/account.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { CompiledActionType } from '#shared/domain/scoring-book.ts'
import {
  type CapProgress,
  countedCaps,
  hasRoom,
  mostFor,
  nearestOf,
  type Path,
  standingOf,
} from '#shared/domain/today.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { householdOf } from '../identity/households.ts'
import { binCode, binding, consent } from '../identity/tables.ts'
import { partner } from '../partners/tables.ts'
import { tally } from './tables.ts'

/** How a resident stands today with every action: connections, what caps have counted, what is nearest. */
export async function readToday(ctx: Context, residentId: ResidentId): Promise<Today> {
  const { reader } = ctx.db
  const now = ctx.now()
  const day = dayOf(now)
  const book = await ctx.rules.inForce(reader)
  const who = { residentId, householdId: await householdOf(reader, residentId) }
  const known = [...book.actionTypes.values()].map(one => ({
    one,
    rules: one.rulesAt(now.getTime()),
    counted: countedCaps(one.rulesAt(now.getTime()), who, day),
  }))
  const used = await readUsed(
    reader,
    known.flatMap(({ counted }) => counted.map(cap => cap.key)),
  )
  const pathsOf = await readPaths(reader, who)
  const actions = known.map(({ one, rules, counted }) => {
    const caps = counted.map(({ key, ...cap }) => ({ ...cap, used: used.get(key) ?? 0 }))
    const codes = rules.map(rule => rule.version.code)
    const actionType = one.actionType.code
    const paths = pathsOf(one)
    return {
      actionType,
      standing: standingOf(one.actionType, paths),
      paths,
      room: hasRoom(codes, caps),
      caps,
      begun: caps.some(isBegunToday),
      most: Math.max(0, ...rules.map(rule => mostFor(rule.version.body) ?? 0)),
    }
  })
  return {
    day,
    actions: actions.map(({ actionType, standing, room, caps, paths }) => {
      return { actionType, standing, room, caps, paths }
    }),
    nearest: nearestOf(actions),
  }
}

function isBegunToday(cap: CapProgress): boolean {
  return cap.per === 'day' && cap.used > 0
}

async function readUsed(reader: Reader, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const rows = await reader
    .select({ key: tally.key, used: tally.used })
    .from(tally)
    .where(inArray(tally.key, [...keys]))
  return new Map(rows.map(row => [row.key, row.used]))
}

/** By which partners each action can reach a resident. A bin connects its whole household. */
async function readPaths(
  reader: Reader,
  { residentId, householdId }: { readonly residentId: ResidentId; readonly householdId: HouseholdId | null },
) {
  const partners = await reader
    .select({ id: partner.id, code: partner.code, actionTypes: partner.actionTypes })
    .from(partner)
    .where(eq(partner.active, true))
  const accounts = await reader
    .select({ partnerId: binding.partnerId })
    .from(binding)
    .where(and(eq(binding.residentId, residentId), isNull(binding.unboundAt)))
  const bins = await reader
    .select({ partnerId: binCode.partnerId })
    .from(binCode)
    .where(and(eq(binCode.householdId, householdId ?? ('' as HouseholdId)), isNull(binCode.unboundAt)))
  const given = await reader
    .select({ partnerId: consent.partnerId, actionType: consent.actionType })
    .from(consent)
    .where(and(eq(consent.residentId, residentId), isNull(consent.withdrawnAt)))
  const bound = new Set([...accounts, ...bins].map(({ partnerId }) => partnerId))
  const consents = new Set(given.map(({ partnerId, actionType }) => `${partnerId}/${actionType}`))
  return ({ actionType: { code } }: CompiledActionType): Path[] =>
    partners
      .filter(({ actionTypes }) => actionTypes.includes(code))
      .map(({ id, code: name }) => ({
        partner: name,
        bound: bound.has(id),
        consented: consents.has(`${id}/${code}`),
      }))
}
