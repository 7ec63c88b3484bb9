import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import type { Context } from '#server/context.ts'
import { findRule } from '#server/rules/queries.ts'
import { ruleVersion } from '#server/rules/tables.ts'
import { withdrawRule } from '#server/rules/withdraw-rule.ts'
import { scoreActivity } from '#shared/domain/scoring.ts'
import { administrator, busRide, lin, openOffice, payingEach, publish, shipped, wang } from './programme.ts'

/** What a bus ride at this instant earns under the book in force, in centipoints. */
async function rideAt(office: Context, occurredAt: string): Promise<number> {
  const ride = {
    actionType: 'bus-ride',
    residentId: 'res_li',
    householdId: null,
    merchantId: null,
    deviceId: null,
    occurredAt: new Date(occurredAt),
    evidence: 'operator',
    facts: {},
  } as const
  const book = await office.rules.inForce(office.db.reader)
  return scoreActivity(ride, '2026-11-23', { tallies: new Map(), budgets: new Map() }, book).centipoints
}

describe('a rule on its way', () => {
  it('pays once drafted, approved by a second person and scheduled, when its time has come', async () => {
    const programme = await openOffice()
    const { office, draft, approve, schedule } = programme
    const rule = await draft(lin, { code: busRide, body: payingEach(200) })
    expect(rule).toMatchObject({ version: 2, state: 'draft', authorId: 'adm_lin' })
    await approve(wang, rule)
    expect(await rideAt(office, '2026-12-02T00:00:00Z')).toBe(110)
    await schedule(lin, {
      id: rule.id,
      effectiveFrom: new Date('2026-12-01T00:00:00Z'),
      effectiveUntil: null,
    })
    expect(await rideAt(office, '2026-11-30T23:59:59.999Z')).toBe(110)
    expect(await rideAt(office, '2026-12-01T00:00:00Z')).toBe(200)
  })

  it('ends on its day, and the version before it pays again', async () => {
    const programme = await openOffice()
    const campaign = { code: busRide, body: payingEach(300) }
    await publish(programme, campaign, '2026-12-01T00:00:00Z', '2026-12-08T00:00:00Z')
    expect(await rideAt(programme.office, '2026-12-07T23:59:59Z')).toBe(300)
    expect(await rideAt(programme.office, '2026-12-08T00:00:00Z')).toBe(110)
  })

  it('keeps its numbers and its code for one kind of action', async () => {
    const { draft } = await openOffice()
    const drafts = await Promise.all(
      [1, 2, 3, 4].map(points => draft(lin, { code: busRide, body: payingEach(points) })),
    )
    expect(drafts.map(rule => rule.version).sort()).toEqual([2, 3, 4, 5])
    await expect(
      draft(lin, { code: busRide, body: shipped('chongqing-scale.own-cup') }),
    ).rejects.toMatchObject({
      code: 'rule-code-taken',
    })
  })

  it('is refused while something is wrong with it', async () => {
    const { draft } = await openOffice()
    const wrong = { ...payingEach(1), when: [{ fact: 'mood', op: 'eq', value: 1 }] } as const
    await expect(draft(lin, { code: 'ours.mood', body: wrong })).rejects.toMatchObject({
      code: 'rule-invalid',
      facts: { at: 'when.0', problem: 'fact-unknown' },
    })
    const unpaid = { ...payingEach(1), budget: 'bud_none' }
    await expect(draft(lin, { code: 'ours.bus', body: unpaid })).rejects.toMatchObject({
      code: 'budget-not-found',
    })
    const unknown = { ...payingEach(1), actionType: 'levitate' }
    await expect(draft(lin, { code: 'ours.air', body: unknown })).rejects.toMatchObject({
      code: 'action-type-not-found',
    })
  })

  it('takes its steps once each, and in order', async () => {
    const { draft, approve, schedule } = await openOffice()
    const rule = await draft(lin, { code: busRide, body: payingEach(200) })
    const when = { id: rule.id, effectiveFrom: new Date('2026-12-01T00:00:00Z'), effectiveUntil: null }
    await expect(schedule(lin, when)).rejects.toMatchObject({ code: 'rule-state', facts: { state: 'draft' } })
    const races = await Promise.allSettled([1, 2, 3].map(() => approve(wang, rule)))
    expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await schedule(lin, when)
    await expect(schedule(lin, when)).rejects.toMatchObject({
      code: 'rule-state',
      facts: { state: 'scheduled' },
    })
    await expect(approve(wang, { ...rule, id: 'rul_none' })).rejects.toMatchObject({ code: 'rule-not-found' })
  })

  it('begins neither in the past nor after its end', async () => {
    const { draft, approve, schedule } = await openOffice('2026-11-23T02:00:00Z')
    const rule = await draft(lin, { code: busRide, body: payingEach(200) })
    await approve(wang, rule)
    const at = (from: string, until: string | null) =>
      schedule(lin, {
        id: rule.id,
        effectiveFrom: new Date(from),
        effectiveUntil: until === null ? null : new Date(until),
      })
    await expect(at('2026-11-23T01:59:59Z', null)).rejects.toMatchObject({ code: 'rule-window' })
    await expect(at('2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z')).rejects.toMatchObject({
      code: 'rule-window',
    })
    await expect(at('2026-11-23T02:00:00Z', null)).resolves.toMatchObject({ state: 'scheduled' })
  })
})

