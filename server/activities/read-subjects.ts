import { and, eq, isNull } from 'drizzle-orm'
import type { PartnerActor } from '#shared/domain/actor.ts'
import type { ReportedEvent } from '#shared/domain/cloud-event.ts'
import type { HouseholdId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { rowset } from '../db/rowset.ts'
import { readSplits } from '../households/read-splits.ts'
import { blindIndex } from '../identity/sealing.ts'
import { binCode, binding, consent, householdMember } from '../identity/tables.ts'
import type { Owner } from './read-owners.ts'

interface Bound {
  readonly index: string
  readonly residentId: ResidentId
  readonly householdId: HouseholdId | null
  readonly boundAt: Date
  readonly unboundAt: Date | null
}

interface Given {
  readonly residentId: ResidentId
  readonly actionType: string
  readonly grantedAt: Date
  readonly withdrawnAt: Date | null
}

export interface Subjects {
  /** The resident an event is about: bound when the deed was done, consenting then and now; else null. */
  ownerOf(event: ReportedEvent): Owner | null
}

function covers(from: Date, until: Date | null, at: Date): boolean {
  return from <= at && (until === null || at < until)
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

/** Finds the residents behind a partner's own ids, with consent, household and shares, in five statements. */
export async function readSubjects(
  tx: Transaction,
  ctx: Context,
  partner: PartnerActor,
  events: readonly ReportedEvent[],
): Promise<Subjects> {
  const purpose = partner.subjects === 'bin' ? 'bin' : 'external'
  const indexOf = new Map<string, string>()
  for (const { subject } of events) {
    if (!indexOf.has(subject)) indexOf.set(subject, blindIndex(ctx.keys, purpose, partner.partnerId, subject))
  }
  const indexes = [...indexOf.values()].sort()
  const bound = await (partner.subjects === 'bin' ? readBins : readAccounts)(tx, partner, indexes)
  const residents = [...new Set(bound.map(one => one.residentId))].sort()
  const consents = grouped(
    await readConsents(tx, partner, residents),
    one => `${one.residentId}/${one.actionType}`,
  )
  const households = await readHouseholds(tx, residents)
  const splits = await readSplits(
    tx,
    bound.flatMap(one => one.householdId ?? []),
  )
  const byIndex = grouped(bound, one => one.index)
  const now = ctx.now()
  return {
    ownerOf({ subject, actionType, occurredAt }) {
      const candidates = byIndex.get(indexOf.get(subject) ?? '') ?? []
      const owner = candidates.find(one => covers(one.boundAt, one.unboundAt, occurredAt))
      if (!owner) return null
      const given = consents.get(`${owner.residentId}/${actionType}`) ?? []
      const held = (at: Date) => given.some(one => covers(one.grantedAt, one.withdrawnAt, at))
      if (!held(occurredAt) || !held(now)) return null
      return {
        residentId: owner.residentId,
        householdId: owner.householdId ?? households.get(owner.residentId) ?? null,
        shares: owner.householdId ? splits.sharesOf(owner.householdId, owner.residentId, occurredAt) : [],
      }
    },
  }
}

async function readAccounts(
  tx: Transaction,
  partner: PartnerActor,
  indexes: readonly string[],
): Promise<Bound[]> {
  const given = rowset(
    { index: binding.externalIndex },
    indexes.map(index => ({ index })),
  )
  const rows = await tx
    .select({
      index: binding.externalIndex,
      residentId: binding.residentId,
      boundAt: binding.boundAt,
      unboundAt: binding.unboundAt,
    })
    .from(given.from)
    .crossJoin(binding)
    .where(and(eq(binding.partnerId, partner.partnerId), eq(binding.externalIndex, given.column.index)))
  return rows.map(row => ({ ...row, householdId: null }))
}

async function readBins(
  tx: Transaction,
  partner: PartnerActor,
  indexes: readonly string[],
): Promise<Bound[]> {
  const given = rowset(
    { index: binCode.codeIndex },
    indexes.map(index => ({ index })),
  )
  return tx
    .select({
      index: binCode.codeIndex,
      residentId: binCode.residentId,
      householdId: binCode.householdId,
      boundAt: binCode.boundAt,
      unboundAt: binCode.unboundAt,
    })
    .from(given.from)
    .crossJoin(binCode)
    .where(and(eq(binCode.partnerId, partner.partnerId), eq(binCode.codeIndex, given.column.index)))
}

async function readConsents(
  tx: Transaction,
  partner: PartnerActor,
  residents: readonly ResidentId[],
): Promise<Given[]> {
  const given = rowset(
    { residentId: consent.residentId },
    residents.map(residentId => ({ residentId })),
  )
  return tx
    .select({
      residentId: consent.residentId,
      actionType: consent.actionType,
      grantedAt: consent.grantedAt,
      withdrawnAt: consent.withdrawnAt,
    })
    .from(given.from)
    .crossJoin(consent)
    .where(and(eq(consent.residentId, given.column.residentId), eq(consent.partnerId, partner.partnerId)))
}

/** The household each resident lives in now, if any. */
export async function readHouseholds(
  tx: Transaction,
  residents: readonly ResidentId[],
): Promise<ReadonlyMap<ResidentId, HouseholdId>> {
  const given = rowset(
    { residentId: householdMember.residentId },
    residents.map(residentId => ({ residentId })),
  )
  const rows = await tx
    .select({ residentId: householdMember.residentId, householdId: householdMember.householdId })
    .from(given.from)
    .crossJoin(householdMember)
    .where(and(eq(householdMember.residentId, given.column.residentId), isNull(householdMember.leftAt)))
  return new Map(rows.map(row => [row.residentId, row.householdId]))
}
