import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { appeal } from '#server/appeals/tables.ts'
import { auditEntry } from '#server/audit/tables.ts'
import { activity } from '#server/activities/tables.ts'
import { atEight, buildTown, kindsOf, refusal, say } from './town.ts'

describe('the answer to an appeal', () => {
  it('yes: the ride is credited under the rule of its day, with a receipt, and audited', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    town.clock.advance({ days: 9 })
    const { body: granted } = await town.grant(body.id)
    expect(granted).toMatchObject({ id: body.id, state: 'granted', centipoints: 110, grams: 120 })
    expect(await town.wallet(town.rider)).toMatchObject({ spendable: 110, carbon: 120 })
    const { body: seen } = await town.get(`/me/appeals/${body.id}`, { as: town.rider })
    expect(seen).toMatchObject({ state: 'granted', activityId: granted['activityId'], overdue: false })
    const receipt = await town.get(`/me/activities/${String(granted['activityId'])}`, { as: town.rider })
    expect(receipt.body).toMatchObject({ status: 'credited', occurredAt: atEight, centipoints: 110 })
    const entries = await town.ctx.db.reader.select().from(auditEntry).where(eq(auditEntry.subject, body.id))
    expect(entries).toMatchObject([
      { action: 'appeal.grant', actorId: town.staff.actor.administratorId, after: { centipoints: 110 } },
    ])
  })

  it('yes, even when the answer comes after the ride would have been too old to report', async () => {
    const town = await buildTown()
    const { body } = await town.file({ on: '2026-10-25' })
    town.clock.advance({ days: 14 })
    const { body: granted } = await town.grant(body.id, { occurredAt: '2026-10-25T00:15:00Z' })
    expect(granted).toMatchObject({ state: 'granted', centipoints: 110 })
  })

  it('yes, but no more than the caps of that day leave', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    const rides = ['06', '12', '18', '21'].map(hour => ({
      id: `r-${hour}`,
      time: `2026-11-20T${hour}:00:00+08:00`,
      data: { durationS: 600 },
    }))
    await town.report(town.bus, ...rides)
    expect((await town.grant(body.id)).body).toMatchObject({ state: 'granted', centipoints: 0, grams: 120 })
    expect(await town.wallet(town.rider)).toMatchObject({ spendable: 440, carbon: 600 })
  })

  it('yes, and the operator’s report that comes later is the same deed, not another', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    const { body: granted } = await town.grant(body.id)
    const [late] = await town.report(town.bus, { id: 'r-1', time: atEight, data: { durationS: 900 } })
    expect(late).toMatchObject({ code: 'already-claimed', first: granted['activityId'] })
  })

  it('not yes for what has been counted meanwhile: the appeal stays open', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    await town.report(town.bus, { id: 'r-1', time: atEight, data: { durationS: 900 } })
    expect(say(await town.grant(body.id))).toBe('409 already-claimed')
    const { body: seen } = await town.get(`/admin/appeals/${body.id}`, { as: town.staff })
    expect(seen).toMatchObject({
      state: 'open',
      findings: [{ kind: 'not-reported' }],
      findingsNow: [{ kind: 'counted' }],
    })
    expect(await town.wallet(town.rider)).toMatchObject({ spendable: 110 })
  })

  it('yes for a metro ride needs its stations, from which the distance follows', async () => {
    const town = await buildTown()
    const { body } = await town.file({ actionType: 'metro-ride' })
    const ride = (facts: object) => town.grant(body.id, { facts })
    expect(say(await ride({}))).toBe('400 fact-invalid')
    expect(say(await ride({ entryStation: 'cq.yangjiaping-2', exitStation: 'nowhere' }))).toBe(
      '400 station-unknown',
    )
    expect(say(await ride({ entryStation: 'cq.shiqiaopu', exitStation: 'cq.shiqiaopu' }))).toBe(
      '400 no-distance',
    )
    const { body: granted } = await ride({ entryStation: 'cq.yangjiaping-2', exitStation: 'cq.shiqiaopu' })
    expect(granted).toMatchObject({ state: 'granted', centipoints: 110 })
    const [row] = await town.ctx.db.reader.select().from(activity)
    expect(row!.facts['distanceM']).toBeGreaterThan(1_000)
    expect(JSON.stringify(row!.facts)).not.toContain('shiqiaopu')
  })

  it('yes only on the day of the appeal, not ahead of now, and with a proof the action takes', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    for (const occurredAt of ['2026-11-19T15:59:59Z', '2026-11-20T16:00:00Z'])
      expect(say(await town.grant(body.id, { occurredAt }))).toBe('422 appeal-other-day')
    const today = (await town.file({ on: '2026-11-23', at: '10:30' })).body.id
    expect(say(await town.grant(today, { occurredAt: '2026-11-23T02:00:01Z' }))).toBe('422 appeal-other-day')
    expect(say(await town.grant(body.id, { evidence: 'merchant' }))).toBe('422 evidence-not-taken')
    expect((await town.grant(body.id, { evidence: 'photo' })).body).toMatchObject({ centipoints: 55 })
  })

  it('no, with a reason in both languages', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    expect(say(await town.refuse(body.id))).toBe('200 ')
    const { body: seen } = await town.get(`/me/appeals/${body.id}`, { as: town.rider })
    expect(seen).toMatchObject({ state: 'refused', reason: refusal.reason, workingDaysLeft: null })
    expect(await town.wallet(town.rider)).toMatchObject({ spendable: 0 })
    const { body: answered } = await town.get<{ items: object[] }>('/admin/appeals?list=answered', {
      as: town.staff,
    })
    expect(answered.items).toMatchObject([{ id: body.id }])
    const { body: waiting } = await town.get<{ items: object[] }>('/admin/appeals', { as: town.staff })
    expect(waiting.items).toEqual([])
  })

  it('is given once: of two administrators at once one wins, and the points come once', async () => {
    const town = await buildTown()
    const other = await town.administrator('business')
    const { body } = await town.file()
    const answers = await Promise.all([
      town.grant(body.id),
      town.grant(body.id, {}, other),
      town.refuse(body.id, other),
      town.post(`/me/appeals/${body.id}/withdraw`, { as: town.rider }),
    ])
    expect(answers.map(say).sort()).toEqual(['200 ', ...Array(3).fill('409 appeal-decided')])
    const [row] = await town.ctx.db.reader.select().from(appeal)
    const { spendable } = await town.wallet(town.rider)
    expect(spendable).toBe(row!.state === 'granted' ? 110 : 0)
  })

  it('sent twice with one key is one answer', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    const [first, again] = [
      await town.grant(body.id, {}, town.staff, 'g-1'),
      await town.grant(body.id, {}, town.staff, 'g-1'),
    ]
    expect(again.body).toEqual(first.body)
    expect(await town.wallet(town.rider)).toMatchObject({ spendable: 110 })
  })

  it('asking the partner is noted once, and not after the answer', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    const ask = () => town.post(`/admin/appeals/${body.id}/ask`, { as: town.staff })
    expect([say(await ask()), say(await ask())]).toEqual(['200 ', '200 '])
    await town.refuse(body.id)
    expect(say(await ask())).toBe('409 appeal-decided')
  })

  it('comes from somebody else than the reviewer whose refusal it is about, who is overruled', async () => {
    const town = await buildTown()
    const deed = { on: '2026-11-10' }
    const [told] = await town.report(town.bus, { id: 'r-1', time: '2026-11-10T00:15:00Z', data: {} })
    const path = `/admin/activities/${told!.activityId}/review`
    await town.post(path, { as: town.staff, body: { outcome: 'refused', reason: '无记录' } })
    const { body } = await town.file(deed)
    const ride = { occurredAt: '2026-11-10T00:15:00Z' }
    expect(say(await town.grant(body.id, ride))).toBe('403 appeal-own-decision')
    expect(say(await town.refuse(body.id))).toBe('403 appeal-own-decision')
    const other = await town.administrator('business')
    expect((await town.grant(body.id, ride, other)).body).toMatchObject({
      state: 'granted',
      centipoints: 110,
    })
    expect(await town.wallet(town.rider)).toMatchObject({ spendable: 110, held: 0, carbon: 120 })
    expect(kindsOf(await town.explain(deed))).toEqual(['counted', 'review-refused'])
  })

  it('is for those who decide about points: others read, or see nothing', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    const [system, audit] = [await town.administrator('system'), await town.administrator('audit')]
    expect(say(await town.grant(body.id, {}, audit))).toBe('403 not-permitted')
    expect(say(await town.refuse(body.id, system))).toBe('403 not-permitted')
    expect((await town.get('/admin/appeals', { as: audit })).status).toBe(200)
    expect(say(await town.get('/admin/appeals', { as: system }))).toBe('403 not-permitted')
  })
})

describe('what was filed and answered', () => {
  it('cannot be changed or deleted, not even in the database', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    const change = (set: object) =>
      town.write(tx =>
        tx
          .update(appeal)
          .set(set)
          .where(eq(appeal.id, body.id as never)),
      )
    await expect(change({ dueOn: '2027-01-01' })).rejects.toThrow()
    await expect(change({ wordsSealed: 'x' })).rejects.toThrow()
    await expect(town.write(tx => tx.delete(appeal).where(eq(appeal.id, body.id as never)))).rejects.toThrow()
    await town.refuse(body.id)
    await expect(change({ reason: { zh: '改了', en: 'changed' } })).rejects.toThrow()
    await expect(change({ state: 'open', decidedAt: null, reason: null })).rejects.toThrow()
  })
})