describe('four eyes', () => {
  it('refuse the author as the approver, in the command and in the database', async () => {
    const { inOneGo, draft, approve } = await openOffice()
    const rule = await draft(lin, { code: busRide, body: payingEach(200) })
    await expect(approve(lin, rule)).rejects.toMatchObject({ code: 'rule-own-draft' })
    const byHand = inOneGo(tx =>
      tx
        .update(ruleVersion)
        .set({ state: 'approved', approverId: 'adm_lin' })
        .where(eq(ruleVersion.id, rule.id)),
    )
    await expect(byHand).rejects.toThrow()
    const unapproved = inOneGo(tx =>
      tx
        .update(ruleVersion)
        .set({ state: 'scheduled', effectiveFrom: new Date(), scheduledAt: new Date() })
        .where(eq(ruleVersion.id, rule.id)),
    )
    await expect(unapproved).rejects.toThrow()
  })

  it('approve only the body that was read', async () => {
    const { draft, approve } = await openOffice()
    const rule = await draft(lin, { code: busRide, body: payingEach(200) })
    await expect(approve(wang, { id: rule.id, bodyHash: 'another' })).rejects.toMatchObject({
      code: 'rule-changed',
    })
  })

  it('belong to people who decide about public money', async () => {
    const { draft } = await openOffice()
    const outsiders = [
      administrator('adm_sys', 'system'),
      administrator('adm_aud', 'audit'),
      administrator('adm_new'),
    ]
    for (const outsider of [...outsiders, { kind: 'resident', residentId: 'res_li' as never } as const]) {
      const refused = draft(outsider, { code: busRide, body: payingEach(999) })
      await expect(refused).rejects.toMatchObject({ code: 'not-permitted' })
    }
  })
})

