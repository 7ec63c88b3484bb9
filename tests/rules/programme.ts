import type { Doer } from '#server/audit/record.ts'
import type { Transaction } from '#server/db/database.ts'
import { approveRule } from '#server/rules/approve-rule.ts'
import { draftRule, type RuleDraft } from '#server/rules/draft-rule.ts'
import { scheduleRule, type RuleSchedule } from '#server/rules/schedule-rule.ts'
import type { AdministratorActor, AdministratorRole } from '#shared/domain/actor.ts'
import type { RuleBody } from '#shared/domain/rule.ts'
import { chongqingScale } from '#seeds/reference/rules.ts'
import { buildDistrict } from '#tests/support/district.ts'

export function administrator(name: string, ...roles: AdministratorRole[]): AdministratorActor {
  return { kind: 'administrator', administratorId: name, roles }
}

export const lin = administrator('adm_lin', 'business')
export const wang = administrator('adm_wang', 'business')

export const busRide = 'chongqing-scale.bus-ride'
export const shipped = (code: string): RuleBody => chongqingScale.find(rule => rule.code === code)!.body
export const payingEach = (centipoints: number): RuleBody => ({
  ...shipped(busRide),
  award: { kind: 'linear', base: centipoints, per: null, dayTotalOf: null },
})

/**
 * A programme office with the shipped catalogue and scale, and a clock that stands still until it is moved.
 */
export async function openOffice(startedAt = '2026-11-23T02:00:00Z') {
  const { ctx: office, clock, secondProcess } = await buildDistrict({ at: startedAt })
  const inOneGo = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => office.db.transaction(work)
  return {
    office,
    clock,
    secondProcess,
    inOneGo,
    draft: (by: Doer, draft: RuleDraft) => inOneGo(tx => draftRule(tx, office, by, draft)),
    approve: (by: Doer, rule: { id: string; bodyHash: string }) =>
      inOneGo(tx => approveRule(tx, office, by, rule)),
    schedule: (by: Doer, rule: RuleSchedule) => inOneGo(tx => scheduleRule(tx, office, by, rule)),
  }
}

/** Publishes a body as the next version, by two people, in force from an instant on. */
export async function publish(
  { draft, approve, schedule }: Awaited<ReturnType<typeof openOffice>>,
  { code, body }: RuleDraft,
  from: string,
  until: string | null = null,
) {
  const rule = await draft(lin, { code, body })
  await approve(wang, rule)
  return schedule(lin, {
    id: rule.id,
    effectiveFrom: new Date(from),
    effectiveUntil: until === null ? null : new Date(until),
  })
}
