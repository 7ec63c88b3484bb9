import { afterEach } from 'vitest'
import type { Doer } from '#server/audit/record.ts'
import { type Context, idMaker } from '#server/context.ts'
import { openDatabase } from '#server/db/database.ts'
import type { Transaction } from '#server/db/database.ts'
import { approveRule } from '#server/rules/approve-rule.ts'
import { draftRule, type RuleDraft } from '#server/rules/draft-rule.ts'
import { ruleBooks } from '#server/rules/rule-books.ts'
import { scheduleRule, type RuleSchedule } from '#server/rules/schedule-rule.ts'
import type { AdministratorActor, AdministratorRole } from '#shared/domain/actor.ts'
import type { RuleBody } from '#shared/domain/rule.ts'
import { loadReference } from '#seeds/load-reference.ts'
import { chongqingScale } from '#seeds/reference/rules.ts'
import { openTestDatabase } from '#tests/support/database.ts'

/** What a test of rules needs of a context; there is no network and no key in it. */
export type Office = Pick<Context, 'db' | 'now' | 'newId' | 'rules'>

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

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** A programme office with the shipped catalogue and scale, and a clock that stands still until it is moved. */
export async function openOffice(startedAt = '2026-11-23T02:00:00Z') {
  const { database, address, close } = await openTestDatabase()
  opened.push(close)
  let at = new Date(startedAt)
  const now = () => at
  const office: Office = { db: database, now, newId: idMaker(now), rules: ruleBooks() }
  await loadReference(office)
  const inOneGo = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => database.transaction(work)
  return {
    office,
    address,
    setClock: (iso: string) => void (at = new Date(iso)),
    inOneGo,
    draft: (by: Doer, draft: RuleDraft) => inOneGo(tx => draftRule(tx, office, by, draft)),
    approve: (by: Doer, rule: { id: string; bodyHash: string }) =>
      inOneGo(tx => approveRule(tx, office, by, rule)),
    schedule: (by: Doer, rule: RuleSchedule) => inOneGo(tx => scheduleRule(tx, office, by, rule)),
    /** Another process on the same database. */
    async secondProcess(): Promise<Office> {
      const db = await openDatabase(address)
      opened.push(() => db.close())
      return { db, now, newId: idMaker(now), rules: ruleBooks() }
    },
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