describe('a published rule', () => {
  it('is frozen: neither its body nor its beginning can be changed, and it stays', async () => {
    const programme = await openOffice()
    const { id } = await publish(programme, { code: busRide, body: payingEach(200) }, '2026-12-01T00:00:00Z')
    const changes = [
      { body: payingEach(9_999) },
      { bodyHash: 'another' },
      { authorId: 'adm_other' },
      { code: 'ours.bus' },
      { version: 7 },
      { effectiveFrom: new Date('2026-01-01T00:00:00Z') },
    ]
    for (const change of changes) {
      const tampering = programme.inOneGo(tx =>
        tx.update(ruleVersion).set(change).where(eq(ruleVersion.id, id)),
      )
      await expect(tampering, JSON.stringify(change)).rejects.toThrow()
    }
    await expect(
      programme.inOneGo(tx => tx.delete(ruleVersion).where(eq(ruleVersion.id, id))),
    ).rejects.toThrow()
  })

  it('stops by the kill switch: deeds from now on earn nothing, those before keep their rule', async () => {
    const programme = await openOffice('2026-11-23T02:00:00Z')
    const { office, inOneGo, clock } = programme
    const rule = await publish(programme, { code: busRide, body: payingEach(200) }, '2026-11-23T02:00:00Z')
    clock.set('2026-11-24T02:00:00Z')
    const withdrawn = await inOneGo(tx =>
      withdrawRule(tx, office, wang, { id: rule.id, reason: 'paid twice too much' }),
    )
    expect(withdrawn).toMatchObject({ state: 'withdrawn', effectiveUntil: new Date('2026-11-24T02:00:00Z') })
    expect(await rideAt(office, '2026-11-24T01:59:59Z')).toBe(200)
    expect(await rideAt(office, '2026-11-24T02:00:00Z'), 'the version before does not come back').toBe(0)
    expect(await rideAt(office, '2026-11-22T00:00:00Z')).toBe(110)
    const again = inOneGo(tx => withdrawRule(tx, office, wang, { id: rule.id, reason: 'again' }))
    await expect(again).rejects.toMatchObject({ code: 'rule-state', facts: { state: 'withdrawn' } })
    clock.set('2026-11-24T03:00:00Z')
    await publish(programme, { code: busRide, body: shipped(busRide) }, '2026-11-24T03:00:00Z')
    expect(await rideAt(office, '2026-11-24T03:00:00Z'), 'rolled back by a new version').toBe(110)
  })

  it('that was withdrawn before it began never begins, and the one in force goes on', async () => {
    const programme = await openOffice()
    const { office, inOneGo } = programme
    const rule = await publish(programme, { code: busRide, body: payingEach(200) }, '2026-12-01T00:00:00Z')
    await inOneGo(tx => withdrawRule(tx, office, lin, { id: rule.id, reason: 'not this year' }))
    expect(await rideAt(office, '2026-12-02T00:00:00Z')).toBe(110)
    expect(await findRule(office.db.reader, rule.id)).toMatchObject({
      state: 'withdrawn',
      effectiveUntil: null,
    })
  })

  it('cannot be withdrawn once another took its place', async () => {
    const programme = await openOffice('2026-11-23T02:00:00Z')
    const { office, inOneGo, clock } = programme
    const older = await publish(programme, { code: busRide, body: payingEach(200) }, '2026-11-23T02:00:00Z')
    await publish(programme, { code: busRide, body: payingEach(150) }, '2026-11-23T03:00:00Z')
    clock.set('2026-11-23T04:00:00Z')
    const late = inOneGo(tx => withdrawRule(tx, office, lin, { id: older.id, reason: 'too late' }))
    await expect(late).rejects.toMatchObject({ code: 'rule-state', facts: { state: 'over' } })
  })

  it('leaves a line in the audit log for every step, with its doer', async () => {
    const programme = await openOffice()
    const { office, inOneGo } = programme
    const { id } = await publish(programme, { code: busRide, body: payingEach(200) }, '2026-12-01T00:00:00Z')
    await inOneGo(tx => withdrawRule(tx, office, wang, { id, reason: 'not this year' }))
    const lines = await office.db.reader.select().from(auditEntry).where(eq(auditEntry.subject, id))
    expect(lines.sort((a, b) => (a.id < b.id ? -1 : 1)).map(line => [line.actorId, line.action])).toEqual([
      ['adm_lin', 'rule.draft'],
      ['adm_wang', 'rule.approve'],
      ['adm_lin', 'rule.schedule'],
      ['adm_wang', 'rule.withdraw'],
    ])
    expect(lines.at(-1)!.after).toMatchObject({ state: 'withdrawn', reason: 'not this year' })
  })
})
